// Package redisdel uses the oldest go-redis v9, in a module that does not have the runtime package.
package redisdel

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func remove(ctx context.Context, rdb *redis.Client, name string) {
	rdb.SAdd(ctx, "tags", name)
	rdb.Del(ctx, "tags") // want `DEL frees tags, a set`
	found, _ := rdb.Keys(ctx, "a:*").Result()
	rdb.Del(ctx, found...) // want `DEL of all keys that KEYS returned .*, with UNLINK$`
}
