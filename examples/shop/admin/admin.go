// Package admin is the console. It does not import go-redis, and uses it all the same.
package admin

import (
	"context"

	"example.com/shop/sessions"
)

// CloseAll signs everybody out and returns how many that were.
func CloseAll(ctx context.Context, store *sessions.Store) (int64, error) {
	keys, err := store.Client().Keys(ctx, "shop:session:*").Result()
	if err != nil || len(keys) == 0 {
		return 0, err
	}
	return store.Client().Del(ctx, keys...).Result()
}
