// Package noimport never imports go-redis.
package noimport

import (
	"context"

	"redislint.test/rediskeys/stores"
)

func list(ctx context.Context, store *stores.Store) ([]string, error) {
	if err := store.Client().Keys(ctx, "a").Err(); err != nil { // want `KEYS "a" walks`
		return nil, err
	}
	return store.Redis.Keys(ctx, "b").Result() // want `KEYS "b" walks`
}
