package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"redislint.test/wrapped/keyspace"
)

// A Rebound can be bound to a transaction.
type Rebound struct{ db redis.Cmdable }

func NewRebound(db redis.Cmdable) *Rebound { return &Rebound{db} }

func (r *Rebound) With(pipe redis.Pipeliner) *Rebound { return &Rebound{db: pipe} }

func (r *Rebound) Incr(ctx context.Context, key string) error { return r.db.Incr(ctx, key).Err() }

func (r *Rebound) Expire(ctx context.Context, key string) error {
	return r.db.Expire(ctx, key, time.Hour).Err()
}

func (r *Rebound) Atomically(ctx context.Context, do func(*Rebound) error) error {
	_, err := r.db.TxPipelined(ctx, func(pipe redis.Pipeliner) error { return do(r.With(pipe)) })
	return err
}

// Both is one transaction, or two trips: r says which.
func (r *Rebound) Both(ctx context.Context, key string) error {
	if err := r.db.Incr(ctx, key).Err(); err != nil { // SILENT redisexpire: r may be bound to a transaction
		return err
	}
	return r.db.Expire(ctx, key, time.Hour).Err()
}

func (c *Collections) Seen10(ctx context.Context, user, item string) error {
	if err := c.rdb.LPush(ctx, keyspace.Built(user), item).Err(); err != nil {
		return err
	}
	return c.rdb.LTrim(ctx, keyspace.Built(user), 0, 9).Err()
}

// Befriend stops at ten.
func (c *Collections) Befriend(ctx context.Context, user, friend string) (bool, error) {
	n, err := c.rdb.SCard(ctx, "friends:"+user).Result()
	if err != nil || n >= 10 {
		return false, err
	}
	return true, c.rdb.SAdd(ctx, "friends:"+user, friend).Err()
}

// Follow does not.
func (c *Collections) Follow(ctx context.Context, user, friend string) error {
	return c.rdb.SAdd(ctx, "follows:"+user, friend).Err()
}
