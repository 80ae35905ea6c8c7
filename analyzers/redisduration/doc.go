// Package redisduration defines the rule that reports durations which are not what Redis gets.
package redisduration

const doc = `report durations that are not what Redis gets: without a unit, truncated, or not positive

A time.Duration counts nanoseconds, and Redis counts milliseconds or seconds.
go-redis converts, and where nothing would be left it sends the least there is and
writes a line to its log: Set(ctx, key, value, 60) lets the key live for 1 ms, and
Expire(ctx, key, 60) for 1 s. XREAD has no least: Block: 5000 becomes BLOCK 0,
which waits for ever. (go-redis v9.23 and Redis 7.0.)

Bad:

	rdb.Expire(ctx, key, 3600)
	rdb.Set(ctx, key, value, time.Duration(cfg.TTLSeconds))
	rdb.XReadGroup(ctx, &redis.XReadGroupArgs{Group: "g", Streams: streams, Block: 5000})
	rdb.Set(ctx, key, value, -1)
	rdb.Expire(ctx, key, redis.KeepTTL)
	rdb.Expire(ctx, key, 1500*time.Millisecond)

Good:

	rdb.Expire(ctx, key, 3600*time.Second)
	rdb.Set(ctx, key, value, time.Duration(cfg.TTLSeconds)*time.Second)
	rdb.XReadGroup(ctx, &redis.XReadGroupArgs{Group: "g", Streams: streams, Block: 5000 * time.Millisecond})
	rdb.Set(ctx, key, value, redis.KeepTTL) // or 0, for no TTL
	rdb.PExpire(ctx, key, 1500*time.Millisecond)

Reported, for the lifetimes and time-outs of all commands, also where a constant is
passed to a function, of this package or another, that gives it to the command:

  - a constant that is less than what the command can say, or that names no unit and
    is less than a second, but for whole milliseconds (100*1000*1000);
  - a number that is converted as it is, though its name says that it counts seconds,
    minutes, hours, days or milliseconds;
  - a constant that the command truncates: EXPIRE and SETEX count whole seconds, so
    1.5 s becomes 1 s;
  - a blocking pop of less than a second, which waits for a whole one;
  - KeepTTL, 0 or less for EXPIRE and its like, which delete the key, and for SETEX,
    which fails;
  - -1 for SET, which is KeepTTL: it keeps the TTL that the key has; and other
    negative ones, with which SET gives no TTL, and SETNX and SETXX fail.

Not reported: redis.KeepTTL for SET; 0 for SET (that is redisttl's) and for blocking
commands; what is computed at run time; points in time (ExpireAt); numbers in
options whose unit a field names; other packages' types of time; test files.

The fix reads a constant without a unit in the unit that Redis has there, which
changes what the program does, as it says: Expire's 60 becomes 60*time.Second, and
Block's 5000 becomes 5000*time.Millisecond. There is none where its name says another
unit (ttlMinutes). What else is meant only you can say.

Level: error
Fix: 60*time.Second
`
