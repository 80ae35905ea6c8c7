package admin

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"redislint.test/wrapped/store"
)

func claim(ctx context.Context, db *store.DB, key string) error {
	err := db.Redis().Watch(ctx, func(tx *redis.Tx) error {
		if tx.Exists(ctx, key).Val() == 1 {
			return nil
		}
		return store.Claim(ctx, tx, key, "me") // REPORT redistx: through store\.Claim, SET is sent at once
	}, key)
	if err != nil {
		return err
	}
	err = db.Redis().Watch(ctx, func(tx *redis.Tx) error {
		if err := store.Claim(ctx, tx, "owner", "me"); err != nil { // SILENT redistx: it is not watched
			return err
		}
		return store.Commit(ctx, tx, key)
	}, key)
	if err != nil {
		return err
	}
	return db.Redis().Watch(ctx, store.Released(ctx, key), key) // SILENT redistx: it is said in the store
}

func claimWatching(ctx context.Context, n *store.Namespace, key string) error {
	err := n.Watching(ctx, func(tx *redis.Tx) error {
		if tx.Exists(ctx, key).Val() == 0 {
			return nil
		}
		return tx.Incr(ctx, "claims").Err() // REPORT redistx: INCR is sent at once
	}, key)
	if err != nil {
		return err
	}
	return n.Watching(ctx, func(tx *redis.Tx) error {
		if err := tx.Incr(ctx, "claims").Err(); err != nil { // SILENT redistx: it may be that it is not watched
			return err
		}
		return store.Commit(ctx, tx, key)
	}, key)
}

func queueBeside(ctx context.Context, db *store.DB, key string) error {
	_, err := db.Redis().TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		store.QueueCount(ctx, db.Redis(), key) // REPORT redistx: through store\.QueueCount, INCR is not queued
		store.QueueLife(ctx, pipe, "all")
		return db.Counts().Touch(ctx, key, time.Hour) // SILENT redistx: what it has of its own may be for something else
	})
	return err
}
