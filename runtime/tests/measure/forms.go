// Package measure measures caches of Redis against each other: how many loads an
// expiry costs, how long readers wait, and what a hit costs.
package measure

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/go-redis/cache/v9"
	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

// Cache is one process's view of a cache.
type Cache[T any] interface {
	Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error)
	Close() error
}

// Form is a way to cache.
type Form[T any] struct {
	Name string
	// Processes is how many of them share the readers, each with a Cache of its own.
	// 0 means one for each reader.
	Processes int
	// LeastTTL is what the form cannot go below.
	LeastTTL time.Duration
	New      func(c *redis.Client, ttl time.Duration) (Cache[T], error)
}

// Naive reads, loads what is not there, and writes it: GET, JSON, SET.
func Naive[T any](name string) Form[T] {
	return Form[T]{Name: name, New: func(c *redis.Client, ttl time.Duration) (Cache[T], error) {
		return naive[T]{c, ttl}, nil
	}}
}

type naive[T any] struct {
	c   *redis.Client
	ttl time.Duration
}

func (n naive[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	var value T
	data, err := n.c.Get(ctx, key).Bytes()
	if err == nil {
		return value, json.Unmarshal(data, &value)
	}
	if !errors.Is(err, redis.Nil) {
		return value, err
	}
	if value, err = load(ctx); err != nil {
		return value, err
	}
	if data, err = json.Marshal(value); err != nil {
		return value, err
	}
	return value, n.c.Set(ctx, key, data, n.ttl).Err()
}

func (naive[T]) Close() error { return nil }

// XFetch is the algorithm of Vattani, Chierichetti and Lowenstein, "Optimal
// Probabilistic Cache Stampede Prevention" (VLDB 2015), and nothing besides: no
// lease, and no load is shared.
func XFetch[T any](name string, beta float64) Form[T] {
	return Form[T]{Name: name, New: func(c *redis.Client, ttl time.Duration) (Cache[T], error) {
		return xfetch[T]{c, ttl, beta}, nil
	}}
}

type xfetch[T any] struct {
	c    *redis.Client
	ttl  time.Duration
	beta float64
}

type fetched[T any] struct {
	Value  T
	Delta  time.Duration
	Expiry time.Time
}

func (x xfetch[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	var f fetched[T]
	data, err := x.c.Get(ctx, key).Bytes()
	switch {
	case err == nil:
		if err := json.Unmarshal(data, &f); err != nil {
			return f.Value, err
		}
		// -ln(rand()) is exponentially distributed.
		lead := time.Duration(float64(f.Delta) * x.beta * rand.ExpFloat64())
		if time.Now().Add(lead).Before(f.Expiry) {
			return f.Value, nil
		}
	case !errors.Is(err, redis.Nil):
		return f.Value, err
	}
	start := time.Now()
	if f.Value, err = load(ctx); err != nil {
		return f.Value, err
	}
	end := time.Now()
	f.Delta, f.Expiry = end.Sub(start), end.Add(x.ttl)
	if data, err = json.Marshal(f); err != nil {
		return f.Value, err
	}
	return f.Value, x.c.Set(ctx, key, data, x.ttl).Err()
}

func (xfetch[T]) Close() error { return nil }

// PeerOnce is Once of go-redis/cache, without its local cache.
func PeerOnce[T any](name string, processes int, codec PeerCodec) Form[T] {
	return Form[T]{Name: name, Processes: processes, LeastTTL: time.Second, New: func(c *redis.Client, ttl time.Duration) (Cache[T], error) {
		return peerOnce[T]{cache.New(codec.options(c)), ttl}, nil
	}}
}

type peerOnce[T any] struct {
	c   *cache.Cache
	ttl time.Duration
}

func (p peerOnce[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	var value T
	err := p.c.Once(&cache.Item{Ctx: ctx, Key: key, Value: &value, TTL: p.ttl, Do: func(*cache.Item) (any, error) {
		return load(ctx)
	}})
	return value, err
}

func (peerOnce[T]) Close() error { return nil }

// PeerGet is Get of go-redis/cache, without its local cache, and Set on a miss.
func PeerGet[T any](name string, codec PeerCodec) Form[T] {
	return Form[T]{Name: name, LeastTTL: time.Second, New: func(c *redis.Client, ttl time.Duration) (Cache[T], error) {
		return peerGet[T]{cache.New(codec.options(c)), ttl}, nil
	}}
}

type peerGet[T any] struct {
	c   *cache.Cache
	ttl time.Duration
}

func (p peerGet[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	var value T
	err := p.c.Get(ctx, key, &value)
	if !errors.Is(err, cache.ErrCacheMiss) {
		return value, err
	}
	if value, err = load(ctx); err != nil {
		return value, err
	}
	return value, p.c.Set(&cache.Item{Ctx: ctx, Key: key, Value: value, TTL: p.ttl})
}

func (peerGet[T]) Close() error { return nil }

// PeerCodec is what go-redis/cache makes of values.
type PeerCodec bool

const (
	Msgpack PeerCodec = false // its own: compressed from 64 bytes on
	JSON    PeerCodec = true
)

func (codec PeerCodec) options(c *redis.Client) *cache.Options {
	o := &cache.Options{Redis: c}
	if codec == JSON {
		o.Marshal, o.Unmarshal = json.Marshal, json.Unmarshal
	}
	return o
}

// Codec is the same codec for redisrt.Cache.
func (codec PeerCodec) Codec() redisrt.Codec { return cache.New(codec.options(nil)) }
