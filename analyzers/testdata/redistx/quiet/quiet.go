// Package quiet has callbacks that look like mistakes and are none, or may be none.
package quiet

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type store struct{ rdb, cache *redis.Client }

// Reads, on whatever client, and what is queued.
func (s *store) reads(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := s.rdb.Get(ctx, key).Int()
		if err != nil {
			return err
		}
		if _, err := tx.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Get(ctx, "a")
			pipe.Get(ctx, "b")
			return nil
		}); err != nil {
			return err
		}
		tx.Sort(ctx, "list", &redis.Sort{})
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, key, n+1, 0)
			return nil
		})
		return err
	}, key)
}

// The transaction needs them, or they are of no key that is watched.
func (s *store) otherKeys(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		id, err := tx.Incr(ctx, "next").Result()
		if err != nil {
			return err
		}
		s.rdb.Incr(ctx, "attempts")
		pipe := tx.TxPipeline()
		pipe.HSet(ctx, key, "id", id)
		_, err = pipe.Exec(ctx)
		return err
	}, key)
}

// It is not known which keys are watched.
func (s *store) unknownKeys(ctx context.Context, key string, keys []string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		tx.Del(ctx, key)
		return commit(ctx, tx, key)
	}, keys...)
}

func commit(ctx context.Context, tx *redis.Tx, key string) error {
	_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, key)
		return nil
	})
	return err
}

// After EXEC, or later.
func (s *store) after(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		defer tx.Del(ctx, key)
		go s.rdb.Del(ctx, key)
		if err := commit(ctx, tx, key); err != nil {
			return err
		}
		if err := tx.Expire(ctx, key, time.Hour).Err(); err != nil {
			return err
		}
		return s.rdb.Incr(ctx, key).Err()
	}, key)
}

// What is not in view may run EXEC.
func (s *store) handsOn(ctx context.Context, key string, do func(*redis.Tx) error, run func(redis.Pipeliner) error) error {
	err := s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		tx.Incr(ctx, "n")
		return do(tx)
	}, key)
	if err != nil {
		return err
	}
	err = s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		tx.Incr(ctx, "n")
		return run(tx.TxPipeline())
	}, key)
	if err != nil {
		return err
	}
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		tx.Incr(ctx, "n")
		kept.tx = tx
		return kept.run()
	}, key)
}

// A method value is handed on, or a client that may be the connection.
func (s *store) handsMethods(ctx context.Context, key string, run func(any) error) error {
	err := s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() == "" {
			return nil
		}
		tx.Incr(ctx, "n")
		return run(tx.TxPipelined)
	}, key)
	if err != nil {
		return err
	}
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() == "" {
			return nil
		}
		tx.Incr(ctx, "n")
		return handOn(tx, run)
	}, key)
}

func handOn(rdb redis.Cmdable, run func(any) error) error { return run(rdb) }

type holder struct{ tx *redis.Tx }

func (h *holder) run() error { return commit(context.Background(), h.tx, "a") }

var kept holder

// Nothing is watched: the program wants one connection.
func (s *store) connection(ctx context.Context, key string) error {
	err := s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		tx.Select(ctx, 1)
		return tx.Set(ctx, key, 1, 0).Err()
	})
	if err != nil {
		return err
	}
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Exists(ctx, key).Val() == 0 {
			tx.Unwatch(ctx)
			return tx.Set(ctx, key, 1, 0).Err()
		}
		return commit(ctx, tx, key)
	}, key)
}

// These decide on the server.
func (s *store) atomic(ctx context.Context, key string, script *redis.Script) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.SetNX(ctx, key, 1, time.Minute).Val() {
			return nil
		}
		return script.Run(ctx, tx, []string{key}).Err()
	}, key)
}

// Another server, and what the store does elsewhere.
func (s *store) others(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() == "" {
			s.cache.Del(ctx, key)
			return s.count(ctx)
		}
		return nil
	}, key)
}

func (s *store) count(ctx context.Context) error { return s.rdb.Incr(ctx, "misses").Err() }

// Nothing that is read can have changed.
func (s *store) blind(ctx context.Context, key string) error {
	err := s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		return tx.Incr(ctx, key).Err()
	}, key)
	if err != nil {
		return err
	}
	return s.rdb.Watch(ctx, func(*redis.Tx) error {
		return s.rdb.Set(ctx, key, 1, time.Hour).Err()
	}, key)
}

// The watched keys are read only.
func (s *store) copies(ctx context.Context, a, b string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if err := tx.SUnionStore(ctx, "union", a, b).Err(); err != nil {
			return err
		}
		if err := tx.Copy(ctx, a, "copy", 0, true).Err(); err != nil {
			return err
		}
		tx.BitOpAnd(ctx, "bits", a, b)
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Del(ctx, a, b)
			return nil
		})
		return err
	}, a, b)
}

// It is not known whether anything is watched.
func (s *store) onConnection(ctx context.Context, with func(context.Context, func(*redis.Tx) error) error) error {
	return with(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, "version").Val() == "2" {
			return nil
		}
		return tx.Set(ctx, "version", 2, 0).Err()
	})
}

var migrations = []func(*redis.Tx) error{
	func(tx *redis.Tx) error {
		ctx := context.Background()
		return tx.Rename(ctx, "old", tx.Get(ctx, "name").Val()).Err()
	},
}

// A step in a helper that tries again, with its own MULTI.
func (s *store) again(ctx context.Context, key string) error {
	for range 5 {
		err := s.rdb.Watch(ctx, func(tx *redis.Tx) error {
			n, err := tx.Get(ctx, key).Int()
			if err != nil && !errors.Is(err, redis.Nil) {
				return err
			}
			if err := tx.Do(ctx, "multi").Err(); err != nil {
				return err
			}
			tx.Set(ctx, key, n+1, time.Hour)
			return tx.Do(ctx, "exec").Err()
		}, key)
		if !errors.Is(err, redis.TxFailedErr) {
			return err
		}
		s.rdb.Incr(ctx, "conflicts")
	}
	return redis.TxFailedErr
}

// A step of a callback.
func (s *store) traced(ctx context.Context, key string, trace func(string, func(*redis.Tx) error) func(*redis.Tx) error) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		err := trace("next", func(tx *redis.Tx) error {
			if tx.Exists(ctx, "next").Val() == 1 {
				return tx.Incr(ctx, "next").Err()
			}
			return nil
		})(tx)
		if err != nil {
			return err
		}
		return commit(ctx, tx, key)
	}, key)
}

func step(ctx context.Context, name string, tx *redis.Tx, fn func(*redis.Tx) error) error {
	return fn(tx)
}

func count(tx *redis.Tx) error {
	ctx := context.Background()
	if tx.Exists(ctx, "next").Val() == 1 {
		return tx.Incr(ctx, "next").Err()
	}
	return nil
}

func (s *store) stepped(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if err := step(ctx, "count", tx, count); err != nil {
			return err
		}
		return commit(ctx, tx, key)
	}, key)
}

// A callback in a callback has a connection of its own.
func (s *store) nested(ctx context.Context, a, b string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, a).Val() == "" {
			return nil
		}
		return s.cache.Watch(ctx, func(inner *redis.Tx) error {
			return commit(ctx, inner, b)
		}, b)
	}, a)
}

// Another client's method of that name.
type source struct{}

func (source) Watch(ctx context.Context, fn func(*redis.Client) error, keys ...string) error {
	return nil
}

func (s *store) notRedis(ctx context.Context, key string) error {
	return source{}.Watch(ctx, func(rdb *redis.Client) error {
		if rdb.Get(ctx, key).Val() == "" {
			return nil
		}
		return rdb.Set(ctx, key, 1, time.Hour).Err()
	}, key)
}

// Functions that are called with a connection, and are no callback of their own.
func (s *store) steps(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		write := func(tx *redis.Tx) error { return tx.Incr(ctx, "n").Err() }
		if err := write(tx); err != nil {
			return err
		}
		return commit(ctx, tx, key)
	}, key)
}

func helper(ctx context.Context, tx *redis.Tx, key string) error { return tx.Del(ctx, key).Err() }

// The reply is needed at once, nothing is sent after it, or it is about another server.
func (s *store) beside(ctx context.Context, key string) error {
	_, err := s.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		id, err := s.rdb.Incr(ctx, "next").Result()
		if err != nil {
			return err
		}
		if s.rdb.Exists(ctx, key).Val() == 0 {
			s.rdb.Del(ctx, "lock")
			return errors.New("gone")
		}
		if err := s.rdb.Get(ctx, key).Err(); err != nil {
			return err
		}
		s.cache.Del(ctx, key)
		s.touch(ctx, key)
		next(ctx, s.rdb)
		plain(ctx, s.rdb)
		pipe.Set(ctx, key, id, 0)
		return nil
	})
	return err
}

func (s *store) unlocks(ctx context.Context, key string) error {
	_, err := s.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		defer s.rdb.Del(ctx, "lock")
		pipe.Incr(ctx, key)
		return nil
	})
	return err
}

func (s *store) touch(ctx context.Context, key string) { s.rdb.Expire(ctx, key, time.Hour) }

func next(ctx context.Context, rdb redis.Cmdable) int64 { return rdb.Incr(ctx, "next").Val() }

func plain(ctx context.Context, rdb *redis.Client) { rdb.Incr(ctx, "next") }

// What follows reads what it has written.
func (s *store) readsBack(ctx context.Context, key string) error {
	_, err := s.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		s.rdb.ZRemRangeByScore(ctx, key, "-inf", "1")
		if s.rdb.ZCard(ctx, key).Val() < 10 {
			pipe.ZAdd(ctx, key, redis.Z{Score: 2, Member: "a"})
		}
		return nil
	})
	return err
}

// Before the pipeline and after it.
func (s *store) around(ctx context.Context, key string) error {
	s.rdb.Del(ctx, key)
	_, err := s.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.RPush(ctx, key, 1)
		return nil
	})
	s.rdb.Publish(ctx, "changes", key)
	return err
}

// Messages, leases and counters beside a transaction that is right.
func (s *store) publishes(ctx context.Context, key string) error {
	sub := s.rdb.Subscribe(ctx, "changes")
	defer sub.Close()
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if !s.rdb.SetNX(ctx, "lease:"+key, 1, time.Minute).Val() {
			return errors.New("leased")
		}
		defer s.rdb.Del(ctx, "lease:"+key)
		n, err := tx.Get(ctx, key).Int()
		if err != nil {
			s.rdb.Incr(ctx, "failures")
			return err
		}
		s.rdb.Expire(ctx, "session", time.Hour)
		if _, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, key, n+1, time.Hour)
			pipe.Publish(ctx, "changes", key)
			return nil
		}); err != nil {
			return err
		}
		s.rdb.Publish(ctx, "changes", key)
		return s.rdb.Del(ctx, "cache:"+key).Err()
	}, key)
}

// A transaction that a variable holds, or a function of this package fills.
func (s *store) filled(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		old := tx.HGetAll(ctx, key).Val()
		var pipe redis.Pipeliner = tx.TxPipeline()
		fill(ctx, pipe, key, len(old))
		_, err := pipe.Exec(ctx)
		return err
	}, key)
}

func fill(ctx context.Context, to redis.Cmdable, key string, n int) { to.HSet(ctx, key, "n", n) }

// A store of the connection does it.
type repository struct{ rdb redis.Cmdable }

func (r repository) save(ctx context.Context, key string) error {
	_, err := r.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Set(ctx, key, 1, time.Hour)
		return nil
	})
	return err
}

func (s *store) repository(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Exists(ctx, key).Val() == 1 {
			return nil
		}
		if err := tx.Incr(ctx, "made").Err(); err != nil {
			return err
		}
		return repository{tx}.save(ctx, key)
	}, key)
}

// A batch of its own.
func (s *store) twoBatches(ctx context.Context, key string) error {
	other := s.rdb.Pipeline()
	_, err := s.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		other.Set(ctx, key, 1, time.Hour)
		pipe.Get(ctx, key)
		return nil
	})
	return err
}

func (s *store) current(ctx context.Context) (string, error) {
	return s.rdb.Get(ctx, "current").Result()
}

// What is read after it may be what it has written, in a function, too.
func (s *store) readByFunction(ctx context.Context) {
	s.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		s.rdb.Set(ctx, "current", "1", 0)
		value, err := s.current(ctx)
		if err != nil {
			return err
		}
		pipe.Set(ctx, "last", value, 0)
		return nil
	})
}

type refusal struct{ reason string }

func (r refusal) Error() string { return r.reason }

// They are of the program that gives up.
func (s *store) givesUp(ctx context.Context, key string) {
	s.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, key)
		if ctx.Err() != nil {
			s.rdb.LPush(ctx, "canceled", key)
			return ctx.Err()
		}
		if key == "" {
			s.rdb.LPush(ctx, "refused", key)
			return refusal{"no key"}
		}
		return nil
	})
}
