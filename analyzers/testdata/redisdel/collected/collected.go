// Package collected has DEL of keys that were collected before.
package collected

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

func keys(ctx context.Context, rdb *redis.Client) error {
	found, err := rdb.Keys(ctx, "a:*").Result()
	if err != nil || len(found) == 0 {
		return err
	}
	return rdb.Del(ctx, found...).Err() // want `DEL of all keys that KEYS returned is one command, and all other clients wait for its end: remove them in batches, with UNLINK`
}

func byRuntime(ctx context.Context, rdb *redis.Client) {
	rdb.Del(ctx, redisrt.Keys(ctx, rdb, "a:*").Val()...)        // want `DEL of all keys that KEYS returned`
	rdb.Del(ctx, redisrt.ZRange(ctx, rdb, "z", 0, -1).Val()...) // want `DEL of all keys that ZRANGE returned`
	rdb.Del(ctx, redisrt.ZRange(ctx, rdb, "z", 0, 99).Val()...)
}

func scanned(ctx context.Context, rdb *redis.Client, pattern string) error {
	var cursor uint64
	var all []string
	for {
		page, next, err := rdb.Scan(ctx, cursor, pattern, 100).Result()
		if err != nil {
			return err
		}
		all = append(all, page...)
		if cursor = next; cursor == 0 {
			break
		}
	}
	return rdb.Del(ctx, all...).Err() // want `DEL of all keys that SCAN returned`
}

func iterated(ctx context.Context, rdb *redis.Client) error {
	var all []string
	iter := rdb.Scan(ctx, 0, "a:*", 0).Iterator()
	for iter.Next(ctx) {
		all = append(all, iter.Val())
	}
	return rdb.Del(ctx, all...).Err() // want `DEL of all keys that SCAN returned`
}

func pages(ctx context.Context, rdb *redis.Client) error {
	var cursor uint64
	for {
		page, next, err := rdb.Scan(ctx, cursor, "a:*", 100).Result()
		if err != nil {
			return err
		}
		if err := rdb.Del(ctx, page...).Err(); err != nil {
			return err
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

func batches(ctx context.Context, rdb *redis.Client) error {
	var batch []string
	iter := rdb.Scan(ctx, 0, "a:*", 0).Iterator()
	for iter.Next(ctx) {
		if batch = append(batch, iter.Val()); len(batch) < 500 {
			continue
		}
		rdb.Del(ctx, batch...)
		batch = batch[:0]
	}
	return iter.Err()
}

func members(ctx context.Context, rdb *redis.Client) {
	names := rdb.SMembers(ctx, "names").Val()
	keys := make([]string, len(names))
	for i, name := range names {
		rdb.Del(ctx, name) // one at a time
		keys[i] = name
	}
	rdb.Del(ctx, keys...) // want `DEL of all keys that SMEMBERS returned`
	for chunk := range slices.Chunk(keys, 500) {
		rdb.Del(ctx, chunk...)
	}
	for len(keys) > 500 {
		rdb.Del(ctx, keys[:500]...)
		keys = keys[500:]
	}
	rdb.Del(ctx, rdb.LRange(ctx, "l", 0, -1).Val()...) // want `DEL of all keys that LRANGE returned`
	rdb.Del(ctx, rdb.LRange(ctx, "l", 0, 99).Val()...)
}

func helped(ctx context.Context, rdb *redis.Client) {
	rdb.Del(ctx, find(ctx, rdb)...) // want `DEL of all keys that KEYS returned`
	rdb.Del(ctx, given()...)
}

func find(ctx context.Context, rdb *redis.Client) []string { return rdb.Keys(ctx, "b:*").Val() }

func given() []string { return []string{"a", "b"} }

func remainder(ctx context.Context, rdb *redis.Client) error {
	var batch []string
	iter := rdb.Scan(ctx, 0, "a:*", 0).Iterator()
	for iter.Next(ctx) {
		if batch = append(batch, iter.Val()); len(batch) == 500 {
			rdb.Del(ctx, batch...)
			batch = batch[:0]
		}
	}
	if len(batch) > 0 {
		rdb.Del(ctx, batch...)
	}
	return iter.Err()
}

// Keys that were picked one by one are few, and so are those of one of many sets: of level info.
func picked(ctx context.Context, rdb *redis.Client, user string) {
	var dead []string
	for _, key := range rdb.Keys(ctx, "a:*").Val() {
		if rdb.TTL(ctx, key).Val() < 0 {
			dead = append(dead, key)
		}
	}
	rdb.Del(ctx, dead...)
	rdb.Del(ctx, rdb.SMembers(ctx, "names:"+user).Val()...)
}
