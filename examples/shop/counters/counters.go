// Package counters counts in Redis, so that the rest of the shop need not know of that.
package counters

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Counters struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Counters { return &Counters{rdb} }

// Add adds one, and returns the count.
func (c *Counters) Add(ctx context.Context, name string) (int64, error) {
	return c.rdb.Incr(ctx, "shop:count:"+name).Result()
}

// Keep says for how long a counter is kept.
func (c *Counters) Keep(ctx context.Context, name string, ttl time.Duration) error {
	return c.rdb.Expire(ctx, "shop:count:"+name, ttl).Err()
}
