// Package redistx uses the oldest go-redis v9.
package redistx

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func direct(ctx context.Context, rdb *redis.Client, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() == "9" {
			return nil
		}
		return tx.Incr(ctx, key).Err() // want `INCR is sent at once`
	}, key)
}

func pipelined(ctx context.Context, rdb *redis.Client, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `INCR is in a pipeline`
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}, key)
}

func beside(ctx context.Context, rdb redis.UniversalClient, key string) error {
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		rdb.Del(ctx, key) // want `DEL is not queued`
		pipe.Incr(ctx, key)
		return nil
	})
	return err
}
