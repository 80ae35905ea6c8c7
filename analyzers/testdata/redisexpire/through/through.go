// Package through has writes and EXPIREs that functions of the package do one half each of.
package through

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type counter struct {
	rdb redis.UniversalClient
	ttl time.Duration
}

func (c *counter) bump(ctx context.Context, key string) (int64, error) {
	return c.rdb.Incr(ctx, "count:"+key).Result()
}

func (c *counter) touch(ctx context.Context, key string) {
	c.rdb.Expire(ctx, "count:"+key, c.ttl)
}

func (c *counter) Hit(ctx context.Context, key string) (bool, error) {
	n, err := c.bump(ctx, key) // want `INCR \(through counter.bump\) makes count:\* without a TTL, and its EXPIRE at through.go:21, through counter.touch, is another round trip`
	if err != nil {
		return false, err
	}
	if n == 1 {
		c.touch(ctx, key)
	}
	return n < 10, nil
}

func (c *counter) half(ctx context.Context, key string) {
	c.rdb.Incr(ctx, "count:"+key) // want `INCR makes count:\* .* through counter.touch, is`
	c.touch(ctx, key)
}

func (c *counter) others(ctx context.Context, a, b string) {
	c.bump(ctx, a)
	c.touch(ctx, b)
	if _, err := c.bump(ctx, b); err != nil {
		c.touch(ctx, b)
	}
}

// It is reported where it is, and not where it is called.
func (c *counter) whole(ctx context.Context, key string) {
	c.rdb.SAdd(ctx, key, 1) // want `SADD makes a key`
	c.rdb.Expire(ctx, key, c.ttl)
}

func (c *counter) twice(ctx context.Context, key string) {
	c.whole(ctx, key)
	c.rdb.Expire(ctx, key, c.ttl)
}

func (c *counter) transaction(ctx context.Context, key string) error {
	_, err := c.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.SAdd(ctx, key, 1)
		expire(ctx, pipe, key)
		return nil
	})
	return err
}

func expire(ctx context.Context, rdb redis.Cmdable, key string) { rdb.Expire(ctx, key, time.Minute) }

func add(ctx context.Context, rdb redis.Cmdable, key string) { rdb.SAdd(ctx, key, 1) }

func (c *counter) functions(ctx context.Context, other redis.Cmdable) {
	add(ctx, c.rdb, "f") // want `SADD \(through add\) makes f without`
	expire(ctx, c.rdb, "f")
	add(ctx, c.rdb, "g")
	expire(ctx, other, "g")
	pipe := c.rdb.Pipeline()
	add(ctx, pipe, "h")
	expire(ctx, pipe, "h")
	pipe.Exec(ctx)
}

func (c *counter) deep(ctx context.Context) {
	c.outer(ctx, "deep") // want `SADD \(through counter.outer and add\) makes deep`
	expire(ctx, c.rdb, "deep")
}

func (c *counter) outer(ctx context.Context, key string) { add(ctx, c.rdb, key) }

func (c *counter) closure(ctx context.Context, id string) {
	key := "closure:" + id
	write := func() error { return c.rdb.SAdd(ctx, key, 1).Err() }
	if err := write(); err != nil { // want `SADD makes closure:\*`
		return
	}
	c.rdb.Expire(ctx, key, c.ttl)
}

func recursive(ctx context.Context, rdb redis.Cmdable, key string, n int) {
	if n > 0 {
		recursive(ctx, rdb, key, n-1)
	}
	rdb.SAdd(ctx, key, n) // want `SADD makes a key`
	rdb.Expire(ctx, key, time.Minute)
}

type set[T any] struct {
	rdb redis.Cmdable
	key string
}

func (s *set[T]) put(ctx context.Context, value T) { s.rdb.SAdd(ctx, s.key, value) }

func (s *set[T]) keep(ctx context.Context) { s.rdb.Expire(ctx, s.key, time.Minute) }

func (s *set[T]) Add(ctx context.Context, value T) {
	s.put(ctx, value) // want `SADD \(through set.put\) makes`
	s.keep(ctx)
}
