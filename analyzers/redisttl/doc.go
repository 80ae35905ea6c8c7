// Package redisttl defines the rule that reports strings that never expire.
package redisttl

const doc = `report SET without an expiration where the key was hardly meant to stay for ever

A key without a TTL stays until something deletes it. One such key for each user,
message or search fills the memory until Redis evicts other keys or refuses
writes. A SET without an expiration also takes away the TTL that the key had.

Bad:

	rdb.Set(ctx, "search:"+query, result, 0)

Good:

	rdb.Set(ctx, "search:"+query, result, 10*time.Minute)
	rdb.Set(ctx, "tenant:"+id, config, redisrt.Persist) // meant to stay

What the TTL should be only you can say, so there is no fix. With
-redisttl.default=24h the fix is that duration.

Reported: SET (Set, SetArgs, MSet, GetSet, Do) whose expiration is 0, also by a
constant or a local variable that is never set otherwise, and also where the 0 is
passed to a function, of this package or another, that gives it to SET as it is, if

  - another SET of the same key gives it a TTL, which this one takes away;
  - it fills a cache: the function has looked for the key before, and where it was
    found returns without this SET;
  - the key is one of many (it has a part that varies, or a number or a UUID), and
    it is said to be temporary by its text, or by the function around, its
    documentation, its receiver or its package (cache, temp, session, ...);
  - the key is one of many, nothing in the package deletes, renames or expires it,
    and the program can do without it: the error of the SET is not looked at, or
    the value is a point in time.

Level info, which is not shown unless asked for: all other SET without an
expiration. Many are the data itself, in programs that use Redis as their database,
or state of which there is one.

Not reported: KeepTTL; an expiration that is a parameter, a field or computed; a
key that gets a TTL in the same function; a comment on the line, or on the line
above, that speaks of expiry; redisrt.Persist, or a name that says so (noExpiry, forever); calls of a function that looks at the expiration which it is given,
or decides on 0 itself; test files.

Level: warning
Fix: with -redisttl.default=24h
`
