// Package rediserr defines the rule that reports writes whose errors nobody reads.
package rediserr

const doc = `report writes that fail unseen, where that leaves wrong data or a lock behind

A method of go-redis returns a command, and the error is in it. A command that is
dropped in a bare statement fails unseen, and errcheck does not see it either: the
method returns no error. A cache can do without a write. A semaphore cannot: each
DECR that is lost takes a slot away for ever. Of a semaphore of 10, given back with
the request's context by requests of which one in a hundred had ended by then, no
slot was left after 795 to 1277 requests: go-redis sends nothing with a context that
has ended. (Five runs, go-redis v9.23 and Redis 7.0.)

Bad:

	defer rdb.Decr(r.Context(), "slots")
	rdb.RPush(ctx, "jobs", job) // BLPop(ctx, 0, "jobs") elsewhere

Good:

	if err := rdb.Decr(context.WithoutCancel(r.Context()), "slots").Err(); err != nil { ... }
	if err := rdb.RPush(ctx, "jobs", job).Err(); err != nil { ... }
	_ = rdb.RPush(ctx, "jobs", job) // meant

Reported are commands whose result is dropped in a bare statement, or by defer or go,
also where a function in between returns the command (level error, if the key is
known, and what else the program does with it says that the write matters):

  - what counts down: DECR, and INCRBY and HINCRBY of less than 0; of level warning
    if the key expires;
  - the release of a lock, that is DEL, UNLINK or a script with DEL of a key that is
    set with NX elsewhere, where the answer is looked at, and whose value is at most
    compared; if the lock has a TTL only where the context may end before, level
    warning, or error if it is that of an HTTP request;
  - DEL and UNLINK of any key with the context of an HTTP request, of level warning: the
    client that goes away keeps its token, or what it has changed in the cache;
  - pushes to a list, stream, set or sorted set that something else takes from (BLPOP,
    XREADGROUP, ZPOPMIN, ...), and pops that are dropped there, other than of what is
    too much;
  - moves from one key to another: RENAME, LMOVE, SMOVE;
  - scripts that write, do not only remove, and give no TTL;
  - what HSET, SADD, ZADD and their like add to, and HDEL, SREM, ZREM and LREM remove
    from, data that something reads, nothing bounds and nothing in view lets expire,
    if the function returns an error, though not this one, and does not return what
    it has read there before, as what fills a cache does.

Level info, which is not shown unless asked for: all other writes whose result is
dropped: cache fills, EXPIRE, DEL of what is no lock, statistics, XACK, keys of which
nothing is known, locks that have a TTL and are released with a context of their own,
what removes elements in a loop, after an error or after EXISTS, as it tidies up, and
what a timer sets again and again.

Not reported: what is queued on a pipeline, or on a parameter or a choice of clients
that may be one; _ = rdb.Decr(ctx, key); rdb.Decr(ctx, key).Err() in a bare statement,
and functions that return an error, as errcheck reports both; reads; PUBLISH; XGROUP;
commands of the server, such as FLUSHDB; what a Watch callback does on its Tx; test
files.

Level: error
Fix: none
`
