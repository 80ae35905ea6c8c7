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

Reported: Watch whose error is dropped, is only logged, is turned into success or
into an error that does not wrap it; the call of a function of the package that
returns the error of Watch, if that call loses it; and a loop that retries, after
which the function returns nil although the last attempt failed.

Not reported: an error that is compared with redis.TxFailedErr, here, in a function
that it is passed to or in the callback; one that leaves through an exported function
or as a function's value, or goes where it is not followed; one that decides what else
the program does than to log; a loop that tries again on any error; a callback that
queues no transaction, or that is not in view; test files.

The fix replaces rdb.Watch by redisrt.Watch, which runs the callback again while EXEC
is refused, 16 times at most, and then returns the error. It is offered where running
the callback again is harmless as far as can be seen: it reads, computes, queues
commands, and sets variables to what does not depend on what they were. There is none
if the callback appends, counts, sends, logs, calls what is not in view, writes with
tx itself or uses another client; for wrappers, and for go-redis v8.
`
