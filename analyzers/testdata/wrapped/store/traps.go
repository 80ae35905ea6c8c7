package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Namespace has keys of its own, as each of them is made with another name.
type Namespace struct {
	rdb  *redis.Client
	name string
}

func NewNamespace(rdb *redis.Client, name string) *Namespace { return &Namespace{rdb, name} }

func (n *Namespace) key(id string) string { return fmt.Sprintf("ns:%s:%s", n.name, id) }

func (n *Namespace) Put(ctx context.Context, id, value string, ttl time.Duration) error {
	return n.rdb.Set(ctx, n.key(id), value, ttl).Err()
}

func (n *Namespace) Push(ctx context.Context, id, value string) error {
	return n.rdb.RPush(ctx, n.key(id), value).Err()
}

func (n *Namespace) Remove(ctx context.Context, id string) error {
	return n.rdb.Del(ctx, n.key(id)).Err()
}

// PushLast keeps the last of what is pushed.
func (n *Namespace) PushLast(ctx context.Context, key, value string, last int) error {
	if err := n.rdb.RPush(ctx, key, value).Err(); err != nil {
		return err
	}
	return n.rdb.LTrim(ctx, key, int64(-last), -1).Err()
}

func (n *Namespace) All(ctx context.Context, key string, from, to int64) ([]string, error) {
	return n.rdb.LRange(ctx, key, from, to).Result()
}

// A Request is what is asked for.
type Request struct{ Key string }

func (n *Namespace) Bump(ctx context.Context, r *Request) error {
	return n.rdb.Incr(ctx, "req:"+r.Key).Err()
}

func (n *Namespace) Live(ctx context.Context, r *Request) error {
	return n.rdb.Expire(ctx, "req:"+r.Key, time.Hour).Err()
}

func (n *Namespace) Incr(ctx context.Context, key string) error { return n.rdb.Incr(ctx, key).Err() }

func (n *Namespace) Expire(ctx context.Context, key string) error {
	return n.rdb.Expire(ctx, key, time.Hour).Err()
}

var made atomic.Int64

// NewJob is another each time.
func NewJob(name string) string { return fmt.Sprintf("job:%s-%d", name, made.Add(1)) }

// MomentOf is another each time.
func MomentOf(name string) string { return fmt.Sprintf("at:%s:%d", name, time.Now().UnixNano()) }

// A Kind is printed by its name.
type Kind int

const (
	Hot Kind = iota
	Cold
)

func (k Kind) String() string { return [...]string{"hot", "cold"}[k] }

func KindKey(kind Kind, id string) string { return fmt.Sprintf("kind:%s:%s", kind, id) }

var errNoTTL = errors.New("how long?")

func (n *Namespace) PutChecked(ctx context.Context, key, value string, ttl time.Duration) error {
	if err := valid(ttl); err != nil {
		return err
	}
	return n.rdb.Set(ctx, key, value, ttl).Err()
}

func valid(ttl time.Duration) error {
	if ttl.Seconds() < 1 {
		return errNoTTL
	}
	return nil
}

func (n *Namespace) PutAtLast(ctx context.Context, key, value string, ttl time.Duration) error {
	return n.tryTwice(func() error {
		if int64(ttl) <= 0 {
			return errNoTTL
		}
		return n.rdb.Set(ctx, key, value, ttl).Err()
	})
}

func (n *Namespace) tryTwice(f func() error) error {
	if f() == nil {
		return nil
	}
	return f()
}

// Options have a default.
type Options struct{ TTL time.Duration }

func (n *Namespace) PutWith(ctx context.Context, key, value string, o Options) error {
	if o.TTL == 0 {
		o.TTL = time.Hour
	}
	return n.rdb.Set(ctx, key, value, o.TTL).Err()
}

// LogFirst pops, and PushNow bounds: the same command.
func (n *Namespace) LogFirst(ctx context.Context, text string) error {
	if err := n.rdb.LTrim(ctx, "log:first", 10, -1).Err(); err != nil {
		return err
	}
	if err := n.rdb.RPush(ctx, "log:first", text).Err(); err != nil {
		return err
	}
	return n.rdb.LTrim(ctx, "log:first", -100, -1).Err()
}

// Watching runs a transaction once.
func (n *Namespace) Watching(ctx context.Context, change func(tx *redis.Tx) error, keys ...string) error {
	return n.rdb.Watch(ctx, change, keys...)
}
