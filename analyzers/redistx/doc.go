// Package redistx defines the rule that reports writes which are in no transaction, though they stand in one.
package redistx

const doc = `report writes that stand in a Watch or pipeline callback and are no part of its transaction

WATCH guards one thing: the next EXEC on its connection. In a callback of Watch that is
TxPipelined of the callback's own redis.Tx. What the callback writes with tx itself, in
tx.Pipelined or on another client is sent whatever other clients have written meanwhile:
of 2000 increments of one key by 50 goroutines 1484 to 1856 were lost, with not one
error; with TxPipelined and a retry none. A direct write of a watched key before
TxPipelined made the server refuse 100 of 100. (go-redis v9.23 and Redis 7.0.)

Bad:

	err := rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil {
			return err
		}
		return tx.Set(ctx, key, n-1, 0).Err()
	}, key)

	rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Set(ctx, "order:1", order, 0)
		rdb.LPush(ctx, "orders", "1")
		return nil
	})

Good:

	err := rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil {
			return err
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, key, n-1, 0)
			return nil
		})
		return err
	}, key)

	rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Set(ctx, "order:1", order, 0)
		pipe.LPush(ctx, "orders", "1")
		return nil
	})

Reported, also where a function issues the command that the callback calls:

  - in a callback of Watch that reads, a write with tx itself or on the client of Watch:
    of a watched key, and of any key if the callback runs no EXEC;
  - in any callback of Watch, such a write in Pipelined or Pipeline of tx, or in a pipeline
    or transaction of the client of Watch, whose EXEC is another connection's; and a write
    of a watched key before EXEC, which makes the server refuse that every time;
  - in a function that is given to TxPipelined or Pipelined, a write or PUBLISH on the
    client that this is called on, which is sent at once, before all that is queued.

Not reported: reads; writes that do nothing if the key is there (SETNX); in a callback
of Watch that runs EXEC, writes of keys that are not watched as far as is known, such as
the next ID; what comes after EXEC, is deferred, or runs in a goroutine; a
callback that hands tx to a function that is not in view; Watch without keys, or with
UNWATCH; scripts; beside a pipeline, commands whose reply is used, as a queued
command has none yet, those before such a command or before an error is returned, and
those of other clients or of functions that are not passed the client; test files.

The fix makes TxPipelined of the callback's connection out of Pipelined, and of the outer
client's TxPipelined: EXEC then fails with redis.TxFailedErr if a watched key has changed
(see rediswatch). It is offered where that is the only such write of the callback, no EXEC
follows and it is in no loop, as WATCH guards the first EXEC only. A write
beside a pipeline is issued on the pipeline where its result is dropped. There
is no fix where the command is in another function, or is sent at once with tx.

Level: error
Fix: tx.TxPipelined; pipe.Set for rdb.Set in a pipeline
`
