// Package v8 has torn writes on go-redis v8.
package v8

import (
	"context"
	"time"

	"github.com/go-redis/redis/v8"
)

func torn(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Incr(ctx, key) // want `INCR makes a key .* send both in one TxPipelined`
	rdb.Expire(ctx, key, time.Minute)
	rdb.Set(ctx, "a:"+key, 1, 0) // want `SET makes a:\*`
	rdb.Expire(ctx, "a:"+key, time.Minute)
}
