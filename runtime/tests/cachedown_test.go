package tests

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// told collects what OnError is told.
type told struct {
	mu   sync.Mutex
	errs []error
}

func (o *told) onError(_ context.Context, _ string, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.errs = append(o.errs, err)
}

func (o *told) has(f func(error) bool) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, err := range o.errs {
		if f(err) {
			return true
		}
	}
	return false
}

// says matches the text of an error.
func says(text string) func(error) bool {
	return func(err error) bool { return err != nil && strings.Contains(err.Error(), text) }
}

func anyError(err error) bool { return err != nil }

// disabled are ways in which Redis does not serve a cache. Each puts the server into
// that state for the key p, and returns how to end it.
var disabled = map[string]struct {
	error func(error) bool
	begin func(t *testing.T, s *servers.Server, p *faults.Proxy, direct *redis.Client) (end func())
}{
	"connection refused": {anyError, func(t *testing.T, s *servers.Server, p *faults.Proxy, direct *redis.Client) func() {
		gone := servers.Plain(t)
		gone.Stop()
		p.Switch(gone.Addr)
		return func() { p.Switch(s.Addr) }
	}},
	"no reply": {anyError, func(_ *testing.T, _ *servers.Server, p *faults.Proxy, _ *redis.Client) func() {
		p.Rule(func([]string) faults.Action { return faults.Swallow })
		return func() { p.Rule(nil) }
	}},
	"slow": {anyError, func(_ *testing.T, _ *servers.Server, p *faults.Proxy, _ *redis.Client) func() {
		p.Rule(func([]string) faults.Action { return faults.Delay(400 * time.Millisecond) })
		return func() { p.Rule(nil) }
	}},
	"full": {says("OOM"), func(t *testing.T, _ *servers.Server, _ *faults.Proxy, direct *redis.Client) func() {
		must(t, errors.Join(direct.ConfigSet(t.Context(), "maxmemory-policy", "noeviction").Err(), direct.ConfigSet(t.Context(), "maxmemory", "1").Err()))
		return func() { must(t, direct.ConfigSet(context.Background(), "maxmemory", "0").Err()) }
	}},
	"read only": {says("READONLY"), func(t *testing.T, _ *servers.Server, _ *faults.Proxy, direct *redis.Client) func() {
		master := servers.Plain(t)
		host, port, _ := strings.Cut(master.Addr, ":")
		must(t, direct.Do(t.Context(), "replicaof", host, port).Err())
		must(t, servers.Eventually(20*time.Second, func(ctx context.Context) error {
			if info := direct.Info(ctx, "replication").Val(); !strings.Contains(info, "master_link_status:up") {
				return errors.New(info)
			}
			return nil
		}))
		return func() { must(t, direct.Do(context.Background(), "replicaof", "no", "one").Err()) }
	}},
	"wrong type": {says("WRONGTYPE"), func(t *testing.T, _ *servers.Server, _ *faults.Proxy, direct *redis.Client) func() {
		for _, k := range names(20, "p%d") {
			must(t, direct.LPush(t.Context(), k, 1).Err())
		}
		return func() { must(t, direct.FlushAll(context.Background()).Err()) }
	}},
	"foreign string": {says("no redisrt.Cache has written"), func(t *testing.T, _ *servers.Server, _ *faults.Proxy, direct *redis.Client) func() {
		for i, k := range names(20, "p%d") {
			must(t, direct.Set(t.Context(), k, []string{"1", "1234", strings.Repeat("1x", 40), strings.Repeat("2", 80)}[i%4], 0).Err())
		}
		return func() { must(t, direct.FlushAll(context.Background()).Err()) }
	}},
}

// TestCacheRedisDisabled: values come from load, no more than DirectLoads at a time, one
// for a key; who has to wait too long is told that it is busy, and why. When Redis
// serves again, so does the cache.
func TestCacheRedisDisabled(t *testing.T) {
	for name, d := range disabled {
		for _, limited := range []bool{false, true} {
			if limited && name != "no reply" && name != "slow" {
				continue
			}
			t.Run(fmt.Sprintf("%s, RedisTimeout %v", name, limited), func(t *testing.T) {
				noLeak(t)
				s := servers.Plain(t)
				direct := client(t, s.Addr)
				p := faults.New(t, s.Addr)
				c := client(t, p.Addr, func(o *redis.Options) {
					o.ContextTimeoutEnabled = limited
					o.MaxRetries = -1
					if !limited {
						o.ReadTimeout = 100 * time.Millisecond
					}
				})
				var errs told
				o := redisrt.CacheOptions{DirectLoads: 3, Wait: 10 * time.Second, OnError: errs.onError}
				if limited {
					o.RedisTimeout = 100 * time.Millisecond
				}
				ca := cache(t, c, o)
				end := d.begin(t, s, p, direct)

				// 20 keys, 3 callers each.
				v := newVersions(t, 1)
				var atOnce, most atomic.Int64
				var perKey [20]atomic.Int64
				var wg sync.WaitGroup
				for i := range 60 {
					wg.Go(func() {
						key := i % 20
						got, err := ca.Get(t.Context(), fmt.Sprintf("p%d", key), func(ctx context.Context) (product, error) {
							if perKey[key].Add(1) > 1 {
								t.Error("two loads of a key at once")
							}
							defer perKey[key].Add(-1)
							raise(&most, atOnce.Add(1))
							defer atOnce.Add(-1)
							time.Sleep(5 * time.Millisecond)
							return v.load(ctx)
						})
						if err != nil || got.Price != 1 {
							t.Errorf("%v, %v", got, err)
						}
					})
				}
				all(t, &wg, "the readers")
				if most.Load() > 3 {
					t.Errorf("%d loads at once", most.Load())
				}
				if !errs.has(d.error) {
					t.Errorf("OnError was told %v", errs.errs)
				}

				end()
				must(t, servers.Eventually(20*time.Second, func(ctx context.Context) error {
					n := v.loads.Load()
					_, err := ca.Get(ctx, "p0", v.load)
					if err == nil && v.loads.Load() != n {
						err = errors.New("it was loaded")
					}
					return err
				}))
				if version, _ := cached(t, direct, "p0"); version != 1 {
					t.Errorf("in Redis there is %d", version)
				}
			})
		}
	}
}

// TestCacheDirectLoadsBusy: loads without Redis do not end. Who waits for one, of the
// same key or of another, is told so after Wait, with the error of Redis.
func TestCacheDirectLoadsBusy(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	p.Rule(func([]string) faults.Action { return faults.Swallow })
	rdb := client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1; o.ReadTimeout = 50 * time.Millisecond })
	c := cache(t, rdb, redisrt.CacheOptions{DirectLoads: 2, Wait: 200 * time.Millisecond})
	v := newVersions(t, 1)
	v.holds.Store(1)
	var wg sync.WaitGroup
	for _, key := range []string{"a", "b"} {
		wg.Go(func() {
			if p, err := c.Get(t.Context(), key, v.load); err != nil || p.Price != 1 {
				t.Errorf("%v, %v", p, err)
			}
		})
		wait(t, v.loading, "the load")
	}
	var busy sync.WaitGroup
	for _, key := range []string{"a", "b", "c", "d", "d"} {
		busy.Go(func() {
			_, err := c.Get(t.Context(), key, v.load)
			var timeout interface{ Timeout() bool }
			if !errors.Is(err, redisrt.ErrBusy) || !errors.As(err, &timeout) || !timeout.Timeout() {
				t.Errorf("%s: %v", key, err)
			}
		})
	}
	all(t, &busy, "who is busy")
	if n := v.loads.Load(); n != 2 {
		t.Errorf("%d loads", n)
	}
	v.letGo()
	all(t, &wg, "the loads")

	none := cache(t, rdb, redisrt.CacheOptions{DirectLoads: -1})
	if _, err := none.Get(t.Context(), "a", v.load); err == nil || errors.Is(err, redisrt.ErrBusy) {
		t.Errorf("without direct loads: %v", err)
	}
	if n := v.loads.Load(); n != 2 {
		t.Errorf("%d loads", n)
	}
}

// TestCacheFullBeforeStore: the server is full when the value is to be stored. The
// lease does not stay.
func TestCacheFullBeforeStore(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	var errs told
	c := cache(t, direct, redisrt.CacheOptions{OnError: errs.onError})
	v := newVersions(t, 1)
	v.holds.Store(1)
	var wg sync.WaitGroup
	wg.Go(func() { atLeast(t, "the loader", c, "p", v, 1) })
	wait(t, v.loading, "the load")
	must(t, errors.Join(direct.ConfigSet(t.Context(), "maxmemory", "1").Err()))
	v.letGo()
	all(t, &wg, "the load")
	if !errs.has(says("OOM")) {
		t.Errorf("OnError was told %v", errs.errs)
	}
	if _, lease := cached(t, direct, "p"); lease > 0 {
		t.Errorf("a lease stays for %v", lease)
	}
	must(t, c.Invalidate(t.Context(), "p")) // UNLINK is not refused
	must(t, direct.ConfigSet(t.Context(), "maxmemory", "0").Err())
	atLeast(t, "afterwards", c, "p", v, 1)
	if version, _ := cached(t, direct, "p"); version != 1 {
		t.Errorf("in Redis there is %d", version)
	}
}

// TestCacheLoading: a server that is reading its data set answers LOADING.
func TestCacheLoading(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	master, s := servers.Plain(t), servers.Plain(t)
	big := client(t, master.Addr)
	must(t, errors.Join(big.ConfigSet(ctx, "rdbcompression", "no").Err(), big.ConfigSet(ctx, "repl-diskless-sync-delay", "0").Err()))
	for _, k := range names(20, "big:%d") {
		must(t, big.Set(ctx, k, strings.Repeat("x", 1<<20), 0).Err()) // it answers every 2 MB
	}
	direct := client(t, s.Addr)
	must(t, direct.ConfigSet(ctx, "key-load-delay", "100000").Err()) // µs for a key
	var errs told
	c := cache(t, client(t, s.Addr, func(o *redis.Options) { o.MaxRetries = -1 }), redisrt.CacheOptions{OnError: errs.onError})
	host, port, _ := strings.Cut(master.Addr, ":")
	must(t, direct.Do(ctx, "replicaof", host, port).Err())
	v := newVersions(t, 1)
	must(t, servers.Eventually(20*time.Second, func(context.Context) error {
		atLeast(t, "while it loads", c, "p", v, 1)
		if !errs.has(says("LOADING")) {
			return errors.New("it is not loading yet")
		}
		return nil
	}))
	must(t, servers.Eventually(30*time.Second, func(ctx context.Context) error { return direct.Do(ctx, "replicaof", "no", "one").Err() }))
	must(t, servers.Eventually(30*time.Second, func(ctx context.Context) error {
		n := v.loads.Load()
		_, err := c.Get(ctx, "q", v.load)
		if err == nil && v.loads.Load() != n {
			err = errors.New("it was loaded")
		}
		return err
	}))
}
