// Package redisrange defines the rule that reports reads of whole collections.
package redisrange

const doc = `report reads of a whole list, set, sorted set, hash or stream that can grow

Redis runs one command at a time. A command that returns a whole collection keeps
all other clients waiting while it does, and the reply has to fit into memory on
both sides. On a million elements the server took 53 ms for ZRANGE 0 -1, 115 ms
for LRANGE 0 -1, 666 ms for SMEMBERS and 771 ms for HGETALL. By pages no single
command took more than 5 ms. A sorted set or a list takes no longer in total; a
hash takes twice as long, and a set three to four times. (Redis 7.0, loopback.)

Bad:

	jobs, err := rdb.ZRange(ctx, "queue:jobs", 0, -1).Result()
	due, err := rdb.ZRangeByScore(ctx, "due", &redis.ZRangeBy{Min: "-inf", Max: now}).Result()

Good, with the same result:

	jobs, err := redisrt.ZRange(ctx, rdb, "queue:jobs", 0, -1).Result()

Better, if not everything is needed at once:

	jobs, err := rdb.ZRange(ctx, "queue:jobs", 0, 99).Result()
	due, err := rdb.ZRangeByScore(ctx, "due", &redis.ZRangeBy{Min: "-inf", Max: now, Count: 100}).Result()

Reported:

  - ZRANGE, ZREVRANGE and LRANGE from a fixed index to one that counts from the
    end, such as 0 to -1, in all their forms: WithScores, ZRangeArgs, Do;
  - ZRANGEBYSCORE and ZRANGEBYLEX from the lowest on (-inf, 0, -) without a count,
    and XRANGE - + without a count;
  - HGETALL, HKEYS, HVALS and SMEMBERS, where the package is seen to add fields or
    members to that key which come from data. The message says where. Such
    commands cannot be said to read much otherwise: most hashes are objects.

Keys are compared by their shape, such as user:*:feed: what is known of them
through constants, Sprintf, concatenation, functions and fields. What the package
does to them counts, and what those that it imports do.

Through a function that forwards to such a command, of this package or another, the
call is reported if it passes the range, or a key of which more is known there than
in the function.

Not reported: a collection that is kept below a size with LTRIM,
ZREMRANGEBYRANK, XTRIM, or XADD with MAXLEN or MINID, also by a script, or to which
nothing is added without asking for its size first; a hash with fields that are
constants, as those of an object; sets and sorted sets whose members are constants
or follow from the key; ranges whose ends are variables; ranges from the end, such
as -20 to -1; test files. Of level info: where old elements are removed by score
(ZREMRANGEBYSCORE); where something in the package reads that key whole in a Watch
callback, and so takes it for one value; where the function has removed the key
before; a key of which nothing is known, through a wrapper; and HGETALL, HKEYS, HVALS and SMEMBERS of a key that is named after what
there are few of: a single key after the parts of a program, such as servers,
workers, queues or rules, or one of many keys after what a user has, such as
sessions, devices or tokens.

With -redisrange.all, every HGETALL, HKEYS, HVALS and SMEMBERS is reported, and
set operations, SORT without LIMIT, and XREAD and GEOSEARCH without COUNT.

The fix replaces the call by the function of the runtime package that reads in
pages. It is not a snapshot above 1000 elements: what is added, removed or moved
meanwhile may be in the answer or not, and what stands still is in it once. Sets
and hashes may come in another order. The server gets other commands (HSCAN for
HGETALL), so tests that expect certain commands of a mock have to be changed.

There is no fix in pipelines and transactions, on a Tx in its Watch callback, for
go-redis v8, for Do and ZRangeArgs, where an interface or a wrapper of your own
lacks a method that is needed, and for a list whose elements shift: something in
the package pops, trims, or pushes at its head.

Level: warning
Fix: redisrt.ZRange, redisrt.HGetAll, ...: the same in pages
`
