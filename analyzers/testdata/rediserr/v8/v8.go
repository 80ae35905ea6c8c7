// Package v8 is still on go-redis v8.
package v8

import (
	"context"

	"github.com/go-redis/redis/v8"
)

func drop(ctx context.Context, rdb *redis.Client, any redis.UniversalClient) {
	rdb.Decr(ctx, "slots")       // want `DECR's error is dropped, and if it fails slots stays one too high for ever`
	defer any.Decr(ctx, "slots") // want `DECR's error is dropped`
	_ = rdb.Decr(ctx, "slots")
	pipe := rdb.Pipeline()
	pipe.Decr(ctx, "slots")
	_, _ = pipe.Exec(ctx)
}

func lock(ctx context.Context, rdb *redis.Client) error {
	ok, err := rdb.SetNX(ctx, "lock", 1, 0).Result()
	if err != nil || !ok {
		return err
	}
	rdb.Del(ctx, "lock") // want `the lock lock \(SET at v8.go:\d+\) stays taken for ever`
	return nil
}
