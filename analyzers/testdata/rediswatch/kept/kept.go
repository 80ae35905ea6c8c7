// Package kept has Watch whose refused transaction somebody hears of, or may.
package kept

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

type store struct {
	rdb  redis.UniversalClient
	last error
	errs chan error
}

var (
	ErrConflict = errors.New("conflict")
	errInternal = errors.New("internal")
)

func add(ctx context.Context, key string) func(*redis.Tx) error {
	return func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}
}

func (s *store) compares(ctx context.Context, key string) error {
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err == redis.TxFailedErr {
		return ErrConflict
	}
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != redis.TxFailedErr {
		return errInternal
	}
	err := s.rdb.Watch(ctx, add(ctx, key), key)
	if errors.Is(err, redis.TxFailedErr) {
		log.Print("later")
		return nil
	}
	switch err := s.rdb.Watch(ctx, add(ctx, key), key); err {
	case nil:
	case redis.TxFailedErr:
		return ErrConflict
	default:
		return errInternal
	}
	if err := s.rdb.Watch(ctx, add(ctx, key), key); isConflict(err) {
		return ErrConflict
	}
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
		return mapped(err)
	}
	return nil
}

func isConflict(err error) bool { return errors.Is(err, redis.TxFailedErr) }

func mapped(err error) error {
	if err == redis.TxFailedErr {
		return ErrConflict
	}
	return errInternal
}

// In the callback.
func (s *store) inside(ctx context.Context, key string) {
	s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, key)
			return nil
		})
		if errors.Is(err, redis.TxFailedErr) {
			return nil
		}
		return err
	}, key)
}

// Who calls it may handle it.
func (s *store) Returns(ctx context.Context, key string) error {
	err := s.rdb.Watch(ctx, add(ctx, key), key)
	if err != nil {
		err = fmt.Errorf("add: %w", err)
	}
	return err
}

func (s *store) named(ctx context.Context, key string) (err error) {
	defer func() {
		if err != nil {
			log.Print(err)
		}
	}()
	err = s.rdb.Watch(ctx, add(ctx, key), key)
	return
}

func (s *store) uses(ctx context.Context, key string) error {
	if err := s.named(ctx, key); err != nil {
		return err
	}
	if err := s.named(ctx, key); errors.Is(err, redis.TxFailedErr) {
		return nil
	}
	return nil
}

func (s *store) value(ctx context.Context) func(string) error {
	return func(key string) error { return s.rdb.Watch(ctx, add(ctx, key), key) }
}

// It goes where it is not followed.
func (s *store) escapes(ctx context.Context, w http.ResponseWriter, key string) {
	s.last = s.rdb.Watch(ctx, add(ctx, key), key)
	s.errs <- s.rdb.Watch(ctx, add(ctx, key), key)
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
		http.Error(w, "internal", http.StatusInternalServerError)
		return
	}
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
		panic(err)
	}
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
		log.Fatal(err)
	}
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil && strings.Contains(err.Error(), "transaction failed") {
		return
	}
}

// Another result says that it has failed.
func (s *store) try(ctx context.Context, key string) bool {
	return s.rdb.Watch(ctx, add(ctx, key), key) == nil
}

func (s *store) tryElse(ctx context.Context, key string) (bool, error) {
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
		log.Print(err)
		return false, nil
	}
	return true, nil
}

// The program looks at what became of the key.
func (s *store) looks(ctx context.Context, key string) error {
	err := s.rdb.Watch(ctx, add(ctx, key), key)
	if err != nil {
		if s.rdb.Get(ctx, key).Val() == "" {
			return nil
		}
		return errInternal
	}
	return nil
}

func (s *store) retries(ctx context.Context, key string) error {
	for range 10 {
		err := s.rdb.Watch(ctx, add(ctx, key), key)
		if err != redis.TxFailedErr {
			return err
		}
	}
	return ErrConflict
}

func (s *store) retriesAny(ctx context.Context, key string) error {
	var err error
	for range 3 {
		if err = s.rdb.Watch(ctx, add(ctx, key), key); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		return err
	}
	return nil
}

func (s *store) forEver(ctx context.Context, key string) {
	for {
		if err := s.rdb.Watch(ctx, add(ctx, key), key); err == nil {
			return
		}
	}
}

func (s *store) ticks(ctx context.Context, key string) {
	for range time.Tick(time.Second) {
		if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
			log.Print(err)
		}
	}
}

func (s *store) sleeps(ctx context.Context, key string) {
	for {
		s.rdb.Watch(ctx, add(ctx, key), key)
		time.Sleep(time.Minute)
	}
}

func retry(times int, f func() error) (err error) {
	for range times {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

func (s *store) retriesBy(ctx context.Context, key string) {
	_ = retry(3, func() error { return s.rdb.Watch(ctx, add(ctx, key), key) })
	_ = retry(3, func() error {
		err := s.rdb.Watch(ctx, add(ctx, key), key)
		if err != nil {
			log.Print(err)
		}
		return err
	})
}

// No EXEC, nothing to refuse.
func (s *store) queuesNothing(ctx context.Context, key string) {
	s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		tx.Set(ctx, key, 1, 0)
		_, err := tx.Pipelined(ctx, func(pipe redis.Pipeliner) error { return nil })
		return err
	}, key)
	s.rdb.Watch(ctx, s.callback(), key)
}

// What the callback does is not in view.
func (s *store) callback() func(*redis.Tx) error { return callbacks["a"] }

var callbacks map[string]func(*redis.Tx) error

// Another Watch.
type source struct{}

func (source) Watch(ctx context.Context, key string, fn func(map[string]string)) error { return nil }

func others(ctx context.Context, tx *redis.Tx, from source) {
	tx.Watch(ctx, "a", "b")
	from.Watch(ctx, "a", func(map[string]string) {})
}

// A value says that it has failed.
func (s *store) values(ctx context.Context, w http.ResponseWriter, keys []string) ([]string, int) {
	status := http.StatusOK
	if err := s.rdb.Watch(ctx, add(ctx, "a"), "a"); err != nil {
		log.Print(err)
		status = http.StatusConflict
	}
	w.WriteHeader(status)
	failed := 0
	var again []string
	for _, key := range keys {
		if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
			failed++
		}
		if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
			again = append(again, key)
		}
	}
	return again, failed
}

type reply struct{ OK bool }

func (s *store) structs(ctx context.Context, key string) *reply {
	r := reply{OK: true}
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
		log.Print(err)
		r.OK = false
	}
	return &r
}

func (s *store) namedResult(ctx context.Context, key string) (ok bool) {
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err == nil {
		ok = true
	}
	return
}

func (s *store) either(ctx context.Context, w http.ResponseWriter, key string, n int) {
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil || n == 0 {
		w.WriteHeader(http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func (s *store) closes(ctx context.Context, key string, failed chan struct{}) {
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil {
		close(failed)
	}
}

var errBusy error = redis.TxFailedErr

func (s *store) aliases(ctx context.Context, key string) bool {
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err == errBusy {
		log.Print("busy")
	}
	if err := s.rdb.Watch(ctx, add(ctx, key), key); err != nil && err.Error() == "redis: transaction failed" {
		log.Print("busy")
	}
	return true
}

// The EXEC of another client is not refused.
func (s *store) anothers(ctx context.Context, other *redis.Client, key string) {
	s.rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := other.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, key)
			return nil
		})
		return err
	}, key)
}
