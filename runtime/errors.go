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

// ErrNotFound is what a load returns, as it is or wrapped, to say that there is no
// such value, and what [Cache.Get] returns where it remembers that. It is no error of
// Redis, whose missing key is redis.Nil.
const ErrNotFound = sentinel("redisrt: there is no such value")

// ErrBusy is wrapped by the error of [Cache.Get] when another was loading the value and
// did not end in time. To try again later is right, to load without the cache is
// not: that is what all others would do as well.
const ErrBusy = sentinel("redisrt: the value is still being loaded")

// ErrNotCached is wrapped by errors of [Cache.WriteThrough] that say: the store may have a
// new value, and the cache an older one. Invalidate the key.
const ErrNotCached = sentinel("redisrt: the cache may hold an older value than the store")

// ErrClosed is the error of what was called after Close, where nothing was done, and of a
// [Cache.Get] whose load Close has ended.
const ErrClosed = sentinel("redisrt: closed")

// ErrFull is the error of [WriteBehind.Enqueue] when as many items wait as the
// options allow. Nothing was accepted.
const ErrFull = sentinel("redisrt: the write-behind is full")

// ErrParked is the error of [WriteBehind.Enqueue] for a key that has dead letters.
// Nothing was accepted. [WriteBehind.Requeue] or [WriteBehind.Drop] ends it.
const ErrParked = sentinel("redisrt: the key has dead letters")

// ErrRejected is wrapped by the errors of a store that will never take an item, so
// that the item becomes a dead letter at once.
const ErrRejected = sentinel("redisrt: the store rejects the item")

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
