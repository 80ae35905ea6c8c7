package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Claim writes with the connection itself.
func Claim(ctx context.Context, tx *redis.Tx, key, owner string) error {
	return tx.Set(ctx, key, owner, Keep).Err()
}

// Commit queues.
func Commit(ctx context.Context, tx *redis.Tx, key string) error {
	_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, key)
		return nil
	})
	return err
}

// Released is a callback.
func Released(ctx context.Context, key string) func(*redis.Tx) error {
	return func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() != "mine" {
			return ErrBusy
		}
		return tx.Unlink(ctx, key).Err() // REPORT redistx: UNLINK is sent at once
	}
}
