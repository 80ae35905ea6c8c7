// Package lost has Watch whose refused transaction nobody hears of.
package lost

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

type store struct {
	rdb    redis.UniversalClient
	logger *slog.Logger
}

var errInternal = errors.New("internal")

// add is a callback that queues a transaction.
func (s *store) add(ctx context.Context, key string) func(*redis.Tx) error {
	return func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, key, strconv.Itoa(n+1), 0)
			return nil
		})
		return err
	}
}

func (s *store) drops(ctx context.Context, key string) {
	s.rdb.Watch(ctx, s.add(ctx, key), key)       // want `Watch fails with redis.TxFailedErr if another client changes a watched key, and go-redis does not retry; here the error is dropped, and the update lost: retry it, as redisrt.Watch does`
	_ = s.rdb.Watch(ctx, s.add(ctx, key), key)   // want `dropped`
	go s.rdb.Watch(ctx, s.add(ctx, key), key)    // want `dropped`
	defer s.rdb.Watch(ctx, s.add(ctx, key), key) // want `dropped`
	go func() {
		s.rdb.Watch(ctx, s.add(ctx, key), key) // want `dropped`
	}()
}

func (s *store) logs(ctx context.Context, key string) {
	if err := s.rdb.Watch(ctx, s.add(ctx, key), key); err != nil { // want `only logged`
		log.Printf("add: %v", err)
	}
	if err := s.rdb.Watch(ctx, s.add(ctx, key), key); err != nil { // want `only logged`
		s.logger.Error("add", "error", err.Error(), "key", key)
		return
	}
	err := s.rdb.Watch(ctx, s.add(ctx, key), key) // want `only logged`
	s.note(err)
}

func (s *store) note(err error) {
	if err != nil {
		s.logger.Warn("failed", slog.Any("error", err))
	}
}

func (s *store) swallows(ctx context.Context, key string) error {
	if err := s.rdb.Watch(ctx, s.add(ctx, key), key); err != nil { // want `turned into success`
		return nil
	}
	return nil
}

func (s *store) replaces(ctx context.Context, key string) error {
	if err := s.rdb.Watch(ctx, s.add(ctx, key), key); err != nil { // want `turned into another error`
		return errInternal
	}
	return nil
}

func (s *store) formats(ctx context.Context, key string) error {
	if err := s.rdb.Watch(ctx, s.add(ctx, key), key); err != nil { // want `turned into another error`
		return fmt.Errorf("add %s: %v", key, err)
	}
	return nil
}

func (s *store) renews(ctx context.Context, key string) error {
	err := s.rdb.Watch(ctx, s.add(ctx, key), key) // want `turned into another error`
	if err != nil {
		return errors.New("add: " + err.Error())
	}
	return nil
}

// An unexported function returns it, and who calls that drops it.
func (s *store) update(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, s.add(ctx, key), key)
}

func (s *store) updateTwice(ctx context.Context, key string) error {
	if err := s.update(ctx, key); err != nil {
		return fmt.Errorf("first: %w", err)
	}
	return s.update(ctx, key)
}

func (s *store) Handle(ctx context.Context, key string) {
	s.update(ctx, key)                              // want `store.update \(which calls Watch\) fails with redis.TxFailedErr .* dropped`
	if err := s.updateTwice(ctx, key); err != nil { // want `store.updateTwice and store.update \(which calls Watch\) fails .* only logged`
		log.Print(err)
	}
}

// Exported it may be handled elsewhere; here it is not.
func (s *store) Update(ctx context.Context, key string) error {
	return s.rdb.Watch(ctx, s.add(ctx, key), key)
}

func (s *store) Touch(ctx context.Context, key string) {
	_ = s.Update(ctx, key) // want `store.Update \(which calls Watch\) .* dropped`
}

// The helper takes the callback.
func (s *store) atomically(ctx context.Context, fn func(*redis.Tx) error, keys ...string) error {
	return s.rdb.Watch(ctx, fn, keys...)
}

func (s *store) viaHelper(ctx context.Context, key string) {
	s.atomically(ctx, s.add(ctx, key), key) // want `store.atomically \(which calls Watch\) .* dropped`
}

// The elements differ: what failed is not tried again.
func (s *store) each(ctx context.Context, keys []string) {
	for _, key := range keys {
		if err := s.rdb.Watch(ctx, s.add(ctx, key), key); err != nil { // want `only logged`
			log.Print(err)
			continue
		}
	}
}

func (s *store) counts(ctx context.Context, key string) {
	for i := 0; i < 3; i++ {
		s.rdb.Watch(ctx, s.add(ctx, key), key) // want `dropped`
	}
}

func (s *store) runsOut(ctx context.Context, key string) error {
	for range 10 {
		err := s.rdb.Watch(ctx, s.add(ctx, key), key) // want `Watch is tried again, but after the last attempt the function succeeds although nothing was written: return redis.TxFailedErr there`
		switch err {
		case redis.TxFailedErr:
			continue
		default:
			return err
		}
	}
	return nil
}

func (s *store) runsOutOfAny(ctx context.Context, key string) (int, error) {
	for i := 0; i < 3; i++ {
		if err := s.rdb.Watch(ctx, s.add(ctx, key), key); err == nil { // want `after the last attempt`
			return i, nil
		}
		time.Sleep(time.Millisecond)
	}
	return 0, nil
}

func generic[C redis.Cmdable](ctx context.Context, rdb interface {
	Watch(ctx context.Context, fn func(*redis.Tx) error, keys ...string) error
}, s *store) {
	rdb.Watch(ctx, s.add(ctx, "k"), "k") // want `dropped`
}

type embedded struct{ *redis.Client }

func (e embedded) drop(ctx context.Context, s *store) {
	e.Watch(ctx, func(tx *redis.Tx) error { // want `dropped`
		pipe := tx.TxPipeline()
		pipe.Set(ctx, "k", 1, 0)
		_, err := pipe.Exec(ctx)
		return err
	}, "k")
	watch := e.Client.Watch
	watch(ctx, s.add(ctx, "k"), "k") // want `dropped`
}

// The callback does not return what EXEC says.
func (s *store) inside(ctx context.Context, key string) error {
	err := s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error { // want `EXEC fails with redis.TxFailedErr if another client changes a watched key; here the error is only logged, so that Watch succeeds although nothing was written: return it from the callback`
			pipe.Incr(ctx, key)
			return nil
		})
		if err != nil {
			log.Print(err)
		}
		return nil
	}, key)
	if err != nil {
		return err
	}
	return s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		pipe := tx.TxPipeline()
		pipe.Incr(ctx, key)
		if _, err := pipe.Exec(ctx); err != nil { // want `EXEC fails .* turned into another error, so that what retries it cannot tell`
			return fmt.Errorf("exec: %v", err)
		}
		return s.run(ctx, tx, key)
	}, key)
}

func (s *store) run(ctx context.Context, tx *redis.Tx, key string) error {
	s.exec(ctx, tx, key) // want `store.exec \(which runs EXEC\) fails .* dropped`
	return nil
}

func (s *store) exec(ctx context.Context, tx *redis.Tx, key string) error {
	_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error { return pipe.Incr(ctx, key).Err() })
	return err
}

// What the program counts of it does not bring the update back.
func (s *store) countsFailures(ctx context.Context, key string, failures *atomic.Int64) {
	if err := s.rdb.Watch(ctx, s.add(ctx, key), key); err != nil { // want `only logged`
		log.Print(err)
		failures.Add(1)
	}
}
