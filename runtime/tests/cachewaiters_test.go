package tests

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestCacheLoaderDies: a process dies with the lease. Others wait no longer than Wait,
// do not load before the lease has ended, and then once.
func TestCacheLoaderDies(t *testing.T) {
	for _, stale := range []bool{false, true} {
		t.Run(fmt.Sprintf("stale %v", stale), func(t *testing.T) {
			noLeak(t)
			s := servers.Plain(t)
			rdb := client(t, s.Addr)
			o := redisrt.CacheOptions{LoadTimeout: 200 * time.Millisecond, Wait: 100 * time.Millisecond}
			if stale {
				o.TTL, o.StaleFor = time.Millisecond, time.Minute
				must(t, cache(t, rdb, o).Set(t.Context(), "p", product{Price: 1}))
				time.Sleep(10 * time.Millisecond)
			}
			dead := newVersions(t, 9)
			dead.holds.Store(9)
			died := cache(t, rdb, o)
			var wg sync.WaitGroup
			wg.Go(func() { _, _ = died.Get(t.Context(), "p", dead.load) })
			wait(t, dead.loading, "the load")
			o.TTL = time.Minute
			v := newVersions(t, 2)
			var others sync.WaitGroup
			begin := time.Now()
			load := func(ctx context.Context) (product, error) {
				if d := time.Since(begin); d < o.LoadTimeout+500*time.Millisecond {
					t.Errorf("a load after %v, before the lease has ended", d)
				}
				return v.load(ctx)
			}
			for range 3 {
				c := cache(t, rdb, o)
				for range 3 {
					others.Go(func() {
						for busy := 0; ; busy++ {
							p, err := c.Get(t.Context(), "p", load)
							switch {
							case stale && err == nil && p.Price == 1, !stale && errors.Is(err, redisrt.ErrBusy):
								continue
							case err != nil || p.Price != 2:
								t.Errorf("%v, %v", p, err)
							case busy == 0:
								t.Error("it has waited for the end of the lease, and not for Wait")
							}
							return
						}
					})
				}
			}
			all(t, &others, "the others")
			if n := v.loads.Load(); n != 1 {
				t.Errorf("%d loads", n)
			}
			dead.letGo()
			all(t, &wg, "who died")
			died.Close()
			if version, _ := cached(t, rdb, "p"); version != 2 {
				t.Errorf("version %d is cached", version)
			}
		})
	}
}

// TestCacheLoadFails: who waits gets the error, as it is; or the stale value. The lease
// is given back at once.
func TestCacheLoadFails(t *testing.T) {
	boom := errors.New("boom")
	for _, stale := range []bool{false, true} {
		t.Run(fmt.Sprintf("stale %v", stale), func(t *testing.T) {
			noLeak(t)
			s := servers.Plain(t)
			rdb := client(t, s.Addr)
			var errs told
			o := redisrt.CacheOptions{LoadTimeout: 10 * time.Minute, OnError: errs.onError, Wait: 20 * time.Second}
			if stale {
				o.TTL, o.StaleFor = time.Millisecond, time.Minute
				must(t, cache(t, rdb, o).Set(t.Context(), "p", product{Price: 1}))
				time.Sleep(10 * time.Millisecond)
			}
			c, other := cache(t, rdb, o), cache(t, rdb, o)
			loading, goOn := make(chan struct{}), make(chan struct{})
			load := func(context.Context) (product, error) { close(loading); <-goOn; return product{}, boom }
			var wg sync.WaitGroup
			get := func() {
				p, err := c.Get(t.Context(), "p", load)
				if !stale && err != boom || stale && (err != nil || p.Price != 1) {
					t.Errorf("%v, %v", p, err)
				}
			}
			wg.Go(get)
			wait(t, loading, "the load")
			for range 3 {
				wg.Go(get)
			}
			time.Sleep(200 * time.Millisecond) // they have joined
			close(goOn)
			all(t, &wg, "the callers")
			if !errs.has(func(err error) bool { return errors.Is(err, boom) }) {
				t.Errorf("OnError was told %v", errs.errs)
			}
			if _, lease := cached(t, rdb, "p"); lease > 0 {
				t.Errorf("the lease stays for %v", lease)
			}
			atLeast(t, "another process", other, "p", newVersions(t, 2), 2)
		})
	}
}

// TestCacheLoadPanics: the Get whose load it was panics, and also when the codec does;
// others get an error, and the next Get loads.
func TestCacheLoadPanics(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	down := client(t, s.Addr, wrongPassword)
	long := redisrt.CacheOptions{LoadTimeout: 10 * time.Minute, Wait: 20 * time.Second}
	codec := long
	codec.Codec = panicking{}
	for name, c := range map[string]*redisrt.Cache[product]{
		"load": cache(t, rdb, long), "load without Redis": cache(t, down, long), "Marshal": cache(t, rdb, codec),
	} {
		t.Run(name, func(t *testing.T) {
			must(t, rdb.Del(t.Context(), "p").Err())
			loading, goOn := make(chan struct{}), make(chan struct{})
			load := func(context.Context) (product, error) {
				close(loading)
				<-goOn
				if name == "Marshal" {
					return product{Price: 666}, nil
				}
				panic("boom")
			}
			panicked, errs := make(chan any, 1), make(chan error, 1)
			go func() {
				defer func() { panicked <- recover() }()
				_, err := c.Get(t.Context(), "p", load)
				t.Errorf("it has returned %v", err)
			}()
			wait(t, loading, "the load")
			shared := name != "load without Redis" // there each caller that comes later loads
			if shared {
				go func() { _, err := c.Get(t.Context(), "p", load); errs <- err }()
				time.Sleep(200 * time.Millisecond) // it has joined
			}
			close(goOn)
			if r := wait(t, panicked, "the panic"); r == nil || !says("boom")(fmt.Errorf("%v", r)) {
				t.Errorf("the panic is %v", r)
			}
			if shared {
				if err := wait(t, errs, "who waits"); !says("boom")(err) {
					t.Errorf("who waits: %v", err)
				}
			}
			v := newVersions(t, 2)
			atLeast(t, "the next", c, "p", v, 2)
		})
	}
}

// panicking is a codec that a value makes panic.
type panicking struct{ redisrt.JSON }

func (panicking) Marshal(v any) ([]byte, error) {
	if v.(product).Price == 666 {
		panic("boom")
	}
	return redisrt.JSON{}.Marshal(v)
}

// TestCacheLoadExits: load ends its goroutine, as a failed assertion of a test does.
func TestCacheLoadExits(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	for name, c := range map[string]*redisrt.Cache[product]{
		"with Redis":    cache(t, rdb, redisrt.CacheOptions{LoadTimeout: 10 * time.Minute, DirectLoads: 1}),
		"without Redis": cache(t, client(t, s.Addr, wrongPassword), redisrt.CacheOptions{LoadTimeout: 10 * time.Minute, DirectLoads: 1}),
	} {
		t.Run(name, func(t *testing.T) {
			for range 3 {
				_, err := c.Get(t.Context(), "p", func(context.Context) (product, error) { runtime.Goexit(); return product{}, nil })
				if err == nil || errors.Is(err, redisrt.ErrBusy) {
					t.Errorf("the error is %v", err)
				}
			}
			atLeast(t, "the next", c, "p", newVersions(t, 2), 2)
		})
	}
}

// TestCacheLoadReturnsPanic: a load that returns the panic of another Get as its error has
// not panicked.
func TestCacheLoadReturnsPanic(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr)
	inner, outer := cache(t, rdb, redisrt.CacheOptions{}), cache(t, rdb, redisrt.CacheOptions{})
	mine := errors.New("mine")
	loading, goOn := make(chan struct{}, 1), make(chan struct{})
	load := func(ctx context.Context) (_ product, err error) {
		defer func() { err = fmt.Errorf("%w: %w", mine, recover().(error)) }()
		loading <- struct{}{}
		<-goOn
		return inner.Get(ctx, "inner", func(context.Context) (product, error) { panic("boom") })
	}
	var wg sync.WaitGroup
	get := func() {
		if _, err := outer.Get(t.Context(), "outer", load); !errors.Is(err, mine) {
			t.Error(err)
		}
	}
	wg.Go(get)
	wait(t, loading, "the load")
	wg.Go(get)
	time.Sleep(100 * time.Millisecond) // it has joined
	close(goOn)
	all(t, &wg, "the callers")
}

// TestCacheLoadIsBusy: that a load fails as the cache behind it is busy is shared as any
// error.
func TestCacheLoadIsBusy(t *testing.T) {
	noLeak(t)
	c := cache(t, client(t, servers.Plain(t).Addr), redisrt.CacheOptions{})
	loading, goOn := make(chan struct{}, 100), make(chan struct{})
	load := func(context.Context) (product, error) {
		loading <- struct{}{}
		<-goOn
		return product{}, fmt.Errorf("inner: %w", redisrt.ErrBusy)
	}
	var wg sync.WaitGroup
	get := func() {
		if _, err := c.Get(t.Context(), "p", load); !says("inner")(err) {
			t.Error(err)
		}
	}
	wg.Go(get)
	wait(t, loading, "the load")
	for range 20 {
		wg.Go(get)
	}
	time.Sleep(200 * time.Millisecond) // they have joined
	close(goOn)
	all(t, &wg, "the callers")
	if n := 1 + len(loading); n > 3 {
		t.Errorf("%d loads", n)
	}
}
