// Package v8 has a lost conflict on go-redis v8, which redisrt.Watch does not mend.
package v8

import (
	"context"
	"errors"

	"github.com/go-redis/redis/v8"
)

func lost(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Watch(ctx, func(tx *redis.Tx) error { // want `Watch fails with redis.TxFailedErr`
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}, key)
}

func kept(ctx context.Context, rdb *redis.Client, key string) error {
	err := rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}, key)
	if errors.Is(err, redis.TxFailedErr) {
		return nil
	}
	return nil
}
