package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Client looks like that of go-redis, and returns commands of its own.
type Client struct{ rdb *redis.Client }

func Dial(addr string) *Client {
	return &Client{rdb: redis.NewClient(&redis.Options{Addr: addr})}
}

// IntCmd hides the command.
type IntCmd struct{ cmd *redis.IntCmd }

func (c IntCmd) Result() (int64, error) { return c.cmd.Result() }
func (c IntCmd) Err() error             { return c.cmd.Err() }

// StatusCmd shows it.
type StatusCmd struct{ *redis.StatusCmd }

// BoolCmd has what is needed of it.
type BoolCmd interface{ Err() error }

func (c *Client) Incr(ctx context.Context, key string) IntCmd {
	return IntCmd{c.rdb.Incr(ctx, key)}
}

func (c *Client) Expire(ctx context.Context, key string, ttl time.Duration) BoolCmd {
	return c.rdb.Expire(ctx, key, ttl)
}

func (c *Client) Set(ctx context.Context, key string, value any, ttl time.Duration) StatusCmd {
	return StatusCmd{c.rdb.Set(ctx, key, value, ttl)}
}
