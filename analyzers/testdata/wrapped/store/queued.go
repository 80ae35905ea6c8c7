package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// QueueCount and QueueLife queue on what they are given.
func QueueCount(ctx context.Context, on redis.Cmdable, key string) { on.Incr(ctx, "queued:"+key) }

func QueueLife(ctx context.Context, on redis.Pipeliner, key string) {
	on.Expire(ctx, "queued:"+key, time.Hour)
}

// Life sends at once.
func Life(ctx context.Context, on redis.Cmdable, key string) error {
	return on.Expire(ctx, "queued:"+key, time.Hour).Err()
}
