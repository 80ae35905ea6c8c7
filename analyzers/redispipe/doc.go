// Package redispipe defines the rule that reports pipelines that are not sent, or whose answers are not read.
package redispipe

const doc = `report pipelines that are never sent, whose errors are lost, or whose results are read too early

A pipeline keeps commands until Exec sends them, and only then do they have results.
Of 1000 SETs on a pipeline without Exec none reached the server, and nothing failed.
Before Exec every result is zero and every error nil: Get(...).Result() returned ""
and no error for a key that was there. Without a server the Val of a queued INCR is 0:
where the error of Exec is dropped, a limiter that counts so lets everybody through. (go-redis v9.23 and v8.11, Redis 7.0.)

Bad:

	pipe := rdb.Pipeline()
	pipe.Set(ctx, key, value, ttl) // and no Exec

	count := pipe.Incr(ctx, key)
	pipe.Exec(ctx)
	return count.Val() > limit

	n, err := pipe.Incr(ctx, key).Result()
	_, err = pipe.Exec(ctx)

	taken := script.Run(ctx, pipe, keys)

	iter := pipe.Scan(ctx, 0, match, 100).Iterator()

Good:

	count := pipe.Incr(ctx, key)
	if _, err := pipe.Exec(ctx); err != nil {
		return err
	}
	return count.Val() > limit

	taken := script.Eval(ctx, pipe, keys)

Reported:

  - a pipeline or transaction that is filled, here or by functions that it is passed
    to, and that nothing executes; one that is only discarded, too;
  - Exec, Pipelined and TxPipelined in a bare statement, with go or with defer, if no
    error of what is queued is read afterwards, and something queued writes what is
    not written again;
  - the result of a queued command that is read before Exec can have been called, also
    in the callback of Pipelined: at level error if the value is used, at level
    warning if only the error is, as that check decides nothing;
  - Run and RunRO of a script on a pipeline. Run sends EVALSHA, and EVAL if the server
    does not know the script; a pipeline has no answer to see that by, so Exec fails
    with NOSCRIPT, the script does not run, and the rest of the batch does, in MULTI
    too. After Run on the client it works, until the server restarts;
  - the iterator of a queued SCAN, HSCAN, SSCAN or ZSCAN. Before Exec it yields nothing
    and has no error. After Exec its next page is only queued: of 1000 keys it gave the
    first page again and again, and never ended.

At level info: an error that is assigned to _ though something queued writes what is
not written again; a dropped error where nothing queued does (reads, SET with a TTL,
EXPIRE, LTRIM, DEL, UNLINK, XACK, XGROUP, ZUNIONSTORE and its like, HSET, SADD, RPUSH
and their like to a key that expires); a callback or function that only returns the
Err of what it queues, or the reply if it is given the pipeline or keeps it in a field.

Not reported: a pipeline that is returned, kept in a field, slice or channel, or passed
to what is not in view or does more than fill it, and one that a redis.Cmdable makes,
which may be that pipeline itself; one that is executed only on some paths; the error
of Exec if it is assigned or the commands that it returns are looked at; what is queued
where the results go where they are not followed; what is executed in the callback of
Watch (that is rediswatch's); scripts in a package that loads any, and scripts that
others may load; EvalSha; test files.

Level: error
Fix: none
`
