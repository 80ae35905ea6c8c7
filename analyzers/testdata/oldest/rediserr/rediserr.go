// Package rediserr uses the oldest go-redis v9, in a module without the runtime package.
package rediserr

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func drop(ctx context.Context, rdb *redis.Client) {
	rdb.Decr(ctx, "slots") // want `DECR's error is dropped, and if it fails slots stays one too high for ever`
	_ = rdb.Decr(ctx, "slots")
	pipe := rdb.Pipeline()
	pipe.Decr(ctx, "slots")
	_, _ = pipe.Exec(ctx)
}
