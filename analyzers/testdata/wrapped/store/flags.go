package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Flags is what New returns: who implements it is nobody's business.
type Flags interface {
	Raise(ctx context.Context, name, why string, ttl time.Duration) error
	Bump(ctx context.Context, name string) (int64, error)
	Touch(ctx context.Context, name string, ttl time.Duration) error
}

func New(addr string) Flags {
	return &flags{rdb: redis.NewClient(&redis.Options{Addr: addr})}
}

type flags struct{ rdb *redis.Client }

func (f *flags) Raise(ctx context.Context, name, why string, ttl time.Duration) error {
	return f.rdb.Set(ctx, name, why, ttl).Err()
}

func (f *flags) Bump(ctx context.Context, name string) (int64, error) {
	return f.rdb.Incr(ctx, name).Result()
}

func (f *flags) Touch(ctx context.Context, name string, ttl time.Duration) error {
	return f.rdb.Expire(ctx, name, ttl).Err()
}
