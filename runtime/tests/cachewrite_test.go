package tests

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestCacheWriters: writers of several processes write the same key, while readers
// load it, the server forgets its scripts, and connections break. When all have
// returned, nothing older than what the store has is in Redis.
func TestCacheWriters(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	writes := int64(0)
	for round := range 25 {
		key := fmt.Sprint("p", round)
		v := newVersions(t, 1)
		var wg sync.WaitGroup
		for range 4 {
			p := faults.New(t, s.Addr)
			seed := rand.Uint64()
			p.Rule(unruly(seed, 0.1, func([]string) {}))
			c := cache(t, client(t, p.Addr, func(o *redis.Options) { o.ReadTimeout = 100 * time.Millisecond }), redisrt.CacheOptions{})
			for range 2 {
				wg.Go(func() {
					written := false
					_, err := c.WriteThrough(t.Context(), key, func(context.Context) (product, error) {
						written = true
						version := v.now.Add(1)
						time.Sleep(time.Duration(rand.IntN(10)) * time.Millisecond)
						return product{Price: int(version)}, nil
					})
					if errors.Is(err, redisrt.ErrNotCached) {
						persistently(t, func(ctx context.Context) error { return c.Invalidate(ctx, key) })
						err = nil
					}
					if written == (err != nil) {
						t.Errorf("seed %d: %v, written %v", seed, err, written)
					}
				})
				wg.Go(func() {
					time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
					_, _ = c.Get(t.Context(), key, v.load)
				})
			}
		}
		_ = direct.ScriptFlush(t.Context()).Err()
		all(t, &wg, "the writers")
		if version, _ := cached(t, direct, key); version != 0 && int64(version) != v.now.Load() {
			t.Errorf("version %d is cached, and the store has %d", version, v.now.Load())
		}
		writes += v.now.Load() - 1
	}
	if writes < 25*8/2 {
		t.Errorf("only %d of %d writes were made", writes, 25*8)
	}
}

// TestCacheWriteFails: the error of write is returned as it is, although it may have
// written; nothing that the store had before is returned, and the key is free at once.
func TestCacheWriteFails(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	c, other := cache(t, rdb, redisrt.CacheOptions{LoadTimeout: 10 * time.Minute}), cache(t, rdb, redisrt.CacheOptions{})
	boom := errors.New("boom")
	for name, fails := range map[string]func() error{
		"error":   func() error { return boom },
		"panic":   func() error { panic(boom) },
		"timeout": func() error { return context.DeadlineExceeded },
	} {
		t.Run(name, func(t *testing.T) {
			v := newVersions(t, 1)
			must(t, c.Set(t.Context(), "p", product{Price: 1}))
			ctx, cancel := context.WithCancel(t.Context())
			var panicked any
			err := func() error {
				defer func() { panicked = recover() }()
				_, err := c.WriteThrough(ctx, "p", func(context.Context) (product, error) {
					v.now.Store(2)
					cancel() // what comes after is done nevertheless
					return product{}, fails()
				})
				return err
			}()
			if name == "error" && err != boom || name == "timeout" && err != context.DeadlineExceeded || name == "panic" && panicked != boom {
				t.Errorf("%v, %v", err, panicked)
			}
			atLeast(t, "another process", other, "p", v, 2)
			must(t, c.Invalidate(t.Context(), "p"))
		})
	}
}

// TestCacheWriteWithoutRedis: write is not called where the key cannot be taken; where
// the value cannot be stored, the error says what to do.
func TestCacheWriteWithoutRedis(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	p := faults.New(t, s.Addr)
	rdb := client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1 })
	var errs told
	c := cache(t, rdb, redisrt.CacheOptions{LoadTimeout: 100 * time.Millisecond, OnError: errs.onError})
	down := func([]string) faults.Action { return faults.CutBefore }
	v := newVersions(t, 1)
	writes := 0
	write := func(rule faults.Rule) func(context.Context) (product, error) {
		return func(context.Context) (product, error) {
			writes++
			p.Rule(rule)
			return product{Price: int(v.now.Add(1))}, nil
		}
	}
	must(t, c.Set(t.Context(), "p", product{Price: 1}))

	p.Rule(down)
	if got, err := c.WriteThrough(t.Context(), "p", write(down)); err == nil || errors.Is(err, redisrt.ErrNotCached) || got != (product{}) || writes != 0 {
		t.Errorf("Redis down before: %v, %v, %d writes", got, err, writes)
	}
	p.Rule(nil)
	atLeast(t, "not written", c, "p", v, 1)

	got, err := c.WriteThrough(t.Context(), "p", write(down))
	if !errors.Is(err, redisrt.ErrNotCached) || got.Price != 2 {
		t.Errorf("Redis down after: %v, %v", got, err)
	}
	p.Rule(nil)
	// Here the process might as well have died: its lease ends, and then the value is loaded.
	if version, lease := cached(t, direct, "p"); version != 0 || lease <= 0 {
		t.Errorf("version %d is cached, lease %v", version, lease)
	}
	atLeast(t, "when the lease has ended", c, "p", v, 2)

	// The store's command does not arrive, UNLINK does. The caller need not know, OnError does.
	errs.errs = nil
	got, err = c.WriteThrough(t.Context(), "p", write(once("store", "", with(faults.CutBefore))))
	if err != nil || got.Price != 3 {
		t.Errorf("no store: %v, %v", got, err)
	}
	if !errs.has(anyError) {
		t.Error("no store: OnError was told nothing")
	}
	atLeast(t, "without the store", c, "p", v, 3)

	// It arrives, and its reply does not.
	got, err = c.WriteThrough(t.Context(), "p", write(once("store", "", with(faults.CutAfter))))
	if err != nil || got.Price != 4 {
		t.Errorf("no reply: %v, %v", got, err)
	}
	atLeast(t, "without the reply", c, "p", v, 4)

	p.Rule(nil)
	failed := errors.New("failed")
	_, err = c.WriteThrough(t.Context(), "p", func(context.Context) (product, error) { p.Rule(down); return product{}, failed })
	if !errors.Is(err, failed) || !errors.Is(err, redisrt.ErrNotCached) {
		t.Errorf("write fails, and Redis too: %v", err)
	}
	p.Rule(nil)
}

// TestCacheReadDuringWrite: Get finds no value while write runs, neither the old nor the
// new one, and waits.
func TestCacheReadDuringWrite(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	c, other := cache(t, rdb, redisrt.CacheOptions{}), cache(t, rdb, redisrt.CacheOptions{Wait: 20 * time.Millisecond})
	v := newVersions(t, 1)
	must(t, c.Set(t.Context(), "p", product{Price: 1}))
	got, err := c.WriteThrough(t.Context(), "p", func(ctx context.Context) (product, error) {
		if p, err := other.Get(ctx, "p", v.load); !errors.Is(err, redisrt.ErrBusy) {
			t.Errorf("during the write: %v, %v", p, err)
		}
		v.now.Store(2)
		return product{Price: 2}, nil
	})
	if err != nil || got.Price != 2 {
		t.Errorf("%v, %v", got, err)
	}
	if p, err := other.Get(t.Context(), "p", v.load); err != nil || p.Price != 2 || v.loads.Load() != 0 {
		t.Errorf("%v, %v, %d loads", p, err, v.loads.Load())
	}
}

// TestCacheWritesOverForeign: what no cache has written stays as it is.
func TestCacheWritesOverForeign(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr)
	c := cache(t, rdb, redisrt.CacheOptions{})
	ctx := t.Context()
	for _, theirs := range []string{"1", strings.Repeat("2", 80), "1" + strings.Repeat("0", 80), "1v" + strings.Repeat("z", 80)} {
		must(t, rdb.Set(ctx, "p", theirs, 0).Err())
		set := c.Set(ctx, "p", product{Price: 1})
		_, through := c.WriteThrough(ctx, "p", func(context.Context) (product, error) { panic("it is not to be written") })
		if !says("no redisrt.Cache has written")(set) || !says("no redisrt.Cache has written")(through) {
			t.Errorf("%s: Set: %v, WriteThrough: %v", theirs, set, through)
		}
		if now := rdb.Get(ctx, "p").Val(); now != theirs {
			t.Errorf("%s has become %s", theirs, now)
		}
	}
	must(t, rdb.Del(ctx, "p").Err())
	must(t, rdb.HSet(ctx, "p", "f", "v").Err())
	if err := c.Set(ctx, "p", product{}); !says("WRONGTYPE")(err) {
		t.Errorf("a hash: %v", err)
	}
}

// TestCacheWriteKeepsDelta: a value that was written is loaded early like the one before it.
func TestCacheWriteKeepsDelta(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr)
	c := cache(t, rdb, redisrt.CacheOptions{})
	ctx := t.Context()
	s := source{takes: 20 * time.Millisecond}
	_, err := c.Get(ctx, "p", s.load)
	must(t, err)
	delta := func() string { return rdb.GetRange(ctx, "p", 15, 24).Val() }
	loaded := delta()
	if loaded < "0000020000" {
		t.Errorf("the load took %s µs", loaded)
	}
	must(t, c.Set(ctx, "p", product{}))
	if now := delta(); now != loaded {
		t.Errorf("after Set it took %s, not %s µs", now, loaded)
	}
	_, err = c.WriteThrough(ctx, "p", func(context.Context) (product, error) { return product{}, nil })
	must(t, err)
	if now := delta(); now != loaded {
		t.Errorf("after WriteThrough it took %s, not %s µs", now, loaded)
	}
}
