// Package redisttl uses the oldest go-redis v9.
package redisttl

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

func sets(ctx context.Context, rdb *redis.Client, id, v string) {
	rdb.Set(ctx, "f:"+id, v, 0)                   // want `SET leaves f:\* without`
	rdb.SetArgs(ctx, "f:"+id, v, redis.SetArgs{}) // want `SET leaves f:\* without`
	rdb.SetEx(ctx, "g:"+id, v, time.Minute)
	rdb.SetXX(ctx, "h:"+id, v, redis.KeepTTL)
}
