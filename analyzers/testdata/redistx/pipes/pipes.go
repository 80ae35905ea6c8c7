// Package pipes has commands beside pipelines.
package pipes

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type store struct {
	rdb *redis.Client
	any redis.UniversalClient
}

func (s *store) transaction(ctx context.Context, key string) error {
	_, err := s.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Set(ctx, key, 1, 0)
		s.rdb.LPush(ctx, "keys", key)                      // want `^LPUSH is not queued but sent at once, before the transaction and whether that succeeds or not: issue it on the pipeline$`
		_ = s.rdb.Publish(ctx, "changes", key)             // want `PUBLISH is not queued`
		if err := s.rdb.Incr(ctx, "n").Err(); err != nil { // want `INCR is not queued`
			return err
		}
		return s.rdb.Do(ctx, "expire", key, 60).Err() // want `EXPIRE is not queued`
	})
	return err
}

func (s *store) pipeline(ctx context.Context, keys []string) error {
	_, err := s.any.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, key := range keys {
			s.any.Del(ctx, key) // want `^DEL is not queued but sent at once, before what the pipeline has: issue it on the pipeline$`
		}
		return nil
	})
	return err
}

// The client may be one that nothing else uses: there is no fix.
func (s *store) renamed(ctx context.Context, key string) error {
	_, err := s.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		rdb := s.rdb
		rdb.Del(ctx, key) // want `DEL is not queued`
		pipe.Incr(ctx, key)
		return nil
	})
	return err
}

func named(ctx context.Context, rdb *redis.Client) error {
	_, err := rdb.Pipelined(ctx, func(redis.Pipeliner) error {
		rdb.Del(ctx, "a") // want `DEL is not queued`
		return nil
	})
	return err
}

// In Watch the outer client is tx, and that of Watch.
func (s *store) watch(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			tx.Set(ctx, key, 1, 0)     // want `SET is not queued`
			s.rdb.Del(ctx, "old", key) // want `DEL is not queued`
			pipe.Incr(ctx, "n")
			return nil
		})
		return err
	}, key)
}

func note(ctx context.Context, rdb redis.Cmdable, key string) error {
	return rdb.RPush(ctx, "notes", key).Err()
}

// The function takes the pipeline as well.
func (s *store) helper(ctx context.Context, key string) error {
	_, err := s.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Del(ctx, key)
		if err := note(ctx, s.rdb, key); err != nil { // want `^through note, RPUSH is not queued`
			return err
		}
		return note(ctx, pipe, key)
	})
	return err
}
