package redisrt

import (
	"context"
	"errors"
	"fmt"
)

// Set stores a value: call it when the store, of which the cache holds copies, has
// accepted it. Loads of the key that are under way are voided.
//
// It suits keys that one writer changes at a time. Of two that write at the same time
// the first to the store may be the last to call Set: its value then stays for the TTL.
// So does one whose Set is sent again after a lost reply, when another has written or
// invalidated the key meanwhile. [Cache.WriteThrough] has neither, and
// [Cache.Invalidate] is right in any case.
//
// Commands: one EVALSHA, or EVAL after it where the server does not know the script.
//
// Guarantee: with a nil error the value was cached, with TTL. With an error an older one may
// be returned for TTL and StaleFor: call it again, or Invalidate. A key that has what no
// cache has written stays as it is, which is an error.
//
// Cluster and ring: the key's node.
func (c *Cache[T]) Set(ctx context.Context, key string, value T) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e, err := c.encoded(key, value)
	if err != nil {
		return err
	}
	_, err = c.entries.store(ctx, key, anyLease, e, c.lifetime())
	return orDone(ctx, err)
}

// WriteThrough writes to the store by calling write, which returns the value that the
// store then has, and caches that.
//
//	product, err := cache.WriteThrough(ctx, "product:"+id, func(ctx context.Context) (Product, error) {
//		return db.Rename(ctx, id, name)
//	})
//
// Commands: an EVALSHA that takes the key, removes its value and voids loads of it; write;
// and an EVALSHA that stores the value. EVAL after an EVALSHA whose script the server
// does not know. Where another wrote the same key meanwhile, UNLINK instead: neither
// knows which of the two values the store has.
//
// Guarantee: with a nil error, and also with one of write, a Get that begins afterwards
// returns no value that the store had before, and this holds with several writers at a
// time. While write runs, Get finds no value and waits, as for a load, unless another
// has written the same key meanwhile and is done. Should this process die, that ends a second after LoadTimeout. Only where it dies after its write, and
// write took longer than that or another wrote the same key at the same time, an older
// value may be cached for its TTL. Writers that change the store in other ways have to
// [Cache.Invalidate].
//
// Errors: that of write as it is. Where the key cannot be taken in Redis, write is
// not called: what must be written though Redis is down needs [Cache.Set] or
// Invalidate. With an error that wraps [ErrNotCached], which comes with the value,
// the store has it, but an older one may be returned for TTL and StaleFor: Invalidate. An
// error of the codec comes with the value too, and nothing is cached. What comes after
// write is done even if ctx is done by then.
//
// A lost reply: go-redis sends the commands again, and the second has no effect. Where
// none of them is answered, the lease is ended by an EVALSHA in the background, tried once,
// or else by its time. A copy of the first that the network delivers after all removes the
// value, and Get waits for the end of a lease that nobody has.
//
// Cluster and ring: the key's node.
func (c *Cache[T]) WriteThrough(ctx context.Context, key string, write func(context.Context) (T, error)) (T, error) {
	var zero T
	if err := ctx.Err(); err != nil {
		return zero, err
	}
	token := newToken()
	l, err := c.entries.begin(ctx, key, token, c.o.LoadTimeout+leaseMargin)
	if err != nil {
		c.release(ctx, key, token)
		return zero, fmt.Errorf("redisrt: %q was not written: %w", key, orDone(ctx, err))
	}
	returned := false
	detached := context.WithoutCancel(ctx)
	defer func() {
		if !returned { // write has panicked
			_ = c.entries.remove(detached, key)
		}
	}()
	v, err := write(ctx)
	returned = true
	if err != nil {
		if left := c.entries.remove(detached, key); left != nil {
			err = fmt.Errorf("%w; %w: %w", err, ErrNotCached, left)
		}
		return zero, err
	}
	return v, c.finish(detached, key, l, v)
}

// finish puts the value in the place of the lease. Where that does not stand any more,
// another has written too, or has loaded what was there before.
func (c *Cache[T]) finish(ctx context.Context, key string, l lease, v T) error {
	e, unencoded := c.encoded(key, v)
	if unencoded == nil {
		stood, err := c.entries.store(ctx, key, l, e, c.lifetime())
		if err == nil && stood {
			return nil
		}
		if err != nil {
			c.tell(ctx, key, err)
		}
	}
	if left := c.entries.remove(ctx, key); left != nil {
		return fmt.Errorf("%w: %w", ErrNotCached, errors.Join(unencoded, left))
	}
	return unencoded
}

// encoded is the entry of a value that no load has returned.
func (c *Cache[T]) encoded(key string, v T) (entry, error) {
	data, err := c.o.Codec.Marshal(v)
	if err != nil {
		return entry{}, fmt.Errorf("redisrt: the value of %q cannot be encoded: %w", key, err)
	}
	return entry{kind: kindValue, delta: noDelta, payload: data}, nil
}

// lifetime is that of a value that is stored now.
func (c *Cache[T]) lifetime() lifetime {
	fresh := Jitter(c.o.TTL)
	return lifetime{fresh: fresh, kept: fresh + c.o.StaleFor}
}
