package tests

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestCacheCancelledAtEach: the first caller's context ends at each command and during
// the load. That caller gets its error, others get the value, which is loaded once and
// cached.
func TestCacheCancelledAtEach(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	for _, at := range []string{"before", "get", "take", "load", "store"} {
		for _, timeouts := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, ContextTimeoutEnabled %v", at, timeouts), func(t *testing.T) {
				must(t, direct.Del(t.Context(), "p").Err())
				p := faults.New(t, s.Addr)
				c := cache(t, client(t, p.Addr, func(o *redis.Options) { o.ContextTimeoutEnabled = timeouts }), redisrt.CacheOptions{})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				reached, goOn := make(chan struct{}), make(chan struct{})
				switch at {
				case "before":
					cancel()
					close(reached)
				case "load":
				default:
					p.Rule(once(at, "", func([]string) faults.Action {
						cancel()
						close(reached)
						<-goOn
						return faults.Pass
					}))
				}
				v := newVersions(t, 1)
				load := func(loading context.Context) (product, error) {
					if at == "load" {
						close(reached)
						<-goOn
					}
					if err := loading.Err(); err != nil {
						t.Errorf("the context of the load: %v", err)
					}
					return v.load(loading)
				}
				first, second := make(chan error, 1), make(chan error, 1)
				go func() { _, err := c.Get(ctx, "p", load); first <- err }()
				wait(t, reached, "the command")
				cancel()
				joins := at == "take" || at == "load" || at == "store"
				if joins { // it gets its error while all others wait
					if err := wait(t, first, "who was cancelled"); err != context.Canceled {
						t.Errorf("who was cancelled: %v", err)
					}
				}
				go func() {
					p, err := c.Get(t.Context(), "p", v.load)
					if err == nil && p.Price != 1 {
						err = fmt.Errorf("version %d", p.Price)
					}
					second <- err
				}()
				if joins {
					time.Sleep(10 * time.Millisecond) // it has joined the load
				}
				close(goOn)
				if !joins {
					// GET, when it is let go, may find what the other has stored meanwhile.
					if err := wait(t, first, "who was cancelled"); err != context.Canceled && (at != "get" || err != nil) {
						t.Errorf("who was cancelled: %v", err)
					}
				}
				if err := wait(t, second, "who waits"); err != nil {
					t.Errorf("who waits: %v", err)
				}
				if n := v.loads.Load(); n != 1 {
					t.Errorf("%d loads", n)
				}
				if version, lease := cached(t, direct, "p"); version != 1 || lease > 0 {
					t.Errorf("version %d is cached, lease %v", version, lease)
				}
			})
		}
	}
}

// TestCacheCancelledWaiter: who waits for another's load, in this process or in another,
// or for its turn without Redis, leaves when its context ends.
func TestCacheCancelledWaiter(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb, down := client(t, s.Addr), client(t, s.Addr, wrongPassword)
	loader, other := cache(t, rdb, redisrt.CacheOptions{}), cache(t, rdb, redisrt.CacheOptions{})
	direct := cache(t, down, redisrt.CacheOptions{DirectLoads: 1})
	v := newVersions(t, 1)
	v.holds.Store(1)
	var wg sync.WaitGroup
	wg.Go(func() { atLeast(t, "the loader", loader, "p", v, 1) })
	wait(t, v.loading, "the load")
	wg.Go(func() { atLeast(t, "the loader without Redis", direct, "q", v, 1) })
	wait(t, v.loading, "the load")
	for name, c := range map[string]*redisrt.Cache[product]{"this process": loader, "another": other, "its turn": direct} {
		for _, cause := range []error{context.Canceled, context.DeadlineExceeded} {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			if cause == context.Canceled {
				time.AfterFunc(20*time.Millisecond, cancel)
			}
			if _, err := c.Get(ctx, "p", v.load); !errors.Is(err, cause) {
				t.Errorf("%s: %v, want %v", name, err, cause)
			}
			cancel()
		}
	}
	v.letGo()
	all(t, &wg, "the loads")
	atLeast(t, "afterwards", other, "p", v, 1)
}

// TestCacheClose: Close ends the load, waits for it and gives the lease back, so that
// another process loads at once; who waits is told.
func TestCacheClose(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	// A lease that stays is one of minutes: the test would not see its end.
	o := redisrt.CacheOptions{LoadTimeout: 10 * time.Minute}
	for name, prepare := range map[string]func(){
		"miss": func() {},
		"early": func() {
			must(t, cache(t, rdb, o).Set(t.Context(), "p", product{}))
			must(t, rdb.SetRange(t.Context(), "p", 15, "0100000000").Err())
		},
	} {
		t.Run(name, func(t *testing.T) {
			must(t, rdb.Del(t.Context(), "p").Err())
			prepare()
			o := o
			o.Beta = 1e6
			c, other := cache(t, rdb, o), cache(t, rdb, o)
			loading, ended := make(chan struct{}), make(chan struct{})
			var wg sync.WaitGroup
			get := func(load func(context.Context) (product, error)) {
				wg.Go(func() {
					_, err := c.Get(t.Context(), "p", load)
					if want := map[bool]error{true: redisrt.ErrClosed}[name == "miss"]; err != want {
						t.Errorf("who waits: %v, want %v", err, want)
					}
				})
			}
			get(func(ctx context.Context) (product, error) {
				close(loading)
				<-ctx.Done()
				time.Sleep(20 * time.Millisecond)
				close(ended)
				return product{}, ctx.Err()
			})
			wait(t, loading, "the load")
			get(func(context.Context) (product, error) { return product{}, errors.New("a second load") })
			c.Close()
			select {
			case <-ended:
			default:
				t.Error("Close has not waited for the load")
			}
			if _, lease := cached(t, rdb, "p"); lease > 0 {
				t.Errorf("the lease stays for %v", lease)
			}
			all(t, &wg, "who waits")
			must(t, rdb.Del(t.Context(), "q").Err())
			if _, err := c.Get(t.Context(), "q", func(context.Context) (product, error) { return product{}, nil }); err != redisrt.ErrClosed {
				t.Errorf("after Close: %v", err)
			}
			v := newVersions(t, 2)
			if name == "miss" {
				atLeast(t, "another process", other, "p", v, 2)
				if p, err := c.Get(t.Context(), "p", v.load); err != nil || p.Price != 2 {
					t.Errorf("a hit after Close: %v, %v", p, err)
				}
			}
			c.Close()
			other.Close()
		})
	}
}

// TestCacheCloseOfMany: Close while many callers come.
func TestCacheCloseOfMany(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	for range 20 {
		must(t, rdb.FlushAll(t.Context()).Err())
		c := cache(t, rdb, redisrt.CacheOptions{LoadTimeout: 10 * time.Minute})
		v := newVersions(t, 1)
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() {
				if _, err := c.Get(t.Context(), fmt.Sprintf("key:%d", i%7), v.load); err != nil && err != redisrt.ErrClosed {
					t.Error(err)
				}
			})
		}
		c.Close()
		n := v.loads.Load()
		all(t, &wg, "the callers")
		if v.loads.Load() != n {
			t.Error("a load began after Close")
		}
		for _, key := range names(7, "key:%d") {
			if _, lease := cached(t, rdb, key); lease > 0 {
				t.Errorf("a lease stays for %v", lease)
			}
		}
	}
}

// TestCacheCallerDeadline: that a caller has no time is no error of Redis.
func TestCacheCallerDeadline(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	var errs told
	rdb := client(t, p.Addr, func(o *redis.Options) { o.ContextTimeoutEnabled = true; o.MaxRetries = -1 })
	c := cache(t, rdb, redisrt.CacheOptions{OnError: errs.onError})
	p.Rule(func([]string) faults.Action { return faults.Delay(60 * time.Millisecond) })
	v := newVersions(t, 1)
	for i := range 60 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if _, err := c.Get(ctx, fmt.Sprint("p", i), v.load); err != context.DeadlineExceeded {
			t.Error(err)
		}
		cancel()
	}
	c.Close()
	if n := v.loads.Load(); n > 0 || errs.has(anyError) {
		t.Errorf("%d loads, OnError was told %v", n, errs.errs)
	}
}
