package tests

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestCacheLostLease: the answer to who took a lease is lost. Nobody waits for the lease's
// end, which would be ten minutes.
func TestCacheLostLease(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	for _, lost := range []string{"take", "begin"} {
		for fault, action := range map[string]faults.Action{"cut after": faults.CutAfter, "reply lost": faults.Swallow} {
			t.Run(lost+", "+fault, func(t *testing.T) {
				p := faults.New(t, s.Addr)
				rdb := client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1; o.ReadTimeout = 200 * time.Millisecond })
				c := cache(t, rdb, redisrt.CacheOptions{LoadTimeout: 10 * time.Minute})
				p.Rule(once(lost, "", with(action)))
				v := newVersions(t, 1)
				key := lost + fault
				if lost == "take" {
					_, err := c.Get(t.Context(), key, v.load)
					must(t, err)
				} else if _, err := c.WriteThrough(t.Context(), key, func(ctx context.Context) (product, error) { return v.load(ctx) }); err == nil {
					t.Error("it was written")
				}
				atLeast(t, "another process", cache(t, direct, redisrt.CacheOptions{Wait: 20 * time.Second}), key, v, 1)
			})
		}
	}
}

// free waits until there is no lease of a key, or fails.
func free(t *testing.T, direct *redis.Client, key string) {
	t.Helper()
	persistently(t, func(context.Context) error {
		if _, lease := cached(t, direct, key); lease > 0 {
			return fmt.Errorf("%s: a lease stays for %v", key, lease)
		}
		return nil
	})
}

// TestCacheLostLeases: as many at once as callers meet a server that is slow for a moment.
func TestCacheLostLeases(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	p := faults.New(t, s.Addr)
	rdb := client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1; o.ReadTimeout = 300 * time.Millisecond; o.PoolSize = 100 })
	c := cache(t, rdb, redisrt.CacheOptions{LoadTimeout: 10 * time.Minute, DirectLoads: 100})
	p.Rule(func(args []string) faults.Action {
		if step(args) == "take" {
			return faults.Swallow
		}
		return faults.Pass
	})
	v := newVersions(t, 1)
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() { _, _ = c.Get(t.Context(), fmt.Sprint("p", i), v.load) })
	}
	all(t, &wg, "the callers")
	for i := range 60 {
		free(t, direct, fmt.Sprint("p", i))
	}
}

// TestCacheLostLeaseWhileClosing: Close does not leave the lease either.
func TestCacheLostLeaseWhileClosing(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	p := faults.New(t, s.Addr)
	c := cache(t, client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1 }), redisrt.CacheOptions{LoadTimeout: 10 * time.Minute})
	closed := make(chan struct{})
	p.Rule(once("take", "", func([]string) faults.Action {
		go func() { c.Close(); close(closed) }()
		time.Sleep(100 * time.Millisecond)
		return faults.CutAfter
	}))
	_, _ = c.Get(t.Context(), "p", newVersions(t, 1).load)
	wait(t, closed, "Close")
	free(t, direct, "p")
}

// TestCacheLostBegin: a writer that does not know whether it has the key leaves another's
// protection as it is.
func TestCacheLostBegin(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	p := faults.New(t, s.Addr)
	o := redisrt.CacheOptions{Wait: 300 * time.Millisecond}
	first, reader := cache(t, direct, o), cache(t, direct, o)
	second := cache(t, client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1 }), o)
	p.Rule(once("begin", "", with(faults.CutAfter)))
	v := newVersions(t, 1)
	_, err := first.WriteThrough(t.Context(), "p", func(ctx context.Context) (product, error) {
		if _, err := second.WriteThrough(ctx, "p", v.load); err == nil {
			t.Error("the second has written")
		}
		second.Close() // it has tried to end the lease
		if got, err := reader.Get(ctx, "p", v.load); !isBusy(err) {
			t.Errorf("while the first writes: %v, %v", got, err)
		}
		v.now.Store(2)
		return product{Price: 2}, nil
	})
	must(t, err)
	atLeast(t, "afterwards", reader, "p", v, 2)
}
