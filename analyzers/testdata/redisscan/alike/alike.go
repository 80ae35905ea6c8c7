// Package alike has what looks like a scan that misses keys, and is right.
package alike

import (
	"context"
	"errors"
	"log"
	"sync"
	"sync/atomic"

	"github.com/redis/go-redis/v9"
)

// A goto and a labelled break lead to Err.
func broken(ctx context.Context, rdb *redis.Client, limit int) (keys []string, err error) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
walk:
	for iter.Next(ctx) {
		for range iter.Val() {
			if len(keys) > limit {
				break walk
			}
		}
		keys = append(keys, iter.Val())
	}
	return keys, iter.Err()
}

func jumped(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
next:
	if iter.Next(ctx) {
		log.Print(iter.Val())
		goto next
	}
	return iter.Err()
}

func logged(ctx context.Context, rdb *redis.Client) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	defer logError(iter)
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
}

func logError(iter *redis.ScanIterator) {
	if err := iter.Err(); err != nil {
		log.Print(err)
	}
}

type hasError interface{ Err() error }

func check(e hasError) error { return e.Err() }

func byHelper(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.SScan(ctx, "s", 0, "user:*", 100).Iterator()
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return check(iter)
}

func byMethodValue(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	failure := iter.Err
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return failure()
}

func sequence(ctx context.Context, rdb *redis.Client) func(yield func(string, error) bool) {
	return func(yield func(string, error) bool) {
		iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
		for iter.Next(ctx) {
			if !yield(iter.Val(), nil) {
				return
			}
		}
		if err := iter.Err(); err != nil {
			yield("", err)
		}
	}
}

func inGoroutine(ctx context.Context, rdb *redis.Client) (<-chan string, <-chan error) {
	keys, failed := make(chan string), make(chan error, 1)
	go func() {
		defer close(keys)
		iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
		for iter.Next(ctx) {
			keys <- iter.Val()
		}
		failed <- iter.Err()
	}()
	return keys, failed
}

type walk struct {
	rdb    redis.Cmdable
	cursor uint64
	err    error
	done   bool
}

// The cursor is in a field.
func (w *walk) next(ctx context.Context) []string {
	var keys []string
	keys, w.cursor, w.err = w.rdb.Scan(ctx, w.cursor, "user:*", 100).Result()
	w.done = w.cursor == 0
	return keys
}

// each calls back for every page.
func each(ctx context.Context, rdb redis.Cmdable, pattern string, do func([]string) error) error {
	for cursor := uint64(0); ; {
		keys, next, err := rdb.Scan(ctx, cursor, pattern, 100).Result()
		if err != nil {
			return err
		}
		if len(keys) > 0 {
			if err := do(keys); err != nil {
				return err
			}
		}
		if next == 0 {
			return nil
		}
		cursor = next
	}
}

func ofSet(ctx context.Context, rdb *redis.Client, key string) (members map[string]bool, err error) {
	members = make(map[string]bool)
	var cursor uint64
	for first := true; first || cursor != 0; first = false {
		var page []string
		if page, cursor, err = rdb.SScan(ctx, key, cursor, "*", 500).Result(); err != nil {
			return nil, err
		}
		for _, member := range page {
			members[member] = true
		}
	}
	return members, nil
}

// It stops when the caller's context is done, and says so.
func untilDone(ctx context.Context, rdb *redis.Client) (n int, err error) {
	var cursor uint64
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result()
		if errors.Is(err, context.Canceled) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		n += len(keys)
		if cursor = next; cursor == 0 {
			return n, nil
		}
	}
}

func withRetry(ctx context.Context, rdb *redis.Client) (all []string, err error) {
	var cursor uint64
	failures := 0
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result()
		if err != nil {
			if failures++; failures > 3 {
				return nil, err
			}
			continue
		}
		all = append(all, keys...)
		if cursor = next; cursor == 0 {
			return all, nil
		}
	}
}

type set struct {
	mu   sync.Mutex
	keys []string
}

func (s *set) begin() { s.mu.Lock() }
func (s *set) end()   { s.mu.Unlock() }

func (s *set) add(keys ...string) {
	s.begin()
	defer s.end()
	s.keys = append(s.keys, keys...)
}

func guarded(ctx context.Context, cluster *redis.ClusterClient) error {
	var found set
	var seen sync.Map
	var total int64
	token := make(chan struct{}, 1)
	token <- struct{}{}
	var keys []string
	if err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		iter := node.Scan(ctx, 0, "user:*", 100).Iterator()
		for iter.Next(ctx) {
			found.add(iter.Val())
			seen.Store(iter.Val(), true)
			atomic.AddInt64(&total, 1)
		}
		return iter.Err()
	}); err != nil {
		return err
	}
	if err := cluster.ForEachShard(ctx, func(ctx context.Context, node *redis.Client) error {
		found.begin()
		defer found.end()
		found.keys = append(found.keys, node.String())
		return nil
	}); err != nil {
		return err
	}
	return cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		<-token
		keys = append(keys, node.String())
		close(token)
		return nil
	})
}

// nodes goes through them one after the other.
type nodes []*redis.Client

func (n nodes) ForEachMaster(ctx context.Context, do func(context.Context, *redis.Client) error) error {
	for _, node := range n {
		if err := do(ctx, node); err != nil {
			return err
		}
	}
	return nil
}

func inTurn(ctx context.Context, all nodes) (n int, err error) {
	err = all.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		n++
		return nil
	})
	return n, err
}
