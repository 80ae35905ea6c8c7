// Package v8 has the same on go-redis v8.
package v8

import (
	"context"

	"github.com/go-redis/redis/v8"
)

func direct(ctx context.Context, rdb *redis.Client, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() != "" {
			return nil
		}
		return tx.Set(ctx, key, 1, 0).Err() // want `SET is sent at once`
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

func beside(ctx context.Context, rdb *redis.Client, key string) error {
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		rdb.Del(ctx, key) // want `DEL is not queued`
		pipe.Incr(ctx, key)
		return nil
	})
	return err
}

func right(ctx context.Context, rdb *redis.Client, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}, key)
}
