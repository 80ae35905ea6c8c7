package tests

import (
	"context"
	"fmt"
	"slices"
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

var cacheFaults = map[string]faults.Action{
	"cut before": faults.CutBefore,
	"cut after":  faults.CutAfter,
	"reply lost": faults.Swallow,
	"reply late": faults.Delay(300 * time.Millisecond),
}

// changers put version 2 into the store, and tell the cache.
var changers = map[string]func(ctx context.Context, c *redisrt.Cache[product], key string, v *versions) error{
	"Invalidate": func(ctx context.Context, c *redisrt.Cache[product], key string, v *versions) error {
		v.now.Store(2)
		return c.Invalidate(ctx, key)
	},
	"Set": func(ctx context.Context, c *redisrt.Cache[product], key string, v *versions) error {
		v.now.Store(2)
		return c.Set(ctx, key, product{Price: 2})
	},
	"WriteThrough": func(ctx context.Context, c *redisrt.Cache[product], key string, v *versions) error {
		_, err := c.WriteThrough(ctx, key, func(context.Context) (product, error) {
			v.now.Store(2)
			return product{Price: 2}, nil
		})
		return err
	},
}

// situations are those in which a Get begins to load: options, and what the key has.
var situations = map[string]struct {
	options redisrt.CacheOptions
	before  func(t *testing.T, direct redis.Cmdable, c *redisrt.Cache[product], key string)
}{
	"miss": {redisrt.CacheOptions{}, func(*testing.T, redis.Cmdable, *redisrt.Cache[product], string) {}},
	"early refresh": {redisrt.CacheOptions{Beta: 1e6}, func(t *testing.T, direct redis.Cmdable, c *redisrt.Cache[product], key string) {
		must(t, c.Set(t.Context(), key, product{Price: 1}))
		must(t, direct.SetRange(t.Context(), key, 15, "0100000000").Err()) // its load took 100 s
	}},
	"stale": {redisrt.CacheOptions{TTL: 20 * time.Millisecond, StaleFor: time.Minute, Wait: 50 * time.Millisecond}, func(t *testing.T, _ redis.Cmdable, c *redisrt.Cache[product], key string) {
		must(t, c.Set(t.Context(), key, product{Price: 1}))
		time.Sleep(40 * time.Millisecond)
	}},
}

// TestCacheChangedDuringLoad: the value changes while version 1 is being loaded, with a
// fault at one command of the load or of the change. Whoever calls Get when the change
// has been made gets version 2, and the key never has version 1 again.
func TestCacheChangedDuringLoad(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	tests := map[string]func(*testing.T){}
	var faulty atomic.Int64
	for situation, in := range situations {
		for changer, change := range changers {
			for _, retries := range []int{-1, 3} {
				for fault, action := range cacheFaults {
					for _, at := range []string{"get", "take evalsha", "take eval", "store evalsha", "store eval", "change"} {
						if situation != "miss" && (retries == -1 || changer != "Invalidate") {
							continue // to keep it short
						}
						name := fmt.Sprintf("%s, %s, %d retries, %s %s", situation, changer, retries, at, fault)
						tests[name] = func(t *testing.T) {
							in.before(t, direct, cache(t, client(t, s.Addr), in.options), name)
							changedDuringLoad(t, s.Addr, direct, name, in.options, change, retries, at, func([]string) faults.Action {
								faulty.Add(1)
								return action
							})
						}
					}
				}
			}
		}
	}
	concurrently(t, tests)
	if n := int(faulty.Load()); n < len(tests)*9/10 { // the server may know a script from another test
		t.Errorf("%d faults in %d tests", n, len(tests))
	}
}

func changedDuringLoad(t *testing.T, addr string, direct redis.Cmdable, key string, o redisrt.CacheOptions,
	change func(context.Context, *redisrt.Cache[product], string, *versions) error, retries int, at string, fault func([]string) faults.Action) {
	loads, changes := faults.New(t, addr), faults.New(t, addr)
	of := func(p *faults.Proxy) *redisrt.Cache[product] {
		return cache(t, client(t, p.Addr, impatient, func(o *redis.Options) { o.MaxRetries = retries }), o)
	}
	loader, other := of(loads), of(changes)
	v := newVersions(t, 1)
	v.holds.Store(1)
	if at == "change" {
		changes.Rule(once2([]string{"unlink", "store", "begin"}, fault))
	} else {
		name, how, _ := strings.Cut(at, " ")
		loads.Rule(forgetful(direct, how, once(name, how, fault)))
	}

	var wg sync.WaitGroup
	wg.Go(func() {
		if p, err := loader.Get(t.Context(), key, v.load); err != nil || p.Price == 0 {
			t.Errorf("who came before: %v, %v", p, err)
		}
	})
	wait(t, v.loading, "the load")
	persistently(t, func(ctx context.Context) error { return change(ctx, other, key, v) })
	for range 2 {
		wg.Go(func() { atLeast(t, "the loader's process", loader, key, v, 2) })
		wg.Go(func() { atLeast(t, "another process", other, key, v, 2) })
	}
	time.Sleep(10 * time.Millisecond) // some have joined the load
	v.letGo()
	all(t, &wg, "the readers")
	loader.Close()
	other.Close()
	if version, _ := cached(t, direct, key); version == 1 {
		t.Error("the key has version 1")
	}
	atLeast(t, "afterwards", cache(t, direct.(*redis.Client), o), key, v, 2)
}

// forgetful lets the server forget its scripts where EVAL is wanted.
func forgetful(direct redis.Cmdable, how string, r faults.Rule) faults.Rule {
	return func(args []string) faults.Action {
		if how == "eval" && strings.EqualFold(args[0], "evalsha") {
			_ = direct.ScriptFlush(context.Background()).Err()
		}
		return r(args)
	}
}

// once2 is once for the first that is one of the steps.
func once2(names []string, f func([]string) faults.Action) faults.Rule {
	var done atomic.Bool
	return func(args []string) faults.Action {
		if slices.Contains(names, step(args)) && done.CompareAndSwap(false, true) {
			return f(args)
		}
		return faults.Pass
	}
}

// TestCacheChangedAfterStore: the value changes when the server has stored version 1,
// but the loader does not know yet.
func TestCacheChangedAfterStore(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	tests := map[string]func(*testing.T){}
	for changer, change := range changers {
		for fault, action := range cacheFaults {
			if fault == "cut before" {
				continue // nothing is stored
			}
			key := changer + ", " + fault
			tests[key] = func(t *testing.T) {
				p := faults.New(t, s.Addr)
				loader := cache(t, client(t, p.Addr, func(o *redis.Options) { o.ReadTimeout = 500 * time.Millisecond }), redisrt.CacheOptions{})
				other := cache(t, direct, redisrt.CacheOptions{})
				p.Rule(once("store", "", with(action)))
				v := newVersions(t, 1)
				var wg sync.WaitGroup
				wg.Go(func() { atLeast(t, "who came before", loader, key, v, 1) })
				persistently(t, func(context.Context) error {
					if version, _ := cached(t, direct, key); version != 1 {
						return fmt.Errorf("version %d", version)
					}
					return nil
				})
				must(t, change(t.Context(), other, key, v))
				for range 3 {
					wg.Go(func() { atLeast(t, "the loader's process", loader, key, v, 2) })
				}
				all(t, &wg, "the readers")
				loader.Close()
				if version, _ := cached(t, direct, key); version == 1 {
					t.Error("the key has version 1")
				}
			}
		}
	}
	concurrently(t, tests)
}

// TestCacheLateCopy: a command does not reach the server, go-redis sends it again, and
// the network delivers the first after all, when the load has been voided.
func TestCacheLateCopy(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	warm(t, direct)
	for _, late := range []string{"take", "store"} {
		t.Run(late, func(t *testing.T) {
			p := faults.New(t, s.Addr)
			loader, other := cache(t, client(t, p.Addr), redisrt.CacheOptions{}), cache(t, direct, redisrt.CacheOptions{})
			v := newVersions(t, 1)
			v.holds.Store(1)
			var first []any
			p.Rule(once(late, "evalsha", func(args []string) faults.Action {
				for _, a := range args {
					first = append(first, a)
				}
				return faults.CutBefore
			}))
			var wg sync.WaitGroup
			wg.Go(func() { atLeast(t, "who came before", loader, late, v, 1) })
			wait(t, v.loading, "the load")
			deliver := func() {
				if err := direct.Do(t.Context(), first...).Err(); err != nil {
					t.Errorf("the late copy: %v", err)
				}
			}
			if late == "store" {
				v.letGo()
				all(t, &wg, "the load")
			}
			v.now.Store(2)
			must(t, other.Invalidate(t.Context(), late))
			deliver()
			v.letGo()
			all(t, &wg, "the load")
			loader.Close()
			if version, _ := cached(t, direct, late); version == 1 {
				t.Error("the key has version 1")
			}
			must(t, direct.PExpire(t.Context(), late, time.Millisecond).Err()) // the lease that nobody knows
			persistently(t, func(ctx context.Context) error { _, err := other.Get(ctx, late, v.load); return err })
			atLeast(t, "afterwards", other, late, v, 2)
		})
	}
}
