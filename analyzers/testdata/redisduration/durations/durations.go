// Package durations has lifetimes and time-outs that Redis does not get as they are meant, beside those that it does.
package durations

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	sessionTTL                 = 3600
	tokenTTL     time.Duration = 24 * 60 * 60
	month                      = 30 * 24 * 60 * 60
	lockTTL                    = lockSeconds * time.Second
	lockSeconds                = 30
	keepForever                = -1
	KeepLifetime               = redis.KeepTTL
)

type config struct {
	TTLSeconds  int
	TimeoutMs   int64
	CacheTTL    int
	Minimum     int
	TTL         time.Duration
	expire_secs int
}

var retentionDays = 30

func bare(ctx context.Context, rdb *redis.Client, cfg config) {
	rdb.Expire(ctx, "k", 60)                 // want `EXPIRE is given 60 ns, without a unit, and go-redis sends a TTL of 1s: write 60\*time.Second if it counts seconds`
	rdb.Set(ctx, "k", 1, 60)                 // want `SET is given 60 ns, without a unit, and go-redis sends a TTL of 1ms`
	rdb.SetNX(ctx, "k", 1, 24*60*60)         // want `SET is given 86400 ns`
	rdb.SetEx(ctx, "k", 1, time.Duration(5)) // want `SETEX is given 5 ns, without a unit, and go-redis sends a TTL of 1s`
	rdb.PExpire(ctx, "k", 1500)              // want `PEXPIRE is given 1500 ns`
	rdb.Expire(ctx, "k", sessionTTL)         // want `EXPIRE is given 3600 ns`
	rdb.Expire(ctx, "k", tokenTTL)           // want `EXPIRE is given 86400 ns`
	rdb.Expire(ctx, "k", month)              // want `EXPIRE is given 2592000 ns, without a unit, and go-redis sends a TTL of 1s`
	rdb.Set(ctx, "k", 1, month)              // want `SET is given 2592000 ns, without a unit, and go-redis sends a TTL of 2ms`
	rdb.GetEx(ctx, "k", 30+30)               // want `GETEX is given 60 ns`
	rdb.BLPop(ctx, 5, "q")                   // want `BLPOP is given 5 ns, without a unit, and go-redis sends 1s`
	rdb.Wait(ctx, 1, 100)                    // want `WAIT is given 100 ns, without a unit, and go-redis sends 1ms`
	rdb.XRead(ctx, &redis.XReadArgs{
		Streams: []string{"s", "$"},
		Block:   5000, // want `XREAD is given 5000 ns, without a unit, and go-redis sends BLOCK 0, which waits for ever: write 5000\*time.Millisecond if it counts milliseconds`
	})
	rdb.SetArgs(ctx, "k", 1, redis.SetArgs{TTL: 10}) // want `SET is given 10 ns`
	ttl := time.Duration(90)
	rdb.Expire(ctx, "k", ttl) // want `EXPIRE is given 90 ns`
	_, _ = rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Expire(ctx, "k", 60) // want `EXPIRE is given 60 ns`
		return nil
	})

	rdb.Expire(ctx, "k", 60*time.Second)
	rdb.Expire(ctx, "k", sessionTTL*time.Second)
	rdb.Expire(ctx, "k", lockTTL)
	rdb.Expire(ctx, "k", time.Minute)
	rdb.Expire(ctx, "k", cfg.TTL)
	rdb.Set(ctx, "k", 1, 3600000000000)
	rdb.Set(ctx, "k", 1, 0)
	rdb.BLPop(ctx, 0, "q")
	rdb.Do(ctx, "EXPIRE", "k", 60)
	rdb.XRead(ctx, &redis.XReadArgs{Streams: []string{"s", "$"}, Block: 5 * time.Second})
	rdb.XRead(ctx, &redis.XReadArgs{Streams: []string{"s", "$"}, Block: -1})
	rdb.ExpireAt(ctx, "k", time.Unix(60, 0))
}

func counted(ctx context.Context, rdb redis.Cmdable, cfg *config, ttlSeconds int64, hours uint, n int, nanoseconds int64) {
	rdb.Expire(ctx, "k", time.Duration(cfg.TTLSeconds))  // want `EXPIRE is given TTLSeconds as nanoseconds, though its name says otherwise: multiply it by its unit`
	rdb.Expire(ctx, "k", time.Duration(ttlSeconds))      // want `EXPIRE is given ttlSeconds as nanoseconds`
	rdb.Set(ctx, "k", 1, time.Duration(cfg.TimeoutMs))   // want `SET is given TimeoutMs as nanoseconds`
	rdb.Set(ctx, "k", 1, time.Duration(hours))           // want `SET is given hours as nanoseconds`
	rdb.Set(ctx, "k", 1, time.Duration(retentionDays))   // want `SET is given retentionDays as nanoseconds`
	rdb.Set(ctx, "k", 1, time.Duration(cfg.expire_secs)) // want `SET is given expire_secs as nanoseconds`
	expiry := time.Duration(cfg.TTLSeconds)
	rdb.Set(ctx, "k", 1, expiry) // want `SET is given TTLSeconds as nanoseconds`

	rdb.Expire(ctx, "k", time.Duration(cfg.TTLSeconds)*time.Second)
	rdb.Expire(ctx, "k", time.Second*time.Duration(ttlSeconds))
	rdb.Expire(ctx, "k", time.Duration(ttlSeconds*int64(time.Second)))
	rdb.Expire(ctx, "k", time.Duration(cfg.CacheTTL))
	rdb.Expire(ctx, "k", time.Duration(cfg.Minimum))
	rdb.Expire(ctx, "k", time.Duration(n))
	rdb.Expire(ctx, "k", time.Duration(nanoseconds))
}

func truncated(ctx context.Context, rdb *redis.ClusterClient) {
	rdb.Expire(ctx, "k", 1500*time.Millisecond)                       // want `EXPIRE is given 1.5s, and go-redis sends a TTL of 1s: use PExpire`
	rdb.Expire(ctx, "k", 500*time.Millisecond)                        // want `EXPIRE is given 500ms, and go-redis sends a TTL of 1s: use PExpire`
	rdb.SetEx(ctx, "k", 1, 100*time.Millisecond)                      // want `SETEX is given 100ms, and go-redis sends a TTL of 1s: use Set`
	rdb.Set(ctx, "k", 1, 100*time.Microsecond)                        // want `SET is given 100µs, and go-redis sends a TTL of 1ms`
	rdb.BLPop(ctx, 100*time.Millisecond, "q")                         // want `BLPOP is given 100ms, and go-redis sends 1s`
	rdb.BLMove(ctx, "a", "b", "LEFT", "RIGHT", 1500*time.Millisecond) // want `BLMOVE is given 1.5s, and go-redis sends 1s`
	rdb.HExpire(ctx, "h", 500*time.Millisecond, "f")                  // want `HEXPIRE is given 500ms, and go-redis sends a TTL of 1s: use HPExpire`

	short := 5 * time.Millisecond
	rdb.Expire(ctx, "k", short) // want `EXPIRE is given 5ms, and go-redis sends a TTL of 1s: use PExpire`
	rdb.Set(ctx, "k", 1, short)
	rdb.PExpire(ctx, "k", 1500*time.Millisecond)
	rdb.Set(ctx, "k", 1, 1500*time.Millisecond)
	rdb.Set(ctx, "k", 1, 1500*time.Microsecond)
	rdb.Expire(ctx, "k", 2*time.Second)
	rdb.BLPop(ctx, time.Second, "q")
}

func notPositive(ctx context.Context, rdb *redis.Client, ttl time.Duration) {
	rdb.Expire(ctx, "k", redis.KeepTTL)              // want `EXPIRE with KeepTTL deletes the key: leave it out to keep the TTL, Persist removes it, and Unlink deletes`
	rdb.Expire(ctx, "k", 0)                          // want `EXPIRE with 0s deletes the key`
	rdb.PExpire(ctx, "k", -time.Second)              // want `PEXPIRE with -1s deletes the key`
	rdb.ExpireNX(ctx, "k", -1)                       // want `EXPIRE with KeepTTL deletes the key`
	rdb.HExpire(ctx, "h", 0, "f")                    // want `HEXPIRE with 0s deletes the fields`
	rdb.SetEx(ctx, "k", 1, 0)                        // want `SETEX with 0s is refused by the server`
	rdb.SetEx(ctx, "k", 1, redis.KeepTTL)            // want `SETEX with KeepTTL is refused by the server`
	rdb.Set(ctx, "k", 1, -1)                         // want `SET with -1 keeps the TTL that the key has, as that is redis.KeepTTL: write so if it is meant, and 0 for no TTL`
	rdb.Set(ctx, "k", 1, keepForever*2)              // want `SET with a negative TTL gives the key none, and takes away the one that it has`
	rdb.Set(ctx, "k", 1, time.Duration(-1))          // want `SET with -1 keeps the TTL`
	rdb.SetXX(ctx, "k", 1, -1)                       // want `SET with -1 keeps the TTL`
	rdb.SetNX(ctx, "k", 1, -time.Second)             // want `SetNX with a negative TTL is refused by the server`
	rdb.SetArgs(ctx, "k", 1, redis.SetArgs{TTL: -1}) // want `SET takes a negative TTL field for none, and takes away the TTL that the key has: set KeepTTL to keep it`

	rdb.Set(ctx, "k", 1, redis.KeepTTL)
	rdb.Set(ctx, "k", 1, keepForever) // want `SET with -1 keeps the TTL`
	rdb.Set(ctx, "k", 1, KeepLifetime)
	rdb.SetNX(ctx, "k", 1, -1)
	rdb.GetEx(ctx, "k", 0)
	rdb.GetEx(ctx, "k", redis.KeepTTL)
	rdb.Expire(ctx, "k", ttl)
	if ttl > 0 {
		rdb.Expire(ctx, "k", ttl)
	}
}

func put(ctx context.Context, rdb *redis.Client, ttl time.Duration) { rdb.Set(ctx, "k", 1, ttl) }

func putFor(ctx context.Context, rdb *redis.Client, seconds int) {
	rdb.Set(ctx, "k", 1, time.Duration(seconds)*time.Second)
}

func wrapped(ctx context.Context, rdb *redis.Client) {
	put(ctx, rdb, 60) // want `through put, SET is given 60 ns, without a unit, and go-redis sends a TTL of 1ms`
	put(ctx, rdb, -1) // want `through put, SET with -1 keeps the TTL that the key has`
	put(ctx, rdb, 60*time.Second)
	putFor(ctx, rdb, 60)
}

// theirs is no go-redis.
type theirs struct{}

func (theirs) Expire(ctx context.Context, key string, seconds int64) {}

func others(ctx context.Context) { theirs{}.Expire(ctx, "k", 60) }

const (
	ttlMinutes = 5
	ttlSecs    = 30
	ttlMillis  = 500
	tenth      = 100_000_000
)

func counts(ctx context.Context, rdb *redis.Client) {
	rdb.Expire(ctx, "k", ttlMinutes) // want `EXPIRE is given ttlMinutes as nanoseconds, though its name says otherwise: multiply it by its unit`
	rdb.Expire(ctx, "k", ttlSecs)    // want `EXPIRE is given 30 ns, without a unit`
	rdb.Expire(ctx, "k", ttlMillis)  // want `EXPIRE is given ttlMillis as nanoseconds`
	rdb.PExpire(ctx, "k", ttlMillis) // want `PEXPIRE is given 500 ns, without a unit`
	rdb.Set(ctx, "k", 1, tenth)
	rdb.Expire(ctx, "k", tenth) // want `EXPIRE is given 100ms, and go-redis sends a TTL of 1s: use PExpire`
}

func putBoth(ctx context.Context, rdb *redis.Client, ttl time.Duration) {
	rdb.PExpire(ctx, "k", ttl)
	rdb.SetEx(ctx, "k2", 1, ttl)
}

func once(ctx context.Context, rdb *redis.Client) {
	putBoth(ctx, rdb, 60) // want `through putBoth, PEXPIRE is given 60 ns`
}
