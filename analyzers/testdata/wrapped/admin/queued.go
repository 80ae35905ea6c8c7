package admin

import (
	"context"

	"github.com/redis/go-redis/v9"

	"redislint.test/wrapped/store"
)

func queueBoth(ctx context.Context, db *store.DB, key string) error {
	_, err := db.Redis().TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		store.QueueCount(ctx, pipe, key) // SILENT redisexpire: one transaction
		store.QueueLife(ctx, pipe, key)
		return nil
	})
	return err
}

func queueTogether(ctx context.Context, db *store.DB, key string) error {
	pipe := db.Redis().Pipeline()
	store.QueueCount(ctx, pipe, key) // SILENT redisexpire: sent together
	store.QueueLife(ctx, pipe, key)
	_, err := pipe.Exec(ctx)
	return err
}

func queueOne(ctx context.Context, db *store.DB, key string) error {
	pipe := db.Redis().TxPipeline()
	store.QueueCount(ctx, pipe, key) // REPORT redisexpire: INCR .through store\.QueueCount. makes queued:\*
	if _, err := pipe.Exec(ctx); err != nil {
		return err
	}
	return store.Life(ctx, db.Redis(), key)
}

func sendBoth(ctx context.Context, db *store.DB, key string) error {
	store.QueueCount(ctx, db.Redis(), key) // REPORT redisexpire: INCR .through store\.QueueCount. makes queued:\*
	return store.Life(ctx, db.Redis(), key)
}
