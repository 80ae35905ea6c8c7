// Package redisttl has a SET without a TTL, for drivers that ask how long the key is to live.
package redisttl

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func name(ctx context.Context, rdb *redis.Client, id string, load func() string) string {
	if cached, err := rdb.Get(ctx, "name:"+id).Result(); err == nil {
		return cached
	}
	loaded := load()
	rdb.Set(ctx, "name:"+id, loaded, 0) // want `leaves name:\* without a T..`
	return loaded
}

func nick(ctx context.Context, rdb *redis.Client, id string, load func() string) string {
	if cached, err := rdb.Get(ctx, "nick:"+id).Result(); err == nil {
		return cached
	}
	loaded := load()
	rdb.SetArgs(ctx, "nick:"+id, loaded, redis.SetArgs{TTL: 0}) // want `leaves nick:\* without a T..`
	return loaded
}
