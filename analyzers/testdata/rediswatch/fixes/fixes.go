// Package fixes has lost conflicts that redisrt.Watch mends, and such that it might not.
package fixes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"
)

type account struct{ Balance int }

type store struct {
	rdb     redis.UniversalClient
	plain   *redis.Client
	seen    []string
	total   int
	byKey   map[string]int
	changes chan string
}

func (s *store) reads(ctx context.Context, key string) {
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		n, err := tx.Get(ctx, key).Int()
		if err != nil && !errors.Is(err, redis.Nil) {
			return fmt.Errorf("get %s: %w", key, err)
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, key, strconv.Itoa(n+1), 0)
			return nil
		})
		return err
	}, key)
}

func (s *store) decodes(ctx context.Context, key string, amount int) {
	var balance int
	err := s.rdb.Watch(ctx, func(tx *redis.Tx) error { // want `only logged`
		data, err := tx.Get(ctx, key).Bytes()
		if err != nil {
			return err
		}
		var a account
		if err := json.Unmarshal(data, &a); err != nil {
			return err
		}
		a.Balance += amount
		balance = a.Balance
		if data, err = json.Marshal(a); err != nil {
			return err
		}
		pipe := tx.TxPipeline()
		pipe.Set(ctx, key, data, redis.KeepTTL)
		_, err = pipe.Exec(ctx)
		return err
	}, key)
	if err != nil {
		log.Print(err)
	}
	log.Print(balance)
}

func transfer(ctx context.Context, tx *redis.Tx, from, to string) error {
	n, err := tx.Get(ctx, from).Int()
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.DecrBy(ctx, from, 1)
		pipe.IncrBy(ctx, to, 1)
		return nil
	})
	return err
}

func (s *store) calls(ctx context.Context, from, to string) {
	fn := func(tx *redis.Tx) error { return transfer(ctx, tx, from, to) }
	_ = s.plain.Watch(ctx, fn, from, to) // want `dropped`
}

// Each variable is set before it is read, and before the callback succeeds.
func (s *store) sets(ctx context.Context, key string) {
	var n int
	won := true
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		var err error
		if n, err = tx.Get(ctx, key).Int(); err != nil {
			return err
		}
		won = n > 0
		if !won {
			return errors.New("no stock")
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, key, n-1, 0)
			return nil
		})
		return err
	}, key)
	log.Print(n, won)
}

// Something of an earlier attempt would be left.
func (s *store) leftovers(ctx context.Context, key string, jobs chan string, items []int) {
	balance, won, done, total := 0, false, false, 0
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		sum := balance + 1
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, key, sum, 0)
			return nil
		})
		balance = sum
		return err
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		if tx.Get(ctx, key).Val() == "1" {
			won = true
			return transfer(ctx, tx, key, key)
		}
		return nil
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		if done {
			return nil
		}
		done = true
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		return transfer(ctx, tx, key, <-jobs)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		slices.IndexFunc(items, func(i int) bool { total += i; return false })
		return transfer(ctx, tx, key, key)
	}, key)
	out := s.plain.TxPipeline()
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		out.LPush(ctx, "log", key)
		return transfer(ctx, tx, key, key)
	}, key)
	log.Print(balance, won, done, total)
}

// Running these again does more than running them once.
func (s *store) effects(ctx context.Context, key string) {
	var names []string
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		names = append(names, key)
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		s.total += len(names)
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		s.byKey[key]++
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		s.changes <- key
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		log.Print("trying")
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		s.plain.Incr(ctx, "tries")
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		tx.Incr(ctx, "tries")
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		go log.Print("trying")
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		s.pay(key)
		return transfer(ctx, tx, key, key)
	}, key)
	s.plain.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		return transfer(ctx, tx, key, s.next())
	}, key)
}

func (s *store) pay(key string) { s.seen = append(s.seen, key) }

func (s *store) next() string {
	s.total++
	return strconv.Itoa(s.total)
}

// A fix would be somewhere else.
func (s *store) move(ctx context.Context, key string) error {
	return s.plain.Watch(ctx, func(tx *redis.Tx) error { return transfer(ctx, tx, key, "all") }, key)
}

func (s *store) moves(ctx context.Context, key string) {
	_ = s.move(ctx, key) // want `store.move \(which calls Watch\)`
	for range 3 {
		if s.plain.Watch(ctx, func(tx *redis.Tx) error { return transfer(ctx, tx, key, "all") }, key) == nil {
			break
		}
	}
}

type tracing struct{ *redis.Client }

// Watch is not that of go-redis.
func (t tracing) Watch(ctx context.Context, fn func(*redis.Tx) error, keys ...string) error {
	return t.Client.Watch(ctx, fn, keys...)
}

func (t tracing) own(ctx context.Context, key string) {
	t.Watch(ctx, func(tx *redis.Tx) error { return transfer(ctx, tx, key, "all") }, key) // want `tracing.Watch \(which calls Watch\)`
}
