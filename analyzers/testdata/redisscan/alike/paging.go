package alike

import (
	"context"
	"errors"
	"sync"

	"github.com/redis/go-redis/v9"
)

type page struct {
	Keys []string
	Next uint64
}

// A page has its cursor with it.
func list(ctx context.Context, rdb *redis.Client, cursor uint64, n int64) (page, error) {
	keys, next, err := rdb.Scan(ctx, cursor, "a:*", n).Result()
	if err != nil {
		return page{}, err
	}
	return page{keys, next}, nil
}

func firstPage(ctx context.Context, rdb *redis.Client) (page, error) { return list(ctx, rdb, 0, 10) }

func loopList(ctx context.Context, rdb *redis.Client) (all []string, err error) {
	for c := uint64(0); ; {
		p, err := list(ctx, rdb, c, 100)
		if err != nil {
			return nil, err
		}
		all = append(all, p.Keys...)
		if c = p.Next; c == 0 {
			return all, nil
		}
	}
}

// It goes on by itself.
func rec(ctx context.Context, rdb *redis.Client, cursor uint64, all []string) ([]string, error) {
	keys, next, err := rdb.Scan(ctx, cursor, "a:*", 100).Result()
	if err != nil {
		return nil, err
	}
	all = append(all, keys...)
	if next == 0 {
		return all, nil
	}
	return rec(ctx, rdb, next, all)
}

// The cursor is a captured variable.
func closure(ctx context.Context, rdb *redis.Client) ([]string, error) {
	var cursor uint64
	var all []string
	step := func() (bool, error) {
		keys, next, err := rdb.Scan(ctx, cursor, "a:*", 100).Result()
		if err != nil {
			return false, err
		}
		all, cursor = append(all, keys...), next
		return cursor == 0, nil
	}
	for {
		done, err := step()
		if err != nil {
			return nil, err
		}
		if done {
			return all, nil
		}
	}
}

// It stops when it has enough.
func limited(ctx context.Context, rdb *redis.Client, limit int) ([]string, error) {
	var all []string
	var cursor uint64
	for len(all) < limit {
		keys, next, err := rdb.Scan(ctx, cursor, "a:*", 100).Result()
		if err != nil {
			return nil, err
		}
		all = append(all, keys...)
		if next == 0 {
			break
		}
		cursor = next
	}
	return all, nil
}

// The error is returned with others.
func joined(ctx context.Context, rdb *redis.Client, ps []string) (err error) {
	for _, p := range ps {
		var cursor uint64
		for {
			keys, next, e := rdb.Scan(ctx, cursor, p, 100).Result()
			if e != nil {
				err = errors.Join(err, e)
				break
			}
			_ = keys
			if cursor = next; cursor == 0 {
				break
			}
		}
	}
	return err
}

// The error is in the result.
type res struct {
	n   int
	err error
}

func result(ctx context.Context, rdb *redis.Client) (r res) {
	var cursor uint64
	for {
		var keys []string
		keys, cursor, r.err = rdb.Scan(ctx, cursor, "a:*", 100).Result()
		if r.err != nil {
			return
		}
		r.n += len(keys)
		if cursor == 0 {
			return
		}
	}
}

func group(ctx context.Context, c *redis.ClusterClient) error {
	var mu sync.RWMutex
	all := map[string]int{}
	return c.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		run := func() error {
			it := node.Scan(ctx, 0, "*", 100).Iterator()
			for it.Next(ctx) {
				mu.Lock()
				all[it.Val()]++
				mu.Unlock()
			}
			return it.Err()
		}
		return run()
	})
}

func perNode(ctx context.Context, c *redis.ClusterClient) (map[string][]string, error) {
	var m sync.Map
	var once sync.Once
	var name string
	err := c.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		once.Do(func() { name += "x" })
		var cursor uint64
		var keys []string
		for {
			ks, next, err := node.Scan(ctx, cursor, "*", 100).Result()
			if err != nil {
				return err
			}
			keys = append(keys, ks...)
			if cursor = next; cursor == 0 {
				break
			}
		}
		m.Store(node.Options().Addr, keys)
		return nil
	})
	return nil, err
}

// They are kept, and checked later.
func many(ctx context.Context, rdb *redis.Client, ps []string) error {
	var its []*redis.ScanIterator
	for _, p := range ps {
		its = append(its, rdb.Scan(ctx, 0, p, 100).Iterator())
	}
	for _, it := range its {
		for it.Next(ctx) {
		}
		if err := it.Err(); err != nil {
			return err
		}
	}
	return nil
}

func cond(ctx context.Context, rdb *redis.Client, h bool) (n int, err error) {
	var it *redis.ScanIterator
	if h {
		it = rdb.HScan(ctx, "h", 0, "a*", 10).Iterator()
	} else {
		it = rdb.SScan(ctx, "s", 0, "a*", 10).Iterator()
	}
	for it.Next(ctx) {
		n++
	}
	return n, it.Err()
}

func emptyTwice(ctx context.Context, rdb *redis.Client) (int, error) {
	var cursor uint64
	empty := 0
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "a:*", 100).Result()
		if err != nil {
			return 0, err
		}
		if len(keys) == 0 {
			empty++
		}
		if cursor = next; cursor == 0 {
			return empty, nil
		}
	}
}

// It goes on until there is none.
func untilNone(ctx context.Context, rdb *redis.Client) error {
	for {
		found := 0
		it := rdb.Scan(ctx, 0, "a:*", 100).Iterator()
		for it.Next(ctx) {
			found++
			rdb.Unlink(ctx, it.Val())
		}
		if it.Err() != nil || found == 0 {
			return it.Err()
		}
	}
}

func sel(ctx context.Context, rdb *redis.Client, stop chan struct{}) error {
	var cursor uint64
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		keys, next, err := rdb.Scan(ctx, cursor, "a:*", 100).Result()
		if err != nil {
			return err
		}
		_ = keys
		cursor = next
		if cursor == 0 {
			return nil
		}
	}
}

func exists(ctx context.Context, rdb *redis.Client) (bool, error) {
	var cursor uint64
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "a:*", 100).Result()
		if err != nil || len(keys) > 0 {
			return len(keys) > 0, err
		}
		if next == 0 {
			return false, nil
		}
		cursor = next
	}
}

func existsLoop(ctx context.Context, rdb *redis.Client) bool {
	var cursor uint64
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "a:*", 100).Result()
		if err != nil {
			return false
		}
		if len(keys) != 0 {
			return true
		}
		if next == 0 {
			return false
		}
		cursor = next
	}
}
