// Package redisexpire defines the rule that reports writes and EXPIREs that can be torn apart.
package redisexpire

const doc = `report writes whose EXPIRE is another round trip, in between which the key has no TTL

A command that makes a key, such as INCR, HSET, SADD or LPUSH, gives it no TTL. Where
EXPIRE follows in another round trip, whatever ends the program, the call or the
connection in between leaves a key that lives for ever: a counter that blocks its
user for good, or memory that is never freed. Of 5000 counters whose requests were
cancelled at random moments, hundreds were left so (examples/races/lostttl).

Bad:

	n, err := rdb.Incr(ctx, "hits:"+user).Result()
	if err != nil {
		return err
	}
	if n == 1 {
		rdb.Expire(ctx, "hits:"+user, time.Minute)
	}

Good:

	n, err := redisrt.ExpiringOnce(rdb, time.Minute).Incr(ctx, "hits:"+user).Result()
	err := redisrt.Expiring(rdb, time.Hour).HSet(ctx, key, "name", name).Err()
	err := rdb.Set(ctx, key, value, time.Hour).Err()

Reported, at the write: a command that may make a key (the INCR family, SET, SETNX
and GETSET without a TTL, HSET, SADD, ZADD, LPUSH, XADD, PFADD, ...) and EXPIRE,
PEXPIRE, EXPIREAT or PEXPIREAT of the same key on the same client, which can follow
it, be deferred, or run beside it in a goroutine; also where functions of the package,
or of those that it imports, issue one or both, and where one of them is in a pipeline and the other is not. Keys
are the same if they are one value, or are computed in the same way from the same.

Of level warning: a key of which there is one, and which each write gives the TTL
anew, as the next write repairs what one has torn.

Not reported: both in one TxPipeline or TxPipelined, or in one script; both in one
Pipeline, which is sent at once (-redisexpire.pipeline reports it, without a fix);
other keys, other clients; a client in a field that is also given a
pipeline; branches that exclude each other; an EXPIRE that runs only
where the write has failed; a write with a TTL of its own, and writes to a key after
that; a read and then EXPIRE, as sessions have it; a lease that a ticker renews; test
files.

Fixes. SET and SETNX get the TTL themselves, where it is a constant of whole seconds
and the EXPIRE of SETNX depends on its success. Other writes become those of
redisrt.Expiring, or of redisrt.ExpiringOnce where the EXPIRE depends on a reply that
says that the key is new (n == 1). The EXPIRE goes, with the comments that speak of
it, and with its if where nothing else is in that. An error of the EXPIRE is the
write's, then; what is new is that a TTL of 0 or less is an error, that fractions of
a second are kept, that ExpiringOnce also heals keys that have lost their TTL, and that
Expiring gives the TTL to a key of another type too, on which the write fails.

There is no fix where that might change more: something else between the two than
the check of the write's error; an EXPIRE with a condition of its own (ttl > 0), or
with an error that does not go the way of the write's; a TTL, client or key whose
computation has effects; a counter that the package counts down, too, for ExpiringOnce;
EXPIREAT; deferred calls and goroutines; wrappers, clients in
transactions, raw commands and go-redis v8 (but SET and SETNX); two statements on one
line. The server gets other commands (MULTI or EVALSHA), so tests with a mock of
go-redis have to be changed.

Level: error
Fix: the TTL in SET and SETNX; redisrt.Expiring, redisrt.ExpiringOnce
`
