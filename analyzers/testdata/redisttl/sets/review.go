package sets

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type msets interface {
	MSet(ctx context.Context, values ...any) *redis.StatusCmd
}

func pick(rdb *redis.Client) func(context.Context, ...any) *redis.StatusCmd { return rdb.MSet }

// A TTL that is passed is no evidence, and neither is KEEPTTL.
func (s *store) Put(ctx context.Context, key string, v any, ttl time.Duration) error {
	return s.rdb.Set(ctx, key, v, ttl).Err()
}

func (s *store) PutForGood(ctx context.Context, key string, v any) error {
	return s.rdb.Set(ctx, key, v, 0).Err()
}

func (s *store) named(ctx context.Context) error { return s.Put(ctx, "schema", 1, 0) }

func (s *store) kept(ctx context.Context, id, v string) error {
	s.rdb.SetArgs(ctx, "keeps:"+id, v, redis.SetArgs{KeepTTL: true})
	return s.rdb.Set(ctx, "keeps:"+id, v, 0).Err()
}

// What happens to a zero that is looked at is not known.
func (s *store) orDefault(ctx context.Context, id, v string, ttl time.Duration) error {
	if ttl == 0 {
		ttl = s.ttl
	}
	return s.rdb.Set(ctx, "session:d:"+id, v, ttl).Err()
}

func (s *store) defaults(ctx context.Context, id string) error { return s.orDefault(ctx, id, "", 0) }

// To write only what has changed is to fill nothing.
func (s *store) change(ctx context.Context, id, v string) error {
	old, err := s.rdb.Get(ctx, "changed:"+id).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return err
	}
	if old == v {
		return nil
	}
	return s.rdb.Set(ctx, "changed:"+id, v, 0).Err()
}

func (s *store) words(ctx context.Context, id, v string) error {
	if err := s.rdb.Set(ctx, "temperature:"+id, v, 0).Err(); err != nil {
		return err
	}
	return s.rdb.Set(ctx, "loginattempts:"+id, v, 0).Err()
}

// A helper gives the keys their lifetime.
func (s *store) touch(ctx context.Context, key string) error {
	return s.rdb.Expire(ctx, key, time.Hour).Err()
}

func (s *store) touched(ctx context.Context, id, v string) error {
	s.rdb.Set(ctx, "touched:"+id, v, 0)
	return s.touch(ctx, "touched:"+id)
}

func (s *store) alsoTouched(ctx context.Context, id, v string) error {
	s.rdb.Set(ctx, "also:"+id, v, 0)
	return s.touch(ctx, "also:"+id)
}

func withTTL(args *redis.SetArgs) { args.TTL = time.Hour }

func (s *store) filled(ctx context.Context, id, v string) {
	var args redis.SetArgs
	withTTL(&args)
	s.rdb.SetArgs(ctx, "session:f:"+id, v, args)
}
