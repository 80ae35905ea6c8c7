package redisrt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Update reads the value of a key, lets change work on it, and writes what
// change returns, unless the key was written meanwhile: then it begins again, as
// [Watch] does. It returns the value that the key then has.
//
//	cart, err := redisrt.Update(ctx, rdb, "cart:7", func(cart Cart, found bool) (Cart, error) {
//		cart.Items = append(cart.Items, item)
//		return cart, nil
//	})
//
// change may run up to 16 times, each time with a value that was read and decoded
// for it; what it does besides must be safe to do again. Where there is no key,
// found is false and the value is T's zero value; that is no error. An error of
// change ends the update, is returned as it is, and nothing is written.
//
// The value is a string in Redis, by default the JSON of T; see [UpdateCodec].
// The key's TTL stays as it is, and a key that is made has none; see [UpdateTTL]
// and [UpdateNewTTL].
//
// Commands, for each attempt: WATCH, GET, then SET with KEEPTTL or the TTL, in
// MULTI … EXEC in one round trip, and UNWATCH where Watch says so. Where the
// new value is in the same bytes as the old, and no TTL is to be set, nothing
// is written.
//
// Guarantee: with a nil error the value was written, or was found to be the same
// already, and between the read and that moment no other wrote the key. With an
// error the value returned is T's zero value.
//
// Errors: after 16 attempts at which the key was written meanwhile it is
// [ErrConflict], and nothing was written. A value that the codec cannot decode or
// encode is an error that wraps the codec's, and nothing is written. A key of
// another type is the server's WRONGTYPE. A context that is done is as for Watch.
//
// A lost reply: the error is that of the connection, and there is no further
// attempt. Where the reply of EXEC was lost, the value may or may not have been
// written; otherwise it was not.
//
// Cluster and ring: one key, on its own node.
//
// Where a command of Redis does what change does, such as INCRBY or HSET, that
// command is faster, and cannot fail by conflict.
func Update[T any](ctx context.Context, c WatchClient, key string, change func(value T, found bool) (T, error), opts ...UpdateOption) (T, error) {
	var zero, value T
	u, err := newUpdate(key, opts)
	if err != nil {
		return zero, err
	}
	var stop error // of change or the codec, which may look like a conflict of Watch's
	gaveUp, err := watch(ctx, c, func(tx *redis.Tx) error {
		stop = nil
		old, found, err := u.read(ctx, tx)
		if err != nil {
			return err
		}
		var was T
		if found {
			if err := u.codec.Unmarshal([]byte(old), &was); err != nil {
				stop = fmt.Errorf("redisrt: the value of %q cannot be decoded: %w", key, err)
				return errStop
			}
		}
		if value, stop = change(was, found); stop != nil {
			return errStop
		}
		data, err := u.codec.Marshal(value)
		if err != nil {
			stop = fmt.Errorf("redisrt: the new value of %q cannot be encoded: %w", key, err)
			return errStop
		}
		return u.write(ctx, tx, old, data, found)
	}, []string{key})
	switch {
	case stop != nil:
		return zero, stop
	case gaveUp:
		return zero, ErrConflict
	case err != nil:
		return zero, err
	}
	return value, nil
}

// UpdateOption changes how [Update] reads and writes.
type UpdateOption func(*update)

// UpdateTTL gives the key this TTL with every update, as Set does: [Persist]
// takes the TTL away, redis.KeepTTL is the default. Another ttl below 0 is an
// error, and nothing is sent.
func UpdateTTL(ttl time.Duration) UpdateOption {
	return func(u *update) { u.ttl = ttl }
}

// UpdateNewTTL gives the key this TTL where the update makes it. It does
// not touch the TTL of a key that was there. ttl is as for [UpdateTTL], which it
// overrides for new keys.
func UpdateNewTTL(ttl time.Duration) UpdateOption {
	return func(u *update) { u.newTTL = ttl }
}

// UpdateCodec sets what turns values into strings and back. The default is
// [JSON].
func UpdateCodec(c Codec) UpdateOption {
	return func(u *update) { u.codec = c }
}

type update struct {
	key         string
	codec       Codec
	ttl, newTTL time.Duration
}

func newUpdate(key string, opts []UpdateOption) (*update, error) {
	u := &update{key: key, codec: JSON{}, ttl: redis.KeepTTL, newTTL: redis.KeepTTL}
	for _, opt := range opts {
		opt(u)
	}
	if u.newTTL == redis.KeepTTL { // a new key has none to keep
		u.newTTL = u.ttl
	}
	for _, ttl := range []time.Duration{u.ttl, u.newTTL} {
		if ttl < 0 && ttl != redis.KeepTTL {
			return nil, fmt.Errorf("redisrt: Update of %q with a ttl of %v", key, ttl)
		}
	}
	return u, nil
}

func (u *update) read(ctx context.Context, tx *redis.Tx) (data string, found bool, err error) {
	data, err = tx.Get(ctx, u.key).Result()
	if errors.Is(err, redis.Nil) {
		return "", false, nil
	}
	return data, true, err
}

func (u *update) write(ctx context.Context, tx *redis.Tx, old string, data []byte, found bool) error {
	ttl := u.ttl
	if !found {
		ttl = u.newTTL
	}
	if found && ttl == redis.KeepTTL && old == string(data) {
		return nil
	}
	_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Set(ctx, u.key, data, ttl)
		return nil
	})
	return err
}
