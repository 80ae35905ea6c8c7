// Package rediswatch defines the rule that reports lost conflicts of optimistic transactions.
package rediswatch

const doc = `report Watch whose refused transaction is lost

If another client changes a watched key before EXEC, the server refuses EXEC, and
Watch returns redis.TxFailedErr. go-redis does not try again: of 2000 increments of
one key from 50 goroutines 1951 were refused. Where that error is dropped, the update
is lost, and nobody is told (examples/races/lostupdate).

Bad:

	err := rdb.Watch(ctx, reserve, "stock")
	if err != nil {
		log.Println(err)
	}

Good:

	err := redisrt.Watch(ctx, rdb, reserve, "stock") // up to 16 attempts, with full jitter

	err := rdb.Watch(ctx, reserve, "stock")
	if errors.Is(err, redis.TxFailedErr) {
		return ErrBusy
	}

Reported: Watch whose error is dropped, is only logged or counted, is turned into
success or into an error that does not wrap it; the call of a function, of this package
or of one that it imports, that returns the error of Watch, if that call loses it, also where it gives Watch its
callback; EXEC (TxPipelined, or Exec of
a TxPipeline) in the callback whose error the callback loses in these ways, as Watch
does not hear of it then; and a loop that retries, after which the function returns
nil although the last attempt failed.

Not reported: an error that is compared with redis.TxFailedErr or with an error of the
program, which may be another name for it, here, in a function
that it is passed to or in the callback; one that leaves through an exported function
or as a function's value, or goes where it is not followed; one by which a value is
chosen that the program uses, or because of which it does more than to log; a loop that
tries again on any error, or that waits for a time; a callback that runs no transaction
on its own connection, or that is not in view; test files.

The fix replaces rdb.Watch by redisrt.Watch, which runs the callback again while EXEC
is refused, 16 times at most, and then returns the error. It is offered where running
the callback again is harmless as far as can be seen: it reads, computes, queues
commands, and sets each variable around it before it reads it and before it succeeds,
so that nothing of an earlier attempt is left. There is none if the callback appends,
counts, sends, receives, logs, calls what is not in view, writes with tx itself or uses
another client or pipeline; for wrappers, and for go-redis v8.

Level: error
Fix: redisrt.Watch
`
