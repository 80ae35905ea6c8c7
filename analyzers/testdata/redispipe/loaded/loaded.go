// Package loaded loads its script before it queues it.
package loaded

import (
	"context"

	"github.com/redis/go-redis/v9"
)

var take = redis.NewScript(`return 1`)

func run(ctx context.Context, rdb *redis.Client) error {
	if err := take.Load(ctx, rdb).Err(); err != nil {
		return err
	}
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		take.Run(ctx, pipe, nil)
		return nil
	})
	return err
}
