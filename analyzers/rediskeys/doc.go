// Package rediskeys defines the rule that reports KEYS.
package rediskeys

const doc = `report KEYS, which blocks the server while it walks the whole keyspace

Redis runs one command at a time. KEYS looks at every key of the database before
it answers, whatever its pattern, and all other clients wait: 509 ms for a
million keys, 84 ms even if none matches. Reading the same keyspace with SCAN,
a thousand keys a page, takes twice as long in total and never keeps anybody
waiting for more than 5.9 ms. (Redis 7.0, loopback; measured at a client that
sent PING meanwhile.)

On a cluster client KEYS is worse: go-redis asks one node, a different one each
time, and returns a part of the keys without an error. The same holds for one
shard of a ring.

Bad:

	keys, err := rdb.Keys(ctx, "session:*").Result()

Good, with the same result:

	keys, err := redisrt.Keys(ctx, rdb, "session:*").Result()

Better, if there may be many keys, as it does not hold them all in memory:

	for key, err := range redisrt.Scan(ctx, rdb, "session:*") {

Best is not to search the keyspace: keep a set, or a sorted set, of the members
that you will ask for.

Every KEYS is reported, whatever its pattern: on all kinds of clients, in
pipelines and transactions, through interfaces, method values and
Do(ctx, "KEYS", ...).

Not reported: methods of your own that are called Keys (their bodies are looked
at), SCAN, test files, and KEYS inside Lua scripts.

The fix replaces the call by redisrt.Keys, which asks every master of a cluster
and every shard of a ring. It is not a snapshot: a key that is made or deleted
while it reads may be in the answer or not. Where it cannot be sure to have seen
every node, because a cluster is being resharded or a shard is down, it returns
an error instead of a part. There is no fix in pipelines and transactions, on
the Tx of a Watch callback, for go-redis v8, for Do, method values and method
expressions, and where an interface or a wrapper of your own declares Keys or
Scan itself, since what stands behind it is not known.

Level: warning
Fix: redisrt.Keys
`
