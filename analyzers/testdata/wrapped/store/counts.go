package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Counts are numbers that go up.
type Counts struct{ rdb *redis.Client }

func (c *Counts) Count(ctx context.Context, key string) (int64, error) {
	return c.rdb.Incr(ctx, key).Result()
}

func (c *Counts) Read(ctx context.Context, key string) (int64, error) {
	return c.rdb.Get(ctx, key).Int64()
}

func (c *Counts) Touch(ctx context.Context, key string, ttl time.Duration) error {
	return c.rdb.Expire(ctx, key, ttl).Err()
}

// CountLoose is wrong in itself.
func (c *Counts) CountLoose(ctx context.Context, key string, ttl time.Duration) (int64, error) {
	n, err := c.rdb.Incr(ctx, key).Result() // REPORT redisexpire: INCR makes a key without
	if err != nil {
		return 0, err
	}
	return n, c.rdb.Expire(ctx, key, ttl).Err()
}

// CountFor does both at once.
func (c *Counts) CountFor(ctx context.Context, key string, ttl time.Duration) (int64, error) {
	var n *redis.IntCmd
	_, err := c.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		n = pipe.Incr(ctx, key)
		pipe.Expire(ctx, key, ttl)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n.Val(), nil
}

// CountOrClear counts, or begins again.
func (c *Counts) CountOrClear(ctx context.Context, key string, clear bool) error {
	if clear {
		return c.rdb.Del(ctx, key).Err()
	}
	return c.rdb.Incr(ctx, key).Err()
}

// Scoped puts all keys below one name.
type Scoped struct {
	rdb   redis.UniversalClient
	scope string
}

func NewScoped(addr, scope string) *Scoped {
	return &Scoped{redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{addr}}), scope}
}

func (s *Scoped) key(name string) string { return s.scope + ":" + name }

func (s *Scoped) Count(ctx context.Context, name string) error {
	return s.rdb.Incr(ctx, s.key(name)).Err()
}

func (s *Scoped) Touch(ctx context.Context, name string, ttl time.Duration) error {
	return s.rdb.Expire(ctx, s.key(name), ttl).Err()
}

// TouchKey takes the whole key.
func (s *Scoped) TouchKey(ctx context.Context, key string, ttl time.Duration) error {
	return s.rdb.Expire(ctx, key, ttl).Err()
}
