package tests

import (
	"context"
	"errors"
	"testing"
	"time"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

func hotCache(t testing.TB, c *redisrt.Cache[product], o redisrt.HotCacheOptions) *redisrt.HotCache[product] {
	t.Helper()
	hot, err := redisrt.NewHotCache(c, o)
	if err != nil {
		t.Fatal(err)
	}
	return hot
}

func price(t testing.TB, c interface {
	Get(context.Context, string, func(context.Context) (product, error)) (product, error)
}, s *source) int {
	t.Helper()
	p, err := c.Get(t.Context(), "p", s.load)
	if err != nil {
		t.Error(err)
	}
	return p.Price
}

// TestHotCache: a hit sends nothing; what this process changes is seen at once in it, and
// after TTL in others.
func TestHotCache(t *testing.T) {
	noLeak(t)
	p := faults.New(t, servers.Plain(t).Addr)
	c := cache(t, client(t, p.Addr), redisrt.CacheOptions{})
	const ttl = 200 * time.Millisecond
	here := hotCache(t, c, redisrt.HotCacheOptions{TTL: time.Minute})
	there := hotCache(t, cache(t, client(t, p.Addr), redisrt.CacheOptions{}), redisrt.HotCacheOptions{TTL: ttl})
	var s source
	price(t, here, &s)
	price(t, there, &s)
	before := p.Count("get")
	for range 100 {
		price(t, here, &s)
	}
	if n := p.Count("get") - before; n != 0 || s.loads.Load() != 1 {
		t.Errorf("%d GETs, %d loads for 100 hits", n, s.loads.Load())
	}

	changes := []struct {
		name   string
		change func() error
	}{
		{"Invalidate", func() error { return here.Invalidate(t.Context(), "q", "p") }},
		{"Set", func() error { return here.Set(t.Context(), "p", product{Price: int(s.price.Load())}) }},
		{"WriteThrough", func() error {
			_, err := here.WriteThrough(t.Context(), "p", s.load)
			return err
		}},
	}
	for _, change := range changes {
		was := price(t, there, &s)
		now := int(s.price.Add(1))
		start := time.Now()
		if err := change.change(); err != nil {
			t.Fatal(err)
		}
		if got := price(t, here, &s); got != now {
			t.Errorf("after %s, %d in the same process, not %d", change.name, got, now)
		}
		for got := was; got != now; got = price(t, there, &s) {
			if got != was {
				t.Errorf("after %s, %d in another process, not %d or %d", change.name, got, was, now)
			}
			if since := time.Since(start); since > 10*time.Second {
				t.Fatalf("after %s, another process still has %d for %v", change.name, got, since)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// TestHotCacheCountsFromTheQuestion: what took longer than TTL to get is not kept, as it may
// have changed TTL ago.
func TestHotCacheCountsFromTheQuestion(t *testing.T) {
	noLeak(t)
	c := cache(t, client(t, servers.Plain(t).Addr), redisrt.CacheOptions{})
	hot := hotCache(t, c, redisrt.HotCacheOptions{TTL: 100 * time.Millisecond})
	s := source{takes: 150 * time.Millisecond}
	price(t, hot, &s)
	s.price.Add(1)
	must(t, c.Invalidate(t.Context(), "p")) // as another process does
	if got, want := price(t, hot, &s), int(s.price.Load()); got != want {
		t.Errorf("the price is %d, not %d", got, want)
	}
}

// TestHotCacheInvalidatedDuringRead: the value that GET had brought is not kept.
func TestHotCacheInvalidatedDuringRead(t *testing.T) {
	noLeak(t)
	p := faults.New(t, servers.Plain(t).Addr)
	hot := hotCache(t, cache(t, client(t, p.Addr), redisrt.CacheOptions{}), redisrt.HotCacheOptions{TTL: time.Minute})
	other := cache(t, client(t, p.Addr), redisrt.CacheOptions{})
	var s source
	price(t, other, &s)

	asked, done := make(chan bool), make(chan bool)
	get := faults.Nth("get", 1, faults.Delay(300*time.Millisecond))
	p.Rule(func(args []string) faults.Action {
		a := get(args)
		if a != faults.Pass {
			close(asked)
		}
		return a
	})
	go func() {
		defer close(done)
		price(t, hot, &s)
	}()
	<-asked
	time.Sleep(50 * time.Millisecond) // Redis has answered, the reply is held back
	s.price.Store(1)
	if err := hot.Invalidate(t.Context(), "p"); err != nil {
		t.Error(err)
	}
	<-done
	if got := price(t, hot, &s); got != 1 {
		t.Errorf("the price is %d", got)
	}
}

// TestHotCacheWhileRedisIsDown: what it has it returns, for TTL.
func TestHotCacheWhileRedisIsDown(t *testing.T) {
	noLeak(t)
	server := servers.Plain(t)
	c := cache(t, client(t, server.Addr), redisrt.CacheOptions{})
	hot := hotCache(t, c, redisrt.HotCacheOptions{TTL: time.Minute})
	var s source
	price(t, hot, &s)
	server.Stop()
	s.price.Store(1)
	if got := price(t, hot, &s); got != 0 || s.loads.Load() != 1 {
		t.Errorf("%d after %d loads", got, s.loads.Load())
	}
	if err := hot.Invalidate(t.Context(), "p"); err == nil {
		t.Error("an invalidation that Redis did not get has no error")
	}
	if got := price(t, hot, &s); got != 1 {
		t.Errorf("%d after the invalidation", got)
	}
}

func TestHotCacheNotFound(t *testing.T) {
	noLeak(t)
	hot := hotCache(t, cache(t, client(t, servers.Any(t)), redisrt.CacheOptions{}), redisrt.HotCacheOptions{TTL: time.Minute})
	loads := 0
	for range 2 {
		_, err := hot.Get(t.Context(), "p", func(context.Context) (product, error) {
			loads++
			return product{}, redisrt.ErrNotFound
		})
		if !errors.Is(err, redisrt.ErrNotFound) {
			t.Error(err)
		}
	}
	if loads != 2 {
		t.Errorf("%d loads", loads)
	}
}

func TestHotCacheOptions(t *testing.T) {
	c := cache(t, client(t, servers.Any(t)), redisrt.CacheOptions{})
	for _, o := range []redisrt.HotCacheOptions{{}, {TTL: -1}, {TTL: 1, Size: -1}} {
		if _, err := redisrt.NewHotCache(c, o); err == nil {
			t.Errorf("no error for %+v", o)
		}
	}
	if _, err := redisrt.NewHotCache[product](nil, redisrt.HotCacheOptions{TTL: 1}); err == nil {
		t.Error("no error without a cache")
	}
}
