// Package fixes has torn writes that can be mended in place.
package fixes

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/redis/go-redis/v9"
)

type store struct {
	rdb    redis.UniversalClient
	plain  *redis.Client
	ttl    time.Duration
	prefix string
}

func (s *store) key(id string) string { return s.prefix + id }

func (s *store) bare(ctx context.Context, id string) {
	s.plain.Incr(ctx, "hits:"+id) // want `INCR makes hits:\*`
	s.plain.Expire(ctx, "hits:"+id, time.Minute)

	s.rdb.HSet(ctx, s.key(id), "a", 1) // want `HSET makes`
	s.rdb.PExpire(ctx, s.key(id), s.ttl)

	_ = s.plain.SAdd(ctx, "set:"+id, 1).Err() // want `SADD makes`
	_, _ = s.plain.Expire(ctx, "set:"+id, s.ttl).Result()
}

func (s *store) first(ctx context.Context, key string) (bool, error) {
	n, err := s.plain.Incr(ctx, key).Result() // want `INCR makes`
	if err != nil {
		return false, err
	}

	// The first request starts the window: set the expiration.
	if n == 1 {
		if err := s.plain.Expire(ctx, key, time.Minute).Err(); err != nil {
			return false, fmt.Errorf("expire: %w", err)
		}
	}

	// At most ten.
	return n <= 10, nil
}

func (s *store) firstOnly(ctx context.Context, key string) error {
	n, err := s.plain.Incr(ctx, key).Result() // want `INCR makes`
	if err != nil {
		return err
	}
	if n == 1 {
		s.plain.Expire(ctx, key, s.ttl) // one TTL for all
	}
	return nil
}

func (s *store) firstOfCommand(ctx context.Context, key string) int64 {
	count := s.plain.IncrBy(ctx, key, 5) // want `INCRBY makes`
	if count.Err() == nil && count.Val() == 5 {
		s.plain.Expire(ctx, key, s.ttl)
	}
	return count.Val()
}

func (s *store) firstOfVal(ctx context.Context, key string) {
	n := s.plain.LPush(ctx, key, 1).Val() // want `LPUSH makes`
	if n == 1 {
		s.plain.Expire(ctx, key, s.ttl)
	}
}

func (s *store) firstAndMore(ctx context.Context, key string) int64 {
	n, _ := s.plain.Incr(ctx, key).Result() // want `INCR makes`
	if n == 1 {
		s.plain.Expire(ctx, key, s.ttl)
		log.Print("a new window")
	}
	return n
}

func (s *store) returned(ctx context.Context, key string) error {
	if err := s.plain.HSet(ctx, key, "a", 1).Err(); err != nil { // want `HSET makes`
		return err
	}
	return s.plain.Expire(ctx, key, 10*time.Minute).Err()
}

func (s *store) wrapped(ctx context.Context, key string, value any) error {
	if err := s.plain.RPush(ctx, key, value).Err(); err != nil { // want `RPUSH makes`
		return fmt.Errorf("push: %w", err)
	}

	// Refresh the TTL
	if err := s.plain.Expire(ctx, key, s.ttl).Err(); err != nil {
		return fmt.Errorf("expire: %w", err)
	}

	return nil
}

func (s *store) assigned(ctx context.Context, key string) error {
	err := s.plain.ZAdd(ctx, key, redis.Z{Score: 1, Member: 1}).Err() // want `ZADD makes`
	if err != nil {
		return err
	}
	err = s.plain.Expire(ctx, key, s.ttl).Err()
	if err != nil {
		return err
	}
	return nil
}

func (s *store) chained(ctx context.Context, key string) error {
	err := s.plain.SAdd(ctx, key, 1).Err() // want `SADD makes`
	if err == nil {
		err = s.plain.Expire(ctx, key, s.ttl).Err()
	}
	return err
}

func (s *store) stream(ctx context.Context, key string) error {
	// A comment of the write.
	_, err := s.rdb.XAdd(ctx, &redis.XAddArgs{ // want `XADD makes`
		Stream: key,
		Values: "a b",
	}).Result()
	if err != nil {
		return err
	}

	s.rdb.Expire(ctx, key, s.ttl)
	// What comes next.
	return nil
}

func (s *store) comments(ctx context.Context, key string) {
	s.plain.SAdd(ctx, key, 1) // want `SADD makes`
	// Nothing of that.
	s.plain.Expire(ctx, key, time.Hour) // it expires
	s.plain.SAdd(ctx, key+"2", 1)       // want `SADD makes`
	// first line about the TTL
	// second line
	s.plain.Expire(
		ctx,
		key+"2",
		// kept
		time.Hour,
	)
}

func (s *store) sets(ctx context.Context, key, value string) error {
	if err := s.plain.Set(ctx, key, value, 0).Err(); err != nil { // want `SET makes`
		return err
	}
	return s.plain.Expire(ctx, key, time.Hour).Err()
}

func (s *store) locks(ctx context.Context, key string) (bool, error) {
	ok, err := s.plain.SetNX(ctx, key, 1, 0).Result() // want `SET makes`
	if err != nil {
		return false, err
	}
	if ok {
		s.plain.Expire(ctx, key, 30*time.Second)
	}
	return ok, nil
}

func (s *store) locksEarly(ctx context.Context, key string) bool {
	ok := s.plain.SetNX(ctx, key, 1, 0).Val() // want `SET makes`
	if !ok {
		return false
	}
	s.plain.Expire(ctx, key, 30*time.Second)
	return true
}

func (s *store) table(ctx context.Context, id string) {
	for _, w := range []struct {
		name string
		ttl  time.Duration
	}{{"m", time.Minute}, {"h", time.Hour}} {
		key := w.name + id
		if err := s.plain.HIncrBy(ctx, key, "n", 1).Err(); err != nil { // want `HINCRBY makes`
			continue
		}
		s.plain.Expire(ctx, key, w.ttl)
	}
}

func (s *store) getters(ctx context.Context, key string) error {
	_, err := s.plain.SAdd(ctx, key, 1).Result() // want `SADD makes`
	if err != nil {
		return err
	}
	if _, err := s.plain.Expire(ctx, key, s.ttl).Result(); err != nil {
		return err
	}
	return nil
}

func (s *store) notes(ctx context.Context, key string) error {
	s.plain.SAdd(ctx, key, 1)                                    // want `SADD makes`
	s.plain.Expire(ctx, key, 24*time.Hour)                       // 1 day
	if err := s.plain.SAdd(ctx, "n:"+key, 1).Err(); err != nil { // want `SADD makes`
		return err
	}
	// Refresh the expiration.
	return s.plain.Expire(ctx, "n:"+key, s.ttl).Err()
}

// A comment on the line of another statement stays, and that too.
func (s *store) beside(ctx context.Context, key string) {
	s.plain.SAdd(ctx, key, 1) // want `SADD makes`
	/* with its TTL */ println(key)
	s.plain.Expire(ctx, key, time.Minute)
	/* one TTL for all */ s.plain.SAdd(ctx, "o:"+key, 1) // want `SADD makes`
	s.plain.Expire(ctx, "o:"+key, time.Minute)
}
