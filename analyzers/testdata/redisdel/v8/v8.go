// Package v8 is still on go-redis v8, which has UNLINK too.
package v8

import (
	"context"

	"github.com/go-redis/redis/v8"
)

func remove(ctx context.Context, rdb *redis.Client, any redis.Cmdable, name string) {
	rdb.RPush(ctx, "queue:"+name, 1)
	rdb.Del(ctx, "queue:"+name) // want `DEL frees queue:\*, a list`
	any.Del(ctx, "queue:"+name) // want `DEL frees queue:\*, a list`
	_, _ = rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Del(ctx, "queue:"+name) // want `DEL frees queue:\*, a list`
		return nil
	})
}
