// Package keys has DEL of keys of which something is known, or nothing.
package keys

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

type own interface {
	Del(ctx context.Context, keys ...string) *redis.IntCmd
}

type prefixed struct{ redis.UniversalClient }

// Unlink is not that of go-redis.
func (p prefixed) Unlink(ctx context.Context, keys ...string) *redis.IntCmd {
	return p.UniversalClient.Unlink(ctx, "p:"+keys[0])
}

func write(ctx context.Context, rdb redis.UniversalClient, user, member string) {
	rdb.RPush(ctx, "queue:"+user, member)
	rdb.SAdd(ctx, "tags:"+user, member)
	rdb.SAdd(ctx, "roles", "admin")
	for range 10 {
		rdb.ZAdd(ctx, "ranks:"+user, redis.Z{Score: 1, Member: member})
		rdb.ZAdd(ctx, "sessions:"+user, redis.Z{Score: 1, Member: member})
	}
	rdb.SAdd(ctx, "workers", member)
	rdb.ZAdd(ctx, "scores", redis.Z{Score: 1, Member: member})
	rdb.HSet(ctx, "user:"+user, "name", member)
	rdb.HSet(ctx, "carts", user, member)
	rdb.XAdd(ctx, &redis.XAddArgs{Stream: "events", Values: "a b"})
	rdb.LPush(ctx, "recent", member)
	rdb.LTrim(ctx, "recent", 0, 9)
	rdb.Set(ctx, "lock", 1, time.Minute)
	rdb.Incr(ctx, "hits:"+user)
}

func remove(ctx context.Context, rdb redis.UniversalClient, user string, keys []string) {
	rdb.Del(ctx, "queue:"+user)                   // want `DEL frees queue:\*, a list \(RPUSH at keys.go:24\), while all other clients wait: use UNLINK, which frees it in the background$`
	rdb.Del(ctx, fmt.Sprintf("tags:%s", user))    // of level info: one of many
	rdb.Del(ctx, "scores")                        // want `DEL frees scores, a sorted set`
	rdb.Del(ctx, "carts")                         // want `DEL frees carts, a hash \(HSET at keys.go:34\), while all other clients wait \(411 ms for 1 M fields\)`
	rdb.Del(ctx, "events")                        // want `DEL frees events, a stream`
	rdb.Del(ctx, "ranks:"+user)                   // want `DEL frees ranks:\*, a sorted set`
	rdb.Del(ctx, "sessions:"+user)                // of level info: few
	rdb.Del(ctx, "workers")                       // of level info: few
	rdb.Del(ctx, "lock", "events")                // want `DEL frees events, a stream`
	rdb.Del(ctx, "roles")                         // constants
	rdb.Del(ctx, "user:"+user)                    // an object
	rdb.Del(ctx, "recent")                        // LTRIM
	rdb.Del(ctx, "lock")                          // a string
	rdb.Del(ctx, "hits:"+user)                    // a counter
	rdb.Del(ctx, user)                            // nothing is known
	rdb.Del(ctx, keys...)                         // nothing is known
	rdb.Unlink(ctx, "events")                     // UNLINK
	rdb.Do(ctx, "DEL", "events")                  // want `DEL frees events`
	redis.UniversalClient.Del(rdb, ctx, "events") // want `DEL frees events`
}

func sameValue(ctx context.Context, rdb *redis.Client, key, dead string) error {
	items, err := rdb.LRange(ctx, key, 0, 9).Result()
	if err != nil || len(items) == 0 {
		return err
	}
	rdb.HGetAll(ctx, dead)
	rdb.Del(ctx, dead)             // a hash, which may be an object
	return rdb.Del(ctx, key).Err() // want `DEL frees a list \(LRANGE at keys.go:65\), while all other clients wait`
}

func renamed(ctx context.Context, rdb *redis.Client, user string) {
	old := fmt.Sprintf("old:%s:%d", user, time.Now().UnixNano())
	rdb.Rename(ctx, "carts", old)
	rdb.HGetAll(ctx, old)
	rdb.Del(ctx, old) // want `DEL frees old:\*:\*, a hash \(HSET at keys.go:34\)`
}

func clients(ctx context.Context, rdb *redis.Client, o own, p prefixed) error {
	o.Del(ctx, "events") // want `DEL frees events`
	p.Del(ctx, "events") // want `DEL frees events`
	pipe := rdb.TxPipeline()
	pipe.Del(ctx, "events") // want `DEL frees events`
	_, err := pipe.Exec(ctx)
	defer rdb.Del(ctx, "events") // want `DEL frees events`
	del := rdb.Del
	del(ctx, "events") // want `DEL frees events`
	return err
}

func generic[C redis.Cmdable](ctx context.Context, rdb C) error {
	return rdb.Del(ctx, "events").Err() // want `DEL frees events`
}

func empty(ctx context.Context, rdb *redis.Client, user string) error {
	left, err := rdb.LLen(ctx, "queue:"+user).Result()
	if err != nil || left > 0 {
		return err
	}
	_, err = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		return pipe.Del(ctx, "queue:"+user).Err()
	})
	if rdb.ZCard(ctx, "scores").Val() == 0 {
		rdb.Del(ctx, "scores")
	}
	rdb.Del(ctx, "scores") // want `DEL frees scores`
	return err
}

// The members follow from the key: there is one.
func one(ctx context.Context, rdb *redis.Client, user, name string) {
	for range 3 {
		rdb.SAdd(ctx, fmt.Sprintf("one:%s", user), "only:"+user)
		rdb.SAdd(ctx, "two:"+user, user+":"+name)
	}
	rdb.Del(ctx, "one:"+user)
	rdb.Del(ctx, "two:"+user) // want `DEL frees two:\*, a set`
}

// What a transaction reads whole is one value to the program: of level info.
func unit(ctx context.Context, rdb *redis.Client, id, owner string) error {
	key := "owners:" + id
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		owners, err := tx.HGetAll(ctx, key).Result()
		if err != nil || len(owners) > 0 {
			return err
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.HSet(ctx, key, owner, 1)
			return pipe.Del(ctx, key).Err()
		})
		return err
	}, key)
}
