// Package redisrt is what redislint's suggested fixes call: the safe form of
// Redis calls that block the server, or miss keys, when used as they are.
//
// A fix replaces one expression and nothing around it:
//
//	keys, err := rdb.Keys(ctx, "user:*").Result()
//	keys, err := redisrt.Keys(ctx, rdb, "user:*").Result()
//
// The package can be used without redislint as well. It needs go-redis v9.7.3
// or later and Redis 6.2 or later, and it promises three things:
//
//   - Drop-in. A function that a fix inserts takes the context, the client, and
//     then the arguments of the call that it replaces, and returns the same
//     *redis.XCmd.
//   - Never a partial answer with a nil error. What has to visit every node of
//     a [redis.ClusterClient] or a [redis.Ring] does so and makes sure of it; a
//     client that it cannot see through is an error, which says what to do.
//   - No surprise. Every function documents the commands that it sends, what
//     it guarantees while others write, and what a lost reply or a cluster does
//     to it. No goroutine outlives a call or a Close, and nothing is configured
//     globally.
//
// # What there is
//
//   - [Keys] and [Scan] find keys without blocking, on every node.
//   - [ZRange] and its like, [LRange], [XRange] and [XRevRange] read in pages;
//     [HGetAll], [HKeys], [HVals], [SMembers] and [SMembersMap] by cursor. Small
//     answers take one command, as before. Nothing that stood still while others
//     wrote is lost or repeated.
//   - [Unlink] deletes any number of keys, wherever they are.
//   - [Expiring] and [ExpiringOnce] write, as Incr and HSet do, and let the key
//     expire, in one step; they take every client but a *redis.Tx.
//   - [Watch] and [Update] change what is in Redis as if nobody else wrote, and
//     try again when somebody did.
//   - [Cache] keeps copies of what is expensive to load, without stampedes and
//     without old values after an invalidation; [HotCache] a few of them in this
//     process.
//   - [WriteBehind] accepts writes for a store that is slower than they come.
//   - [Replicas] spreads reads over replicas; [HotKeys] finds what is read most.
//   - [Persist] and [Jitter] say how long keys are to live.
//
// # Which clients
//
// *redis.Client and *redis.Conn are one node. *redis.ClusterClient is every
// master, *redis.Ring every shard. They are also found inside structs, or
// pointers to structs, that embed them or that embed an interface which holds
// one, at any depth.
//
// Everything else is an error: a mock, a wrapper that keeps its client in a
// field which is not embedded or not exported, one that declares the replaced
// methods itself (a prefix added there would be lost if the call went past it).
// Pipelines are refused, as what they queue has no answer yet. For [Keys] and
// [Scan] a *redis.Tx is refused too, and where such a value stands for one node,
// [Node] says so; what works on single keys takes a *redis.Tx as it is, [Expiring]
// and [ExpiringOnce] aside. A [Cache] and a [WriteBehind] outlive one connection, and
// refuse *redis.Conn and *redis.Tx.
package redisrt
