//go:build go1.22

package fixes

import (
	"context"
	"log"

	"github.com/redis/go-redis/v9"
)

// This version of Go ranges over no functions.
func oldGo(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return nil
}
