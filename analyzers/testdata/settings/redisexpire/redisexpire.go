// Package redisexpire is for -redisexpire.pipeline.
package redisexpire

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

func batches(ctx context.Context, rdb *redis.Client, key string) {
	pipe := rdb.Pipeline()
	pipe.Incr(ctx, key) // want `INCR makes a key without a TTL, and its EXPIRE at redisexpire.go:14 comes later in the pipeline: .* queue both on a TxPipeline`
	pipe.Expire(ctx, key, time.Minute)
	pipe.Exec(ctx)

	rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Set(ctx, "s:"+key, 1, 0) // want `SET makes s:\*`
		pipe.Expire(ctx, "s:"+key, time.Minute)
		return nil
	})

	rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, "t:"+key)
		pipe.Expire(ctx, "t:"+key, time.Minute)
		return nil
	})
}

// Which of the two it is, is not in view.
func queue(ctx context.Context, pipe redis.Pipeliner, key string) {
	pipe.Incr(ctx, key)
	pipe.Expire(ctx, key, time.Minute)
}
