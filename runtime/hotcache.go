package redisrt

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// HotCache is a small cache in this process in front of a [Cache], for keys that are read
// so often that one Redis, or the way to it, is too slow.
//
//	hot, err := redisrt.NewHotCache(cache, redisrt.HotCacheOptions{TTL: time.Second})
//	...
//	product, err := hot.Get(ctx, "product:"+id, load)
//
// The price is that other processes' invalidations are not seen for up to TTL. Who wants
// them to be seen at once uses a [Cache] alone, on a client of go-redis v9.22 or newer
// that has its ClientSideCacheConfig set: Redis then tells the client what has changed.
//
// It keeps the encoded values, and decodes one for each Get: callers share nothing. The
// methods may be called by many goroutines. It has no goroutines of its own.
type HotCache[T any] struct {
	cache *Cache[T]
	local *sieve
	ttl   time.Duration
}

// HotCacheOptions are the settings of a [HotCache].
type HotCacheOptions struct {
	// TTL is how long a value is kept in this process, from when it was asked of the
	// Cache. It is how much older a value may be than one of the Cache.
	TTL time.Duration

	// Size is how many values are kept. The default is 1000. Which are, is decided by
	// SIEVE: what was read again stays, a key that is read once goes first (Zhang and
	// others, NSDI 2024).
	Size int
}

const defaultHotSize = 1000

// NewHotCache returns a cache in front of c. TTL has to be given.
func NewHotCache[T any](c *Cache[T], o HotCacheOptions) (*HotCache[T], error) {
	switch {
	case c == nil:
		return nil, errors.New("redisrt: the cache behind a hot cache is nil")
	case o.TTL <= 0:
		return nil, fmt.Errorf("redisrt: a hot cache needs a TTL above 0, not %v", o.TTL)
	case o.Size < 0:
		return nil, fmt.Errorf("redisrt: a hot cache of %d values", o.Size)
	}
	setDefault(&o.Size, defaultHotSize)
	return &HotCache[T]{cache: c, local: newSieve(o.Size), ttl: o.TTL}, nil
}

// Get is [Cache.Get] that looks in this process first.
//
// Commands: none where the value is found in this process; else those of Cache.Get.
//
// Guarantee: the value is at most TTL older than one that Cache.Get returns. A Get that
// began after Invalidate, Set or WriteThrough of this HotCache returned returns none
// from before, as Cache.Get does.
//
// While Redis does not answer, values stay for TTL as well. That there is no value
// ([ErrNotFound]) is not kept in this process.
func (h *HotCache[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	if data, ok := h.local.get(key); ok {
		return h.cache.decode(key, entry{kind: kindValue, payload: data})
	}
	drops := h.local.drops()
	ends := time.Now().Add(h.ttl) // from here on the value that is read may grow old
	v, e, err := h.cache.get(ctx, key, load)
	if err == nil {
		h.local.put(key, e.payload, ends, drops)
	}
	return v, err
}

// Invalidate is [Cache.Invalidate], and removes the values from this process, even if
// that fails. Other processes may return them for up to TTL.
func (h *HotCache[T]) Invalidate(ctx context.Context, keys ...string) error {
	defer h.local.drop(keys...)
	return h.cache.Invalidate(ctx, keys...)
}

// Set is [Cache.Set], and removes the value from this process. Other processes may return
// the former one for up to TTL.
func (h *HotCache[T]) Set(ctx context.Context, key string, value T) error {
	defer h.local.drop(key)
	return h.cache.Set(ctx, key, value)
}

// WriteThrough is [Cache.WriteThrough], and removes the value from this process. Other
// processes may return the former one for up to TTL.
func (h *HotCache[T]) WriteThrough(ctx context.Context, key string, write func(context.Context) (T, error)) (T, error) {
	defer h.local.drop(key)
	return h.cache.WriteThrough(ctx, key, write)
}
