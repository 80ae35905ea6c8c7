package tests

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestCacheNotFound: that there is no value is remembered for NegativeTTL, if that is
// given, however the load says so.
func TestCacheNotFound(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	for _, negative := range []time.Duration{0, time.Minute} {
		for _, says := range []error{redisrt.ErrNotFound, fmt.Errorf("no row: %w", redisrt.ErrNotFound)} {
			t.Run(fmt.Sprintf("NegativeTTL %v, %v", negative, says), func(t *testing.T) {
				must(t, rdb.Del(t.Context(), "p").Err())
				var errs told
				o := redisrt.CacheOptions{TTL: time.Hour, StaleFor: time.Hour, NegativeTTL: negative, OnError: errs.onError}
				c, other := cache(t, rdb, o), cache(t, rdb, o)
				loads := 0
				none := func(context.Context) (product, error) { loads++; return product{Price: 1}, says }
				for i, c := range []*redisrt.Cache[product]{c, c, other} {
					p, err := c.Get(t.Context(), "p", none)
					if !errors.Is(err, redisrt.ErrNotFound) || p != (product{}) || i == 0 && err != says {
						t.Errorf("%v, %v", p, err)
					}
				}
				ttl := rdb.PTTL(t.Context(), "p").Val()
				if negative == 0 && (loads != 3 || ttl != absent) || negative > 0 && (loads != 1 || ttl < 50*time.Second || ttl > 67*time.Second) {
					t.Errorf("%d loads, a TTL of %v", loads, ttl)
				}
				must(t, c.Invalidate(t.Context(), "p"))
				atLeast(t, "when there is one", other, "p", newVersions(t, 2), 2)
				atLeast(t, "when there is one", c, "p", newVersions(t, 0), 2)
				if errs.has(anyError) {
					t.Errorf("OnError was told %v", errs.errs)
				}
			})
		}
	}
}

// TestCacheNotFoundVoided: so it is with a load that is voided.
func TestCacheNotFoundVoided(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	c, other := cache(t, rdb, redisrt.CacheOptions{NegativeTTL: time.Minute}), cache(t, rdb, redisrt.CacheOptions{})
	loading, goOn := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_, err := c.Get(t.Context(), "p", func(context.Context) (product, error) {
			close(loading)
			<-goOn
			return product{}, redisrt.ErrNotFound
		})
		if err != redisrt.ErrNotFound {
			t.Errorf("who came before: %v", err)
		}
	})
	wait(t, loading, "the load")
	must(t, other.Invalidate(t.Context(), "p"))
	v := newVersions(t, 1)
	wg.Go(func() { atLeast(t, "who came later", c, "p", v, 1) })
	time.Sleep(10 * time.Millisecond)
	close(goOn)
	all(t, &wg, "the callers")
	if version, _ := cached(t, rdb, "p"); version != 1 {
		t.Errorf("version %d is cached", version)
	}
}

// TestCacheClocks: the value is fresh until a time that this machine's clock, or the
// server's, has not reached or has long passed.
func TestCacheClocks(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	for _, by := range []time.Duration{-1e6 * time.Hour, -time.Hour, time.Hour, 1e6 * time.Hour} {
		for _, field := range []string{"fresh", "lease"} {
			t.Run(fmt.Sprintf("%s, %v", field, by), func(t *testing.T) {
				must(t, rdb.Del(t.Context(), "p").Err())
				c := cache(t, rdb, redisrt.CacheOptions{TTL: time.Second, Wait: 50 * time.Millisecond, LoadTimeout: 50 * time.Millisecond, StaleFor: 100 * time.Hour})
				must(t, c.Set(t.Context(), "p", product{Price: 1}))
				at, digits := int64(2), fmt.Sprintf("%013d", max(time.Now().Add(by).UnixMilli(), 0))
				if field == "lease" {
					at, digits = 41, fmt.Sprintf("%016d", max(time.Now().Add(by).UnixMicro(), 0))
				}
				must(t, rdb.SetRange(t.Context(), "p", at, digits).Err())
				v := newVersions(t, 2)
				want := 1 // a lease says nothing of a fresh value
				if field == "fresh" && by < 0 {
					want = 2
				}
				for range 3 {
					if p, err := c.Get(t.Context(), "p", v.load); err != nil || p.Price != want {
						t.Errorf("%v, %v; want %d", p, err, want)
					}
				}
				// Whatever the header says, the key ends.
				if ttl := rdb.PTTL(t.Context(), "p").Val(); ttl <= 0 || ttl > 101*time.Hour {
					t.Errorf("the TTL is %v", ttl)
				}
				must(t, rdb.PExpire(t.Context(), "p", time.Millisecond).Err())
				must(t, servers.Eventually(20*time.Second, func(ctx context.Context) error {
					p, err := c.Get(ctx, "p", v.load)
					if err == nil && p.Price != 2 {
						err = errors.New("the old value")
					}
					return err
				}))
			})
		}
	}
}

// TestCacheFreshBesideLease: who finds no fresh value by his clock, or did not an instant ago,
// does not wait for the early load of another while the server's clock says that it is fresh.
func TestCacheFreshBesideLease(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	p := faults.New(t, s.Addr)
	c, other := cache(t, client(t, p.Addr), redisrt.CacheOptions{Wait: 200 * time.Millisecond}), cache(t, direct, redisrt.CacheOptions{})
	p.Rule(faults.Before("evalsha", 1, func() {
		must(t, other.Set(t.Context(), "p", product{Price: 1}))
		must(t, direct.SetRange(t.Context(), "p", 25, strings.Repeat("a", 16)+fmt.Sprint(time.Now().Add(time.Hour).UnixMicro())).Err())
	}))
	v := newVersions(t, 2)
	if p, err := c.Get(t.Context(), "p", v.load); err != nil || p.Price != 1 {
		t.Errorf("%v, %v", p, err)
	}
}

// TestCacheClockAhead: a machine whose clock is ahead asks the server, and gets its hits.
func TestCacheClockAhead(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr, func(o *redis.Options) { o.PoolSize = 50 })
	rdb.AddHook(ahead{})
	c := cache(t, rdb, redisrt.CacheOptions{Wait: 500 * time.Millisecond})
	must(t, c.Set(t.Context(), "p", product{Price: 1}))
	v := newVersions(t, 2)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			for range 50 {
				if p, err := c.Get(t.Context(), "p", v.load); err != nil || p.Price != 1 {
					t.Errorf("%v, %v", p, err)
					return
				}
			}
		})
	}
	all(t, &wg, "the readers")
}

// ahead makes values look as they do by a clock that is an hour ahead.
type ahead struct{}

func (ahead) DialHook(next redis.DialHook) redis.DialHook { return next }

func (ahead) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (ahead) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if get, ok := cmd.(*redis.StringCmd); ok && err == nil {
			data := []byte(get.Val())
			var fresh int64
			if _, err := fmt.Sscanf(string(data[2:15]), "%d", &fresh); err != nil {
				return err
			}
			copy(data[2:15], fmt.Sprintf("%013d", fresh-time.Hour.Milliseconds()))
			get.SetVal(string(data))
		}
		return err
	}
}

// TestCacheUndecodable: what cannot be decoded is loaded anew: fresh or stale, found by
// GET or when the lease is asked for.
func TestCacheUndecodable(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	other, err := redisrt.NewCache[string](rdb, redisrt.CacheOptions{TTL: time.Minute, StaleFor: time.Minute})
	must(t, err)
	defer other.Close()
	for _, stale := range []bool{false, true} {
		t.Run(fmt.Sprintf("stale %v", stale), func(t *testing.T) {
			set := func() {
				must(t, other.Set(t.Context(), "p", "no product"))
				if stale {
					must(t, rdb.SetRange(t.Context(), "p", 2, fmt.Sprintf("%013d", time.Now().UnixMilli()-1)).Err())
				}
			}
			o := redisrt.CacheOptions{StaleFor: time.Minute}
			c := cache(t, rdb, o)
			set()
			boom := errors.New("boom")
			if _, err := c.Get(t.Context(), "p", func(context.Context) (product, error) { return product{}, boom }); err != boom {
				t.Errorf("the error of load is %v", err)
			}
			v := newVersions(t, 2)
			for range 2 {
				atLeast(t, "anew", c, "p", v, 2)
			}
			if n := v.loads.Load(); n != 1 {
				t.Errorf("%d loads", n)
			}
		})
	}

	t.Run("found with the lease", func(t *testing.T) {
		must(t, rdb.Del(t.Context(), "p").Err())
		loading, goOn := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := other.Get(t.Context(), "p", func(context.Context) (string, error) { close(loading); <-goOn; return "no product", nil })
			if err != nil {
				t.Error(err)
			}
		})
		wait(t, loading, "the load")
		v := newVersions(t, 2)
		c := cache(t, rdb, redisrt.CacheOptions{})
		for range 3 {
			wg.Go(func() { atLeast(t, "anew", c, "p", v, 2) })
		}
		time.Sleep(20 * time.Millisecond) // it asks for the lease
		close(goOn)
		all(t, &wg, "the callers")
	})
}

// TestCacheUnencodable: the error is that of the codec, and no lease stays.
func TestCacheUnencodable(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	rdb := client(t, s.Addr)
	o := redisrt.CacheOptions{TTL: time.Minute, LoadTimeout: 10 * time.Minute}
	c, err := redisrt.NewCache[chan int](rdb, o)
	must(t, err)
	defer c.Close()
	load := func(context.Context) (chan int, error) { return make(chan int), nil }
	var unsupported *json.UnsupportedTypeError
	must(t, rdb.Set(t.Context(), "other", 1, time.Minute).Err())
	_, err1 := c.Get(t.Context(), "p", load)
	err2 := c.Set(t.Context(), "p", make(chan int))
	_, err3 := c.WriteThrough(t.Context(), "p", load)
	for i, err := range []error{err1, err2, err3} {
		if !errors.As(err, &unsupported) || errors.Is(err, redisrt.ErrNotCached) {
			t.Errorf("%d: %v", i+1, err)
		}
	}
	if n := rdb.Exists(t.Context(), "p").Val(); n != 0 {
		t.Errorf("the key has %q", rdb.Get(t.Context(), "p").Val())
	}
}
