// Package rediswatch uses the oldest go-redis v9, in a module without the runtime package.
package rediswatch

import (
	"context"
	"errors"
	"log"

	"github.com/redis/go-redis/v9"
)

func incr(ctx context.Context, key string) func(*redis.Tx) error {
	return func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}
}

func lost(ctx context.Context, rdb *redis.Client, key string) {
	if err := rdb.Watch(ctx, incr(ctx, key), key); err != nil { // want `only logged, and the update lost.*; for a fix, run go get github.com/redislint/redislint/runtime`
		log.Print(err)
	}
	if err := rdb.Watch(ctx, incr(ctx, key), key); errors.Is(err, redis.TxFailedErr) {
		log.Print("busy")
	}
}
