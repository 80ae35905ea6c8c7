// Package redisduration is on the oldest go-redis v9.
package redisduration

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func expire(ctx context.Context, rdb *redis.Client, any redis.Cmdable) {
	rdb.Expire(ctx, "k", 60) // want `EXPIRE is given 60 ns`
	any.Set(ctx, "k", 1, 60) // want `SET is given 60 ns`
	any.Set(ctx, "k", 1, redis.KeepTTL)
	any.Set(ctx, "k", 1, -1)            // want `SET with -1 keeps the TTL`
	rdb.Expire(ctx, "k", redis.KeepTTL) // want `EXPIRE with KeepTTL deletes the key`
}
