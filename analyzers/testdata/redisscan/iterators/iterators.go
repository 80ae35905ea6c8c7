// Package iterators reads what scans find by iterators.
package iterators

import (
	"context"
	"log"

	"github.com/redis/go-redis/v9"
)

type scanner interface {
	Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd
}

func unchecked(ctx context.Context, rdb *redis.Client, any redis.Cmdable, narrow scanner) (keys []string) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN that fails ends this iterator's loop, and a part is taken for all, as nobody reads Err: check it after the loop`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	fields := any.HScan(ctx, "h", 0, "", 0).Iterator() // want `HSCAN that fails ends this iterator's loop`
	for fields.Next(ctx) {
		keys = append(keys, fields.Val())
	}
	for members := rdb.SScan(ctx, "s", 0, "", 0).Iterator(); members.Next(ctx); { // want `SSCAN that fails ends this iterator's loop`
		keys = append(keys, members.Val())
	}
	cmd := rdb.ZScan(ctx, "z", 0, "", 0) // want `ZSCAN that fails ends this iterator's loop`
	scores := cmd.Iterator()
	for {
		if !scores.Next(ctx) {
			break
		}
		keys = append(keys, scores.Val())
	}
	typed := rdb.ScanType(ctx, 0, "user:*", 0, "hash").Iterator() // want `SCAN that fails`
	for typed.Next(ctx) {
		if typed.Val() == "user:1" {
			continue
		}
		keys = append(keys, typed.Val())
	}
	some := narrow.Scan(ctx, 0, "user:*", 0).Iterator() // want `SCAN that fails`
	for some.Next(ctx) {
		keys = append(keys, some.Val())
	}
	scan := rdb.Scan
	valued := scan(ctx, 0, "user:*", 0).Iterator() // want `SCAN that fails`
	for valued.Next(ctx) {
		keys = append(keys, valued.Val())
	}
	expr := (*redis.Client).Scan(rdb, ctx, 0, "user:*", 0).Iterator() // want `SCAN that fails`
	for expr.Next(ctx) {
		keys = append(keys, expr.Val())
	}
	return keys
}

func captured(ctx context.Context, rdb *redis.Client, do func(func())) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN that fails`
	do(func() {
		for iter.Next(ctx) {
			log.Print(iter.Val())
		}
	})
}

// The second loop has an iterator of its own.
func second(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN that fails`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	iter = rdb.Scan(ctx, 0, "group:*", 100).Iterator()
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return iter.Err()
}

func users(ctx context.Context, rdb *redis.Client) *redis.ScanIterator {
	return rdb.Scan(ctx, 0, "user:*", 100).Iterator()
}

func groups(ctx context.Context, rdb *redis.Client) *redis.ScanCmd {
	return rdb.Scan(ctx, 0, "group:*", 100)
}

func ofFunctions(ctx context.Context, rdb *redis.Client) error {
	iter := users(ctx, rdb) // want `through users, SCAN that fails`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	iter = groups(ctx, rdb).Iterator() // want `through groups, SCAN that fails`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	iter = users(ctx, rdb)
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return iter.Err()
}

type store[C redis.Cmdable] struct{ rdb C }

func (s *store[C]) all(ctx context.Context) {
	iter := s.rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN that fails`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
}

func checked(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	if err := iter.Err(); err != nil {
		return err
	}
	cmd := rdb.Scan(ctx, 0, "user:*", 100)
	iter = cmd.Iterator()
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return cmd.Err() // it is the same
}

func deferred(ctx context.Context, rdb *redis.Client) (err error) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	defer func() {
		if err == nil {
			err = iter.Err()
		}
	}()
	for iter.Next(ctx) {
		if err := rdb.Unlink(ctx, iter.Val()).Err(); err != nil {
			return err
		}
	}
	return nil
}

func otherwise(ctx context.Context, rdb *redis.Client, quiet bool) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	if !quiet {
		log.Print(iter.Err())
	}
}

// Whether there is one at all is another question.
func first(ctx context.Context, rdb *redis.Client) bool {
	return rdb.Scan(ctx, 0, "user:*", 100).Iterator().Next(ctx)
}

type pager struct{ iter *redis.ScanIterator }

func passedOn(ctx context.Context, rdb *redis.Client, use func(*redis.ScanIterator), out chan *redis.ScanIterator) *pager {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	use(iter)
	sent := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	for sent.Next(ctx) {
		log.Print(sent.Val())
	}
	out <- sent
	kept := &pager{rdb.Scan(ctx, 0, "user:*", 100).Iterator()}
	for kept.iter.Next(ctx) {
		log.Print(kept.iter.Val())
	}
	return kept
}

// The caller checks it.
func drain(ctx context.Context, iter *redis.ScanIterator) {
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
}

// Nothing is sent before Exec.
func queued(ctx context.Context, pipe redis.Pipeliner) {
	iter := pipe.Scan(ctx, 0, "user:*", 100).Iterator()
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
}

type files struct{}

func (files) Scan(ctx context.Context, from uint64, name string, count int64) files { return files{} }
func (files) Iterator() files                                                       { return files{} }
func (files) Next(ctx context.Context) bool                                         { return false }
func (files) Val() string                                                           { return "" }

func ofTheProgram(ctx context.Context, f files) {
	iter := f.Scan(ctx, 0, "user:*", 100).Iterator()
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
}
