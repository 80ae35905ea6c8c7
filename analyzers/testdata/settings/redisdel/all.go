// Package redisdel is for -redisdel.all.
package redisdel

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func all(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Del(ctx, key) // want `DEL frees the value while all other clients wait: use UNLINK`
}
