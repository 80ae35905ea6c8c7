// Package redisexpire uses the oldest go-redis v9, in a module without the runtime package.
package redisexpire

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

func torn(ctx context.Context, rdb *redis.Client, narrow redis.Cmdable, key string) {
	rdb.Incr(ctx, key) // want `INCR makes a key without a TTL.*; for a fix, run go get github.com/redislint/redislint/runtime`
	rdb.Expire(ctx, key, time.Minute)
	narrow.HSet(ctx, "h:"+key, "a", 1) // want `HSET makes h:\*`
	narrow.Expire(ctx, "h:"+key, time.Minute)
	rdb.SetNX(ctx, "n:"+key, 1, 0) // want `SET makes n:\*`
	rdb.Expire(ctx, "n:"+key, time.Minute)
	rdb.Set(ctx, "s:"+key, 1, 0) // want `SET makes s:\*`
	rdb.Expire(ctx, "s:"+key, time.Minute)
	rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, "t:"+key)
		pipe.Expire(ctx, "t:"+key, time.Minute)
		return nil
	})
}
