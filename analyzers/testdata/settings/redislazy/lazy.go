// Package redislazy is for -redisdel.lazyfree: nothing is reported.
package redislazy

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func none(ctx context.Context, rdb *redis.Client, key string) {
	rdb.RPush(ctx, "queue", key)
	rdb.Del(ctx, "queue")
}
