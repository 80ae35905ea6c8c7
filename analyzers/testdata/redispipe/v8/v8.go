// Package v8 is still on go-redis v8.
package v8

import (
	"context"

	"github.com/go-redis/redis/v8"
)

var script = redis.NewScript(`return 1`)

func forgotten(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.TxPipeline() // want `INCR is queued on this pipeline and never sent, as it is only discarded`
	defer pipe.Close()
	pipe.Incr(ctx, "k")
}

func mistakes(ctx context.Context, rdb *redis.ClusterClient) error {
	pipe := rdb.Pipeline()
	if err := pipe.Set(ctx, "k", 1, 0).Err(); err != nil { // want `SET is only queued here`
		return err
	}
	script.Run(ctx, pipe, []string{"k"})        // want `Script.Run queues EVALSHA`
	pipe.HScan(ctx, "h", 0, "*", 10).Iterator() // want `the iterator of a queued HSCAN`
	pipe.Exec(ctx)                              // want `the error of Exec is dropped, and that of no queued command is read`
	return nil
}

func right(ctx context.Context, rdb *redis.Client) (int64, error) {
	pipe := rdb.TxPipeline()
	defer pipe.Close()
	n := pipe.Incr(ctx, "k")
	_, err := pipe.Exec(ctx)
	return n.Val(), err
}
