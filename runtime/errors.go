package redisrt

// ErrIncomplete is wrapped by errors that say: not every node could be visited,
// or slots were moving between them, so that keys may have been missed. The
// error's text tells which. Nothing is wrong with the call; it may succeed when
// the cluster has settled or the shard is up again.
const ErrIncomplete = sentinel("redisrt: the answer might be incomplete")

// errStop says that the loop over Scan was left; it does not reach the caller.
const errStop = sentinel("redisrt: stop")

// sentinel is an error that can be a constant.
type sentinel string

func (e sentinel) Error() string { return string(e) }

// unsettled says why a visit to all nodes has to be made again.
type unsettled string

func (e unsettled) Error() string { return string(e) }
