// Package flow has writes and EXPIREs in branches, loops, deferred calls and goroutines.
package flow

import (
	"context"
	"errors"
	"log"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

type store struct {
	rdb *redis.Client
	ttl time.Duration
}

func (s *store) first(ctx context.Context, key string) (bool, error) {
	n, err := s.rdb.Incr(ctx, key).Result() // want `INCR makes a key without a TTL, and its EXPIRE at flow.go:25`
	if err != nil {
		return false, err
	}
	if n == 1 {
		if err := s.rdb.Expire(ctx, key, s.ttl).Err(); err != nil {
			return false, err
		}
	}
	return n <= 10, nil
}

func (s *store) elseIf(ctx context.Context, key string) {
	if n := s.rdb.Incr(ctx, key).Val(); n > 5 { // want `INCR makes a key`
		s.rdb.Del(ctx, key)
	} else if n == 1 {
		s.rdb.Expire(ctx, key, s.ttl)
	}
}

func (s *store) switches(ctx context.Context, kind string) {
	switch kind {
	case "a":
		key := "kind:a"
		s.rdb.Incr(ctx, key) // want `INCR makes kind:a .* EXPIRE at flow.go:45`
		s.rdb.Expire(ctx, key, s.ttl)
	case "b":
		key := "kind:b"
		s.rdb.Incr(ctx, key)
	case "c":
		s.rdb.Expire(ctx, "kind:b", s.ttl)
	}
}

func (s *store) exclude(ctx context.Context, key string, fresh bool, mode string) {
	if fresh {
		s.rdb.HSet(ctx, key, "a", 1)
	} else {
		s.rdb.Expire(ctx, key, s.ttl)
	}
	if fresh {
		s.rdb.SAdd(ctx, key+":set", 1)
	}
	if !fresh {
		s.rdb.Expire(ctx, key+":set", s.ttl)
	}
	if mode == "write" {
		s.rdb.SAdd(ctx, key+":mode", 1)
	}
	if mode == "touch" {
		s.rdb.Expire(ctx, key+":mode", s.ttl)
	}
	if mode != "both" {
		s.rdb.SAdd(ctx, key+":both", 1) // want `SADD makes \*:both`
	}
	if fresh {
		s.rdb.Expire(ctx, key+":both", s.ttl)
	}
}

func (s *store) failed(ctx context.Context, key string) error {
	if err := s.rdb.HSet(ctx, key, "a", 1).Err(); err != nil {
		s.rdb.Expire(ctx, key, s.ttl)
		return err
	}
	if ok, _ := s.rdb.HSetNX(ctx, key+":2", "a", 1).Result(); !ok {
		s.rdb.Expire(ctx, key+":2", s.ttl)
	}
	return nil
}

func (s *store) early(ctx context.Context, key string) (bool, error) {
	ok, err := s.rdb.HSetNX(ctx, key, "a", 1).Result() // want `HSETNX makes a key`
	if err != nil {
		return false, err
	}
	if !ok {
		return false, nil
	}
	return true, s.rdb.Expire(ctx, key, s.ttl).Err()
}

func (s *store) window(ctx context.Context, id string) {
	for _, w := range []struct {
		name string
		ttl  time.Duration
	}{{"minute", time.Minute}, {"hour", time.Hour}} {
		key := "rl:" + w.name + ":" + id
		if s.rdb.Incr(ctx, key).Val() == 1 { // want `INCR makes rl:\*:\*`
			s.rdb.Expire(ctx, key, w.ttl)
		}
	}
}

func (s *store) loops(ctx context.Context, keys []string, fields map[string]string) {
	for _, key := range keys {
		for name, value := range fields {
			s.rdb.HSet(ctx, key, name, value) // want `HSET makes a key`
		}
		s.rdb.Expire(ctx, key, s.ttl)
	}
	for i, key := range keys {
		if i%2 == 0 {
			s.rdb.Expire(ctx, key, s.ttl) // another key, or one of an earlier turn
		} else {
			s.rdb.SAdd(ctx, key, 1)
		}
	}
	for range 3 {
		if err := s.rdb.SAdd(ctx, "retried", 1).Err(); err != nil { // want `SADD makes retried`
			continue
		}
		if s.rdb.Expire(ctx, "retried", s.ttl).Err() == nil {
			break
		}
	}
}

func (s *store) deferred(ctx context.Context, key string) error {
	defer s.rdb.Expire(ctx, key, s.ttl)
	return s.rdb.SAdd(ctx, key, 1).Err() // want `SADD makes a key`
}

func (s *store) closures(ctx context.Context, key string) {
	s.rdb.SAdd(ctx, key, 1) // want `SADD makes a key .* EXPIRE at flow.go:146`
	go func() {
		s.rdb.Expire(ctx, key, s.ttl)
	}()
	var once sync.Once
	once.Do(func() {
		s.rdb.SAdd(ctx, key+":once", 1) // want `SADD makes \*:once`
		s.rdb.Expire(ctx, key+":once", s.ttl)
	})
	go func() {
		s.rdb.SAdd(ctx, key+":go", 1) // want `SADD makes \*:go`
		s.rdb.Expire(ctx, key+":go", s.ttl)
	}()
}

// A lease: the next tick repairs what one has torn.
func (s *store) renew(ctx context.Context, key string, done <-chan struct{}) {
	ticker := time.NewTicker(s.ttl / 3)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case now := <-ticker.C:
			s.rdb.ZAdd(ctx, key, redis.Z{Score: float64(now.Unix()), Member: 1})
			s.rdb.Expire(ctx, key, s.ttl)
		}
	}
}

func (s *store) errs(ctx context.Context, key string) error {
	err := s.rdb.HSet(ctx, key, "a", 1).Err() // want `HSET makes a key`
	if err == nil {
		err = s.rdb.Expire(ctx, key, s.ttl).Err()
	}
	if errors.Is(err, redis.Nil) {
		log.Print(err)
	}
	return err
}

func (s *store) ended(ctx context.Context, key string) {
	if s.ttl > 0 {
		s.rdb.Expire(ctx, key, s.ttl)
		return
	}
	s.rdb.HSet(ctx, key, "a", 1)
}

func (s *store) reassigned(ctx context.Context, id string) {
	key := "a:" + id
	s.rdb.SAdd(ctx, key, 1)
	key = "b:" + id
	s.rdb.Expire(ctx, key, s.ttl)
}
