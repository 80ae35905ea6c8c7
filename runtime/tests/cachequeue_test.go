package tests

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestCacheDirectLoadIsShared: without Redis, all who call while a key is being loaded get
// the value of the next load, which begins when that one has ended.
func TestCacheDirectLoadIsShared(t *testing.T) {
	noLeak(t)
	c := cache(t, client(t, servers.Plain(t).Addr, wrongPassword), redisrt.CacheOptions{Wait: 20 * time.Second})
	v := newVersions(t, 1)
	v.holds.Store(1)
	var wg sync.WaitGroup
	get := func(version int) {
		if p, err := c.Get(t.Context(), "p", v.load); err != nil || p.Price != version {
			t.Errorf("%v, %v; want version %d", p, err, version)
		}
	}
	wg.Go(func() { get(1) })
	wait(t, v.loading, "the first load")
	v.now.Store(2)
	for range 200 {
		wg.Go(func() { get(2) })
	}
	time.Sleep(300 * time.Millisecond) // they wait
	v.letGo()
	all(t, &wg, "the callers")
	if n := v.loads.Load(); n > 3 {
		t.Errorf("%d loads", n)
	}
}

// TestCacheDirectLoadsInTurn: a load that ignores its context keeps its place. Who gives up
// leaves the queue as it was.
func TestCacheDirectLoadsInTurn(t *testing.T) {
	noLeak(t)
	c := cache(t, client(t, servers.Plain(t).Addr, wrongPassword), redisrt.CacheOptions{Wait: 50 * time.Millisecond})
	v := newVersions(t, 1)
	v.holds.Store(1)
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = c.Get(t.Context(), "p", v.load) })
	wait(t, v.loading, "the first load")
	for range 3 {
		var busy sync.WaitGroup
		for range 10 {
			busy.Go(func() {
				if _, err := c.Get(t.Context(), "p", v.load); !isBusy(err) || !says("NOAUTH")(err) && !says("WRONGPASS")(err) {
					t.Errorf("the error is %v", err)
				}
			})
		}
		all(t, &busy, "who is busy")
	}
	if n := v.loads.Load(); n != 1 {
		t.Errorf("%d loads", n)
	}
	v.now.Store(2)
	v.letGo()
	all(t, &wg, "the load")
	atLeast(t, "afterwards", c, "p", v, 2)
}

// TestCacheDirectLoadAfterWait: Redis has taken longer than Wait to fail. Who finds a place
// free loads all the same.
func TestCacheDirectLoadAfterWait(t *testing.T) {
	noLeak(t)
	p := faults.New(t, servers.Plain(t).Addr)
	p.Rule(func(args []string) faults.Action {
		if step(args) == "take" {
			return faults.Swallow
		}
		return faults.Pass
	})
	rdb := client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1; o.ReadTimeout = 50 * time.Millisecond })
	c := cache(t, rdb, redisrt.CacheOptions{Wait: time.Millisecond})
	v := newVersions(t, 1)
	for i := range 20 {
		if _, err := c.Get(t.Context(), fmt.Sprint("p", i), v.load); err != nil {
			t.Error(err)
		}
	}
}
