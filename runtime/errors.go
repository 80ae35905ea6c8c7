package redisrt

import "github.com/redis/go-redis/v9"

// ErrIncomplete is wrapped by errors that say: not every node could be visited,
// or slots were moving between them, so that keys may have been missed. The
// error's text tells which. Nothing is wrong with the call; it may succeed when
// the cluster has settled or the shard is up again.
const ErrIncomplete = sentinel("redisrt: the answer might be incomplete")

// ErrConflict is the error of [Update] when others wrote the key at each of its
// attempts. It wraps redis.TxFailedErr. Nothing was written; the update may
// succeed when fewer write the key.
const ErrConflict = conflict("redisrt: gave up, as others wrote the key at every attempt")

// errStop says that the loop over Scan was left, or that a callback has ended an
// attempt; it does not reach the caller.
const errStop = sentinel("redisrt: stop")

// sentinel is an error that can be a constant.
type sentinel string

func (e sentinel) Error() string { return string(e) }

type conflict string

func (e conflict) Error() string { return string(e) }
func (e conflict) Unwrap() error { return redis.TxFailedErr }

// unsettled says why a visit to all nodes has to be made again.
type unsettled string

func (e unsettled) Error() string { return string(e) }
