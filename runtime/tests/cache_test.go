package tests

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// product is what the tests of the cache keep.
type product struct {
	ID    string
	Price int
}

// cache returns a cache that is closed when the test ends.
func cache(t testing.TB, c redisrt.CacheClient, o redisrt.CacheOptions) *redisrt.Cache[product] {
	t.Helper()
	if o.TTL == 0 {
		o.TTL = time.Minute
	}
	cache, err := redisrt.NewCache[product](c, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cache.Close)
	return cache
}

// source is a store that counts.
type source struct {
	price, loads atomic.Int64
	atOnce, most atomic.Int64
	takes        time.Duration
}

func (s *source) load(ctx context.Context) (product, error) {
	price := s.price.Load()
	s.loads.Add(1)
	now := s.atOnce.Add(1)
	defer s.atOnce.Add(-1)
	for most := s.most.Load(); now > most && !s.most.CompareAndSwap(most, now); most = s.most.Load() {
	}
	select {
	case <-time.After(s.takes):
		return product{ID: "p", Price: int(price)}, nil
	case <-ctx.Done():
		return product{}, ctx.Err()
	}
}

func TestCacheHitAndMiss(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Any(t))
	c := cache(t, rdb, redisrt.CacheOptions{})
	var s source
	for i := range 3 {
		s.price.Store(int64(i))
		p, err := c.Get(t.Context(), "p", s.load)
		if err != nil || p != (product{ID: "p"}) {
			t.Errorf("%v, %v", p, err)
		}
	}
	if n := s.loads.Load(); n != 1 {
		t.Errorf("%d loads", n)
	}
	if ttl := rdb.PTTL(t.Context(), "p").Val(); ttl < 53*time.Second || ttl > 67*time.Second {
		t.Errorf("the TTL is %v", ttl)
	}
	s.price.Store(7)
	if err := c.Invalidate(t.Context(), "p", "q"); err != nil {
		t.Error(err)
	}
	if p, err := c.Get(t.Context(), "p", s.load); p.Price != 7 || err != nil {
		t.Errorf("%v, %v after Invalidate", p, err)
	}
}

// TestCacheStampede: 200 readers meet an expired key again and again, without early loads
// all of them. No two load at a time, and no value is loaded twice: each is fresh for
// 0.9 TTL at least. Package measure counts loads per expiry.
func TestCacheStampede(t *testing.T) {
	for _, form := range []struct {
		name   string
		caches int
		beta   float64
	}{
		{"200 processes", 200, -1},
		{"8 processes of 25", 8, -1},
		{"200 processes, early loads", 200, 0},
	} {
		t.Run(form.name, func(t *testing.T) {
			noLeak(t)
			rdb := client(t, servers.Any(t))
			s := source{takes: 20 * time.Millisecond}
			const readers, expiries, ttl = 200, 10, 200 * time.Millisecond
			var wg sync.WaitGroup
			start := time.Now()
			end := start.Add(expiries * ttl)
			caches := make([]*redisrt.Cache[product], form.caches)
			for i := range caches {
				caches[i] = cache(t, rdb, redisrt.CacheOptions{TTL: ttl, Beta: form.beta})
			}
			for i := range readers {
				wg.Go(func() {
					for time.Now().Before(end) {
						if _, err := caches[i%form.caches].Get(t.Context(), "p", s.load); err != nil {
							t.Error(err)
							return
						}
						time.Sleep(5 * time.Millisecond)
					}
				})
			}
			wg.Wait()
			if n, most := s.loads.Load(), int64(time.Since(start)/(ttl*9/10))+1; form.beta < 0 && n > most {
				t.Errorf("%d loads in %v, not at most %d", n, time.Since(start), most)
			}
			if s.most.Load() != 1 {
				t.Errorf("%d loads at once", s.most.Load())
			}
		})
	}
}

// TestCacheInvalidatedDuringLoad: what was loaded before an invalidation is not kept
// after it, nor given to those who came after it.
func TestCacheInvalidatedDuringLoad(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Any(t))
	loader, other := cache(t, rdb, redisrt.CacheOptions{}), cache(t, rdb, redisrt.CacheOptions{})
	loading, goOn := make(chan bool), make(chan bool)
	var price atomic.Int64
	load := func(context.Context) (product, error) {
		p := product{Price: int(price.Load())}
		if p.Price == 0 {
			loading <- true
			<-goOn
		}
		return p, nil
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if p, err := loader.Get(t.Context(), "p", load); p.Price != 0 || err != nil {
			t.Errorf("who came before: %v, %v", p, err)
		}
	})
	<-loading
	price.Store(1)
	if err := other.Invalidate(t.Context(), "p"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*redisrt.Cache[product]{loader, other} {
		wg.Go(func() {
			if p, err := c.Get(t.Context(), "p", load); p.Price != 1 || err != nil {
				t.Errorf("who came after: %v, %v", p, err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond) // they wait, or have loaded
	close(goOn)
	wg.Wait()
	if p, err := other.Get(t.Context(), "p", load); p.Price != 1 || err != nil {
		t.Errorf("afterwards: %v, %v", p, err)
	}
}
