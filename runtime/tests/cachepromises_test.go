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

// TestCacheCommands: those that the documentation names.
func TestCacheCommands(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	direct, rdb := client(t, s.Addr), client(t, p.Addr)
	warm(t, direct)
	c := cache(t, rdb, redisrt.CacheOptions{})
	ctx, v := t.Context(), newVersions(t, 1)
	get := func() error { _, err := c.Get(ctx, "p", v.load); return err }
	for _, test := range []struct {
		name  string
		do    func() error
		sends map[string]int
	}{
		{"miss", get, map[string]int{"get": 1, "evalsha": 2}},
		{"hit", get, map[string]int{"get": 1}},
		{"Invalidate", func() error { return c.Invalidate(ctx, "p", "q") }, map[string]int{"unlink": 1}},
		{"Invalidate nothing", func() error { return c.Invalidate(ctx) }, nil},
		{"Set", func() error { return c.Set(ctx, "p", product{}) }, map[string]int{"evalsha": 1}},
		{"WriteThrough", func() error {
			_, err := c.WriteThrough(ctx, "p", func(context.Context) (product, error) { return product{}, nil })
			return err
		}, map[string]int{"evalsha": 2}},
		{"miss without scripts", func() error {
			return errors.Join(direct.FlushAll(ctx).Err(), direct.ScriptFlush(ctx).Err(), get())
		}, map[string]int{"get": 1, "evalsha": 2, "eval": 2}},
	} {
		before := map[string]int{}
		names := []string{"get", "evalsha", "eval", "unlink", "del", "set"}
		for _, name := range names {
			before[name] = p.Count(name)
		}
		must(t, test.do())
		for _, name := range names {
			if n := p.Count(name) - before[name]; n != test.sends[name] {
				t.Errorf("%s: %d times %s, want %d", test.name, n, name, test.sends[name])
			}
		}
	}
}

// TestCacheSharesNothing: the callers that one load serves may change what they get.
func TestCacheSharesNothing(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr)
	c, err := redisrt.NewCache[map[string]int](rdb, redisrt.CacheOptions{TTL: time.Minute})
	must(t, err)
	defer c.Close()
	loading, goOn := make(chan struct{}), make(chan struct{})
	load := func(context.Context) (map[string]int, error) {
		close(loading)
		<-goOn
		return map[string]int{"n": 1}, nil
	}
	var wg sync.WaitGroup
	get := func() {
		m, err := c.Get(t.Context(), "p", load)
		if err != nil || m["n"] != 1 {
			t.Errorf("%v, %v", m, err)
			return
		}
		m["n"]++
	}
	wg.Go(get)
	wait(t, loading, "the load")
	for range 10 {
		wg.Go(get)
	}
	close(goOn)
	all(t, &wg, "the callers")
}

// TestCacheLoadContext: the load has the values of the caller's context, not its end,
// and ends with LoadTimeout.
func TestCacheLoadContext(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr)
	c := cache(t, rdb, redisrt.CacheOptions{LoadTimeout: 100 * time.Millisecond})
	type key struct{}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
	defer cancel()
	_, err := c.Get(ctx, "p", func(ctx context.Context) (product, error) {
		if ctx.Value(key{}) != "value" {
			t.Error("no value")
		}
		<-ctx.Done()
		return product{}, fmt.Errorf("ended: %w", ctx.Err())
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
}

// TestCacheEarlyRefresh: while one process loads the value anew, all get it at once, and
// nobody else loads it.
func TestCacheEarlyRefresh(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr)
	o := redisrt.CacheOptions{Beta: 1e6}
	must(t, cache(t, rdb, o).Set(t.Context(), "p", product{Price: 1}))
	must(t, rdb.SetRange(t.Context(), "p", 15, "0100000000").Err())
	v := newVersions(t, 2)
	v.holds.Store(2)
	for range 5 {
		c := cache(t, rdb, o)
		for range 5 {
			if p, err := c.Get(t.Context(), "p", v.load); err != nil || p.Price != 1 {
				t.Errorf("%v, %v", p, err)
			}
		}
	}
	wait(t, v.loading, "the load")
	if n := v.loads.Load(); n != 1 {
		t.Errorf("%d loads", n)
	}
	v.letGo()
	stored(t, rdb, "p", 2)
}

// TestCacheRedisTimeout: it limits each command, also where the client would wait longer
// and try again.
func TestCacheRedisTimeout(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	c := cache(t, client(t, p.Addr, func(o *redis.Options) {
		o.ContextTimeoutEnabled = true
		o.ReadTimeout = time.Minute
	}), redisrt.CacheOptions{RedisTimeout: 100 * time.Millisecond})
	p.Rule(func([]string) faults.Action { return faults.Swallow })
	v := newVersions(t, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ctx := context.Background()
		_, errWrite := c.WriteThrough(ctx, "p", v.load)
		for i, err := range []error{c.Invalidate(ctx, "p"), c.Set(ctx, "p", product{}), errWrite} {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%d: %v", i, err)
			}
		}
		if p, err := c.Get(ctx, "p", v.load); err != nil || p.Price != 1 {
			t.Errorf("%v, %v", p, err)
		}
	}()
	wait(t, done, "the commands")
	p.Rule(nil)
}
