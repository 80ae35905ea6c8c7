// Package watch has callbacks of Watch that write what WATCH does not guard.
package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

type store struct {
	rdb *redis.Client
	any redis.UniversalClient
}

func (s *store) direct(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil {
			return err
		}
		return tx.Set(ctx, key, n+1, 0).Err() // want `^SET is sent at once and not in MULTI and EXEC, so that it is done even if another client has changed a watched key: queue it in TxPipelined$`
	}, key)
}

// The callback is a variable.
func (s *store) variable(ctx context.Context, key, owner string) error {
	txf := func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() != owner {
			return nil
		}
		_, err := tx.Del(ctx, key).Result() // want `DEL is sent at once`
		return err
	}
	if err := s.any.Watch(ctx, txf, key); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// No EXEC at all: it does not matter which key.
func (s *store) otherKey(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Exists(ctx, key).Val() == 1 {
			return nil
		}
		tx.HSet(ctx, "audit", key, 1)             // want `HSET is sent at once`
		tx.Do(ctx, "set", "last", key)            // want `SET is sent at once`
		(*redis.Tx).Expire(tx, ctx, "last", 9e11) // want `EXPIRE is sent at once`
		incr := tx.Incr
		incr(ctx, "n") // want `INCR is sent at once`
		return nil
	}, key)
}

func (s *store) pipelined(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil {
			return err
		}
		_, err = tx.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `^SET is in a pipeline, which is no transaction, so that it is done even if another client has changed a watched key: use TxPipelined$`
			pipe.Set(ctx, key, n+1, 0)
			pipe.Expire(ctx, key, time.Hour)
			_ = note(ctx, pipe, key)
			return nil
		})
		return err
	}, key)
}

func (s *store) pipeline(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		pipe := tx.Pipeline() // want `INCR is in a pipeline`
		pipe.Get(ctx, key)
		pipe.Incr(ctx, key)
		_, err := pipe.Exec(ctx)
		return err
	}, key)
}

func (s *store) outer(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := s.rdb.Get(ctx, key).Int()
		if err != nil {
			return err
		}
		return s.rdb.Set(ctx, key, n+1, 0).Err() // want `^SET goes over another connection than the callback's, so that it is done even if another client has changed a watched key: queue it in TxPipelined of the callback's redis.Tx$`
	}, key)
}

func (s *store) outerTransaction(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := s.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error { // want `^INCR is queued for the EXEC of another connection than the callback's, so that it is done even if another client has changed a watched key: use TxPipelined of the callback's redis.Tx$`
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}, key)
}

func outerParameter(ctx context.Context, rdb redis.UniversalClient, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `INCR goes over another connection`
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}, key)
}

func outerPipeline(ctx context.Context, rdb *redis.ClusterClient, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		pipe := rdb.TxPipeline() // want `INCR is queued for the EXEC of another connection`
		pipe.Incr(ctx, key)
		_, err := pipe.Exec(ctx)
		return err
	}, key)
}

// The callback's parameter is hidden, or has no name: there is no fix.
func hidden(ctx context.Context, rdb *redis.Client, key string) error {
	err := rdb.Watch(ctx, func(tx *redis.Tx) error {
		return each(func(tx string) error {
			_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error { // want `INCR is queued for the EXEC`
				pipe.Incr(ctx, tx)
				return nil
			})
			return err
		})
	}, key)
	if err != nil {
		return err
	}
	return rdb.Watch(ctx, func(*redis.Tx) error {
		_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error { // want `INCR is queued for the EXEC`
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}, key)
}

func each(f func(string) error) error { return f("a") }

// Two transactions: WATCH guards the first only, so there is no fix.
func two(ctx context.Context, rdb *redis.Client, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `INCR is in a pipeline`
			pipe.Incr(ctx, key)
			return nil
		})
		if err != nil {
			return err
		}
		_, err = tx.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `INCR is in a pipeline`
			pipe.Incr(ctx, "all")
			return nil
		})
		return err
	}, key)
}

// EXEC follows, and is refused.
func refused(ctx context.Context, rdb *redis.Client, key string) error {
	return redisrt.Watch(ctx, rdb, func(tx *redis.Tx) error {
		n, err := tx.Incr(ctx, key).Result() // want `^INCR changes a watched key before EXEC, which is refused every time then: queue it in TxPipelined of the callback's redis.Tx$`
		if err != nil {
			return err
		}
		rdb.HDel(ctx, "log:"+key, "a") // want `HDEL changes a watched key before EXEC`
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, "copy", n, 0)
			return nil
		})
		return err
	}, key, "log:"+key)
}

// EXEC does not follow.
func branches(ctx context.Context, rdb *redis.Client, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() == "old" {
			return tx.Del(ctx, key).Err() // want `DEL is sent at once`
		}
		pipe := tx.TxPipeline()
		pipe.Incr(ctx, key)
		_, err := pipe.Exec(ctx)
		return err
	}, key)
}

// Functions that the callback calls.
func (s *store) helpers(ctx context.Context, key string) error {
	err := s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if held(ctx, tx, key) {
			return nil
		}
		if err := s.claim(ctx, tx, key); err != nil { // want `^through store.claim, SET is sent at once`
			return err
		}
		if err := note(ctx, tx, key); err != nil { // want `through note, RPUSH is sent at once`
			return err
		}
		return note(ctx, s.rdb, key) // want `through note, RPUSH goes over another connection`
	}, key)
	if err != nil {
		return err
	}
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if err := s.save(ctx, key); err != nil { // want `through store.save, SET changes a watched key before EXEC`
			return err
		}
		return commit(ctx, tx, key)
	}, key)
}

func held(ctx context.Context, rdb redis.Cmdable, key string) bool {
	return rdb.Exists(ctx, key).Val() == 1
}

func (s *store) claim(ctx context.Context, tx *redis.Tx, key string) error {
	return tx.Set(ctx, key, "mine", 0).Err()
}

func (s *store) save(ctx context.Context, key string) error { return s.rdb.Set(ctx, key, 1, 0).Err() }

func note(ctx context.Context, rdb redis.Cmdable, text string) error {
	return rdb.RPush(ctx, "notes", text).Err()
}

func commit(ctx context.Context, tx *redis.Tx, key string) error {
	_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, key)
		return nil
	})
	return err
}

// Functions that are given the callback, or make it.
func (s *store) atomically(ctx context.Context, fn func(*redis.Tx) error, keys ...string) error {
	return s.rdb.Watch(ctx, fn, keys...)
}

func (s *store) given(ctx context.Context, key string) error {
	err := s.atomically(ctx, func(tx *redis.Tx) error {
		if err := tx.Del(ctx, key).Err(); err != nil { // want `DEL changes a watched key before EXEC`
			return err
		}
		return commit(ctx, tx, key)
	}, key)
	if err != nil {
		return err
	}
	return s.rdb.Watch(ctx, adder(ctx, key), key)
}

func adder(ctx context.Context, key string) func(*redis.Tx) error {
	return func(tx *redis.Tx) error {
		tx.Incr(ctx, key) // want `INCR changes a watched key before EXEC`
		return commit(ctx, tx, "other")
	}
}

// By its type it is a callback of Watch.
type transactor interface {
	Do(ctx context.Context, fn func(*redis.Tx) error, keys ...string) error
}

func interfaces(ctx context.Context, t transactor, key string) error {
	return t.Do(ctx, func(tx *redis.Tx) error {
		if tx.Exists(ctx, key).Val() == 0 {
			return nil
		}
		return tx.Incr(ctx, key).Err() // want `INCR is sent at once`
	}, key)
}

// Released is for a Watch elsewhere.
func Released(ctx context.Context, key string) func(*redis.Tx) error {
	return func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() != "mine" {
			return nil
		}
		return tx.Del(ctx, key).Err() // want `DEL is sent at once`
	}
}

// The callback is a method, a variable of the package, or one of two.
func (s *store) release(tx *redis.Tx) error {
	ctx := context.Background()
	if tx.Get(ctx, "lock").Val() != "mine" {
		return nil
	}
	return tx.Del(ctx, "lock").Err() // want `DEL is sent at once`
}

func (s *store) methods(ctx context.Context) error {
	if err := s.rdb.Watch(ctx, s.release, "lock"); err != nil {
		return err
	}
	watch := s.rdb.Watch
	return watch(ctx, func(tx *redis.Tx) error {
		n := tx.Get(ctx, "n").Val()
		return tx.Set(ctx, "n", n+"1", 0).Err() // want `SET is sent at once`
	}, "n")
}

func (s *store) oneOfTwo(ctx context.Context, key string, up bool) error {
	step := func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() == "9" {
			return nil
		}
		return tx.Incr(ctx, key).Err() // want `INCR is sent at once`
	}
	if !up {
		step = func(tx *redis.Tx) error {
			if tx.Get(ctx, key).Val() == "0" {
				return nil
			}
			return tx.Decr(ctx, key).Err() // want `DECR is sent at once`
		}
	}
	return s.rdb.Watch(ctx, step, key)
}

// All is handled, and nothing is guarded.
func retried(ctx context.Context, rdb *redis.Client, key string) error {
	txf := func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		_, err = tx.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `SET is in a pipeline, which is no transaction`
			pipe.Set(ctx, key, n+1, 0)
			return nil
		})
		return err
	}
	for range 1000 {
		err := rdb.Watch(ctx, txf, key)
		if err == nil {
			return nil
		}
		if errors.Is(err, redis.TxFailedErr) {
			continue
		}
		return err
	}
	return errors.New("too many conflicts")
}

// In a loop WATCH guards the first EXEC only: there is no fix.
func loop(ctx context.Context, rdb *redis.Client, keys ...string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		for _, key := range keys {
			_, err := tx.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `INCR is in a pipeline`
				pipe.Incr(ctx, key)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}, keys...)
}

// EXEC follows: with TxPipelined there would be two.
func both(ctx context.Context, rdb *redis.Client, key string) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `INCR changes a watched key before EXEC`
			pipe.Incr(ctx, key)
			return nil
		})
		if err != nil {
			return err
		}
		return commit(ctx, tx, "other")
	}, key)
}

type embedded struct{ *redis.Client }

func (e *embedded) drop(ctx context.Context, key string) error {
	return e.Watch(ctx, func(tx *redis.Tx) error {
		if e.Get(ctx, key).Val() == "" {
			return nil
		}
		e.Incr(ctx, key)        // want `INCR goes over another connection`
		e.Client.Incr(ctx, key) // want `INCR goes over another connection`
		return nil
	}, key)
}
