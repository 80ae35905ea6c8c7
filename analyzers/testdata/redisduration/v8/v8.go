// Package v8 is still on go-redis v8, which converts in the same way.
package v8

import (
	"context"

	"github.com/go-redis/redis/v8"
)

func expire(ctx context.Context, rdb *redis.Client, any redis.Cmdable) {
	rdb.Expire(ctx, "k", 60) // want `EXPIRE is given 60 ns`
	any.Set(ctx, "k", 1, 60) // want `SET is given 60 ns`
	any.Set(ctx, "k", 1, redis.KeepTTL)
	any.Set(ctx, "k", 1, -1)            // want `SET with -1 keeps the TTL`
	rdb.Expire(ctx, "k", redis.KeepTTL) // want `EXPIRE with KeepTTL deletes the key`
}
