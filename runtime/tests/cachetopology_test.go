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

// TestCacheClusterFaults: as TestCacheChangedDuringLoad, on a cluster.
func TestCacheClusterFaults(t *testing.T) {
	s := shared(t)
	direct := wholeCluster(t, s)
	tests := map[string]func(*testing.T){}
	for fault, action := range cacheFaults {
		for _, at := range []string{"get", "take", "store", "unlink"} {
			for _, after := range []bool{false, true} {
				if after && (at != "store" || fault == "cut before") {
					continue
				}
				key := fmt.Sprintf("%s %s, changed after the store %v", at, fault, after)
				tests[key] = func(t *testing.T) {
					impatient := func(o *redis.ClusterOptions) { o.ReadTimeout = 150 * time.Millisecond }
					loads, changes := proxyCluster(t, s, impatient), proxyCluster(t, s, impatient)
					loader, other := cache(t, loads, redisrt.CacheOptions{}), cache(t, changes, redisrt.CacheOptions{})
					rule := serialized(once(at, "", with(action)))
					for i := range s.Addrs {
						loads.proxies[i].Rule(rule)
						changes.proxies[i].Rule(rule) // unlink
					}
					v := newVersions(t, 1)
					var wg sync.WaitGroup
					if !after {
						v.holds.Store(1)
						wg.Go(func() { atLeast(t, "who came before", loader, key, v, 1) })
						wait(t, v.loading, "the load")
					} else {
						wg.Go(func() { atLeast(t, "who came before", loader, key, v, 1) })
						stored(t, direct, key, 1)
					}
					v.now.Store(2)
					persistently(t, func(ctx context.Context) error { return other.Invalidate(ctx, key) })
					for range 2 {
						wg.Go(func() { atLeast(t, "the loader's process", loader, key, v, 2) })
					}
					time.Sleep(10 * time.Millisecond)
					v.letGo()
					all(t, &wg, "the readers")
					loader.Close()
					atLeast(t, "another process", other, key, v, 2)
					if version, _ := cached(t, direct, key); version == 1 {
						t.Error("the key has version 1")
					}
				}
			}
		}
	}
	concurrently(t, tests)
}

// stored waits until a version is in Redis.
func stored(t *testing.T, direct redis.Cmdable, key string, version int) {
	t.Helper()
	must(t, servers.Eventually(20*time.Second, func(context.Context) error {
		if v, _ := cached(t, direct, key); v != version {
			return fmt.Errorf("version %d is cached", v)
		}
		return nil
	}))
}

// TestCacheMovedSlot: the slot moves while a value is loaded. The lease moves with it,
// so that the value is kept, unless it was invalidated before or after the move.
func TestCacheMovedSlot(t *testing.T) {
	s := shared(t)
	c := wholeCluster(t, s)
	from, to := s.Addrs[0], s.Addrs[1]
	tag, slot, err := s.Tag(t.Context(), from)
	must(t, err)
	for _, invalidated := range []string{"never", "before", "between", "after"} {
		for _, begun := range []string{"before the load", "while loading"} {
			t.Run(invalidated+", move begun "+begun, func(t *testing.T) {
				ctx := t.Context()
				key := tag + invalidated + begun
				loader, other := cache(t, c, redisrt.CacheOptions{}), cache(t, clusterClient(t, s), redisrt.CacheOptions{})
				v := newVersions(t, 1)
				v.holds.Store(1)
				want := 1
				invalidate := func(when string) {
					if invalidated == when {
						want = 2
						v.now.Store(2)
						must(t, other.Invalidate(ctx, key))
					}
				}
				// With one key that stays, the slot is in between.
				must(t, c.Set(ctx, tag+"stays", 1, time.Minute).Err())
				if begun == "before the load" {
					must(t, s.Begin(ctx, slot, from, to, 0))
				}
				var wg sync.WaitGroup
				wg.Go(func() { atLeast(t, "who came before", loader, key, v, 1) })
				wait(t, v.loading, "the load")
				invalidate("before")
				if begun == "while loading" {
					must(t, s.Begin(ctx, slot, from, to, 1))
				}
				invalidate("between")
				must(t, s.Finish(ctx, slot, from, to))
				invalidate("after")
				v.letGo()
				all(t, &wg, "the load")
				n := v.loads.Load()
				atLeast(t, "afterwards", other, key, v, want)
				if invalidated == "never" && v.loads.Load() != n {
					t.Error("the value was not kept")
				}
				stored(t, c, key, want)
				must(t, errors.Join(s.Migrate(ctx, slot, to, from), s.Settle()))
				atLeast(t, "after the way back", loader, key, v, want)
			})
		}
	}
}

// TestCacheRing: an invalidation while a shard is down is an error. What another shard
// has kept for one that was down comes back when that is down again, as documented.
func TestCacheRing(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	var proxies []*faults.Proxy
	var backends []*servers.Server
	var addrs []string
	for range 2 {
		s := servers.Plain(t)
		p := faults.New(t, s.Addr)
		backends, proxies, addrs = append(backends, s), append(proxies, p), append(addrs, p.Addr)
	}
	gone := servers.Plain(t)
	gone.Stop()
	ring := newRing(t, addrs...)
	c := cache(t, ring, redisrt.CacheOptions{})
	v := newVersions(t, 1)
	atLeast(t, "first", c, "p", v, 1)
	home := 0
	if n := client(t, backends[1].Addr).Exists(ctx, "p").Val(); n == 1 {
		home = 1
	}
	stop := func() { proxies[home].Switch(gone.Addr); down(t, ring, 1) }
	goOn := func() { proxies[home].Switch(backends[home].Addr); down(t, ring, 2) }
	get := func(want int) {
		t.Helper()
		must(t, servers.Eventually(20*time.Second, func(ctx context.Context) error {
			p, err := c.Get(ctx, "p", v.load)
			if err == nil && p.Price != want {
				t.Errorf("version %d, want %d", p.Price, want)
			}
			return err
		}))
	}

	stop()
	v.now.Store(2)
	if err := c.Invalidate(ctx, "p"); !errors.Is(err, redisrt.ErrIncomplete) {
		t.Errorf("Invalidate while a shard is down: %v", err)
	}
	get(2) // by the other shard
	goOn()
	get(1) // Invalidate has said so
	must(t, c.Invalidate(ctx, "p"))
	get(2)
	v.now.Store(3)
	must(t, c.Invalidate(ctx, "p"))
	get(3)
	stop()
	get(2) // from the other shard
	goOn()
	get(3)
}

// TestCacheFailover: what an invalidation and a lease are worth when the master dies.
func TestCacheFailover(t *testing.T) {
	options := redisrt.CacheOptions{LoadTimeout: time.Minute, TTL: time.Minute}
	connect := func(t *testing.T, s *servers.SentinelSet) (*redisrt.Cache[product], *redisrt.Cache[product], *redis.Client) {
		c := redis.NewFailoverClient(&redis.FailoverOptions{MasterName: s.Name, SentinelAddrs: s.Addrs, MaxRetries: 10})
		t.Cleanup(func() { c.Close() })
		return cache(t, c, options), cache(t, c, options), c
	}
	t.Run("the replica has the invalidation", func(t *testing.T) {
		noLeak(t)
		s := servers.Sentinel(t)
		c, other, rdb := connect(t, s)
		v := newVersions(t, 1)
		atLeast(t, "first", c, "p", v, 1)
		v.now.Store(2)
		must(t, errors.Join(other.Invalidate(t.Context(), "p"), rdb.Wait(t.Context(), 1, 0).Err()))
		must(t, s.Kill())
		atLeast(t, "afterwards", c, "p", v, 2)
		stored(t, client(t, s.Master()), "p", 2)
	})
	t.Run("the invalidation is lost", func(t *testing.T) {
		noLeak(t)
		s := servers.Sentinel(t)
		c, other, rdb := connect(t, s)
		v := newVersions(t, 1)
		atLeast(t, "first", c, "p", v, 1)
		must(t, errors.Join(rdb.Wait(t.Context(), 1, 0).Err(), s.Isolate(t.Context())))
		v.now.Store(2)
		must(t, other.Invalidate(t.Context(), "p"))
		atLeast(t, "before the fail-over", c, "p", v, 2)
		must(t, s.Lose())
		direct := client(t, s.Master())
		if version, _ := cached(t, direct, "p"); version != 1 { // documented
			t.Errorf("version %d came back", version)
		}
		if ttl := direct.PTTL(t.Context(), "p").Val(); ttl <= 0 || ttl > 67*time.Second {
			t.Errorf("its TTL is %v", ttl)
		}
		must(t, servers.Eventually(20*time.Second, func(ctx context.Context) error { return other.Invalidate(ctx, "p") }))
		atLeast(t, "after another Invalidate", c, "p", v, 2)
	})
	for _, replicated := range []bool{false, true} {
		t.Run(fmt.Sprintf("during a load, the replica has the lease %v", replicated), func(t *testing.T) {
			noLeak(t)
			s := servers.Sentinel(t)
			c, other, rdb := connect(t, s)
			v := newVersions(t, 1)
			v.holds.Store(1)
			if !replicated {
				must(t, s.Isolate(t.Context()))
			}
			var wg sync.WaitGroup
			wg.Go(func() { atLeast(t, "who came before", c, "p", v, 1) })
			wait(t, v.loading, "the load")
			if replicated {
				must(t, errors.Join(rdb.Wait(t.Context(), 1, 0).Err(), s.Kill()))
			} else {
				must(t, s.Lose())
			}
			v.letGo()
			all(t, &wg, "the load")
			direct := client(t, s.Master())
			want := map[bool]int{true: 1}[replicated]
			if version, lease := cached(t, direct, "p"); version != want || lease > 0 {
				t.Errorf("version %d is cached, lease %v; want version %d", version, lease, want)
			}
			v.now.Store(2)
			must(t, servers.Eventually(20*time.Second, func(ctx context.Context) error { return other.Invalidate(ctx, "p") }))
			atLeast(t, "afterwards", other, "p", v, 2)
		})
	}
}
