// Package v8 is still on go-redis v8.
package v8

import (
	"context"
	"time"

	"github.com/go-redis/redis/v8"
)

func sets(ctx context.Context, rdb *redis.Client, id, v string) {
	rdb.Set(ctx, "f:"+id, v, 0) // want `SET leaves f:\* without a T..`
	rdb.Set(ctx, "g:"+id, v, time.Minute)
	rdb.Set(ctx, "h:"+id, v, redis.KeepTTL)
	rdb.SetEX(ctx, "h:"+id, v, time.Minute)
}
