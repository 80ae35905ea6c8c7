// Package cache is one by its name, and has one as a receiver.
package cache

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type UserCache struct{ rdb redis.Cmdable }

func (c *UserCache) Put(ctx context.Context, id, v string) error {
	return c.rdb.Set(ctx, "user:"+id, v, 0).Err() // want `SET leaves user:\* without a T.., though it is temporary: what misses its DEL at cache.go:17`
}

func (c *UserCache) Remove(ctx context.Context, id string) error {
	return c.rdb.Del(ctx, "user:"+id).Err()
}

type Settings struct{ rdb redis.Cmdable }

func (s *Settings) Put(ctx context.Context, id, v string) error {
	return s.rdb.Set(ctx, "setting:"+id, v, 0).Err() // want `SET leaves setting:\*`
}
