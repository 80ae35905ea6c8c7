// Package redispipe is on the oldest go-redis v9.
package redispipe

import (
	"context"

	"github.com/redis/go-redis/v9"
)

var script = redis.NewScript(`return 1`)

func forgotten(ctx context.Context, rdb redis.UniversalClient) {
	pipe := rdb.TxPipeline() // want `INCR is queued on this pipeline and never sent`
	pipe.Incr(ctx, "k")
}

func mistakes(ctx context.Context, rdb *redis.Client) error {
	rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `the error of Pipelined is dropped`
		if pipe.Exists(ctx, "k").Val() == 0 { // want `EXISTS is only queued here`
			pipe.HSet(ctx, "k", "a", 1)
		}
		return nil
	})
	pipe := rdb.Pipeline()
	script.Run(ctx, pipe, []string{"k"})  // want `Script.Run queues EVALSHA`
	pipe.Scan(ctx, 0, "*", 10).Iterator() // want `the iterator of a queued SCAN`
	_, err := pipe.Exec(ctx)
	return err
}

func right(ctx context.Context, rdb *redis.Client) (int64, error) {
	pipe := rdb.TxPipeline()
	n := pipe.Incr(ctx, "k")
	_, err := pipe.Exec(ctx)
	return n.Val(), err
}
