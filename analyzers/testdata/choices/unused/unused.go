// Package unused has lifetimes whose packages nothing else here needs: what replaces them would leave the imports unused.
package unused

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"redislint.test/choices/limits"
)

func name(ctx context.Context, rdb *redis.Client, id string, load func() string) string {
	if cached, err := rdb.Get(ctx, "name:"+id).Result(); err == nil {
		return cached
	}
	loaded := load()
	rdb.Set(ctx, "name:"+id, loaded, limits.Zero) // want `leaves name:\* without a T..`
	return loaded
}

func nick(ctx context.Context, rdb *redis.Client, id string, load func() string) string {
	if cached, err := rdb.Get(ctx, "nick:"+id).Result(); err == nil {
		return cached
	}
	loaded := load()
	rdb.Set(ctx, "nick:"+id, loaded, time.Duration(0)) // want `leaves nick:\* without a T..`
	return loaded
}
