package tests

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// record is one row of a store: its version, and the highest that a writer has told
// the cache of, without an error.
type record struct {
	key          string
	now, told    atomic.Int64
	oneWriter    sync.Mutex // for Set, which suits one writer at a time
	gets, errors atomic.Int64
}

// gone tells which versions say that there is no value.
func gone(version int64) bool { return version%7 == 6 }

func (r *record) read(version int64) (product, error) {
	if gone(version) {
		return product{}, redisrt.ErrNotFound
	}
	return product{Price: int(version)}, nil
}

// load takes its time after it has read the version, and sometimes fails, or takes no
// notice of its context.
func (r *record) load(ctx context.Context) (product, error) {
	version := r.now.Load()
	switch rand.IntN(20) {
	case 0:
		return product{}, errors.ErrUnsupported
	case 1:
		time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
	default:
		select {
		case <-time.After(time.Duration(rand.IntN(40)) * time.Millisecond):
		case <-ctx.Done():
			return product{}, ctx.Err()
		}
	}
	return r.read(version)
}

// change writes a new version and tells the cache, until that has no error.
func (r *record) change(ctx context.Context, c *redisrt.Cache[product], sets bool) {
	var version int64
	var err error
	how := rand.IntN(3)
	if sets {
		r.oneWriter.Lock()
		defer r.oneWriter.Unlock()
	} else {
		how = rand.IntN(2)
	}
	switch how {
	case 0:
		version = r.now.Add(1)
		err = c.Invalidate(ctx, r.key)
	case 1:
		_, err = c.WriteThrough(ctx, r.key, func(context.Context) (product, error) {
			version = r.now.Add(1)
			time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
			if gone(version) {
				return product{}, errors.ErrUnsupported // although it was written
			}
			return product{Price: int(version)}, nil
		})
		if errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, redisrt.ErrNotCached) {
			err = nil
		}
	case 2:
		if version = r.now.Add(1); gone(version) {
			err = c.Invalidate(ctx, r.key)
		} else {
			err = c.Set(ctx, r.key, product{Price: int(version)})
		}
	}
	for err != nil && ctx.Err() == nil {
		err = c.Invalidate(ctx, r.key)
	}
	if err == nil {
		raise(&r.told, version)
	}
}

func raise(v *atomic.Int64, to int64) {
	for was := v.Load(); was < to && !v.CompareAndSwap(was, to); was = v.Load() {
	}
}

// check gets the key, and wants no version that is older than what was told before.
func (r *record) check(ctx context.Context, t *testing.T, c *redisrt.Cache[product]) {
	told := r.told.Load()
	p, err := c.Get(ctx, r.key, r.load)
	r.gets.Add(1)
	switch {
	case errors.Is(err, redisrt.ErrNotFound):
		if now := r.now.Load(); now-(now+1)%7 < told {
			t.Errorf("%s: no value, but the versions from %d to %d have one", r.key, told, now)
		}
	case err != nil:
		r.errors.Add(1)
	case int64(p.Price) < told:
		t.Errorf("%s: version %d, after it was known that %d is in the store", r.key, p.Price, told)
	}
}

// unruly is a rule with random faults. Of some requests the first copy comes late,
// past the proxy, as if it had been on its way.
func unruly(seed uint64, part float64, late func(args []string)) faults.Rule {
	r := rand.New(rand.NewPCG(seed, 0))
	return func(args []string) faults.Action {
		if r.Float64() > part {
			return faults.Pass
		}
		switch r.IntN(8) {
		case 0:
			return faults.CutBefore
		case 1:
			return faults.CutAfter
		case 2:
			return faults.Swallow
		case 3, 4, 5: // most of them before the client gives up
			return faults.Delay(time.Duration(r.IntN(120)) * time.Millisecond)
		}
		if set := len(args) == 10 && args[4] == ""; set {
			return faults.CutBefore // a Set that comes late is one that comes late
		}
		late(args)
		return faults.CutBefore
	}
}

// history is how long the random tests run: 3 s, or REDISLINT_TEST_SECONDS.
func history(t *testing.T) time.Duration {
	if s := os.Getenv("REDISLINT_TEST_SECONDS"); s != "" {
		n, err := strconv.Atoi(s)
		must(t, err)
		return time.Duration(n) * time.Second
	}
	return 3 * time.Second
}

// TestCacheHistory: processes that read and change a few keys under random faults. A
// Get that begins when a change has been told returns nothing older, and when all is
// over nothing older is in Redis.
func TestCacheHistory(t *testing.T) {
	for name, o := range map[string]redisrt.CacheOptions{
		"plain": {TTL: time.Second, Wait: 300 * time.Millisecond, LoadTimeout: 300 * time.Millisecond},
		"early refresh, stale values": {TTL: 60 * time.Millisecond, StaleFor: time.Second, NegativeTTL: 50 * time.Millisecond, Beta: 5,
			Wait: 50 * time.Millisecond, LoadTimeout: 200 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			s := servers.Plain(t)
			direct := client(t, s.Addr)
			var late sync.WaitGroup
			defer late.Wait()
			var seeds []uint64
			connect := func() redis.UniversalClient {
				p := faults.New(t, s.Addr)
				seeds = append(seeds, rand.Uint64())
				p.Rule(unruly(seeds[len(seeds)-1], 0.05, func(args []string) { deliverLate(&late, direct, args) }))
				return client(t, p.Addr, func(o *redis.Options) {
					o.ReadTimeout = 100 * time.Millisecond
					o.MaxRetries = 4*rand.IntN(2) - 1
				})
			}
			lives(t, o, direct, connect, names(4, "row%d"))
			t.Logf("seeds %v", seeds)
		})
	}
}

// TestCacheHistoryCluster: so it is on a cluster, where the slot of one key moves to and
// fro.
func TestCacheHistoryCluster(t *testing.T) {
	s := shared(t)
	direct := wholeCluster(t, s)
	from, to := s.Addrs[0], s.Addrs[1]
	tag, slot, err := s.Tag(t.Context(), from)
	must(t, err)
	var late, mover sync.WaitGroup
	defer late.Wait()
	ctx, stop := context.WithCancel(t.Context())
	mover.Go(func() {
		for moves := 0; ; moves++ {
			err := errors.Join(s.Migrate(t.Context(), slot, from, to), s.Settle())
			time.Sleep(50 * time.Millisecond)
			if err = errors.Join(err, s.Migrate(t.Context(), slot, to, from), s.Settle()); err != nil {
				t.Error(err)
				return
			}
			if ctx.Err() != nil {
				t.Logf("%d moves to and fro", moves+1)
				return
			}
		}
	})
	var seeds []uint64
	connect := func() redis.UniversalClient {
		c := proxyCluster(t, s, func(o *redis.ClusterOptions) { o.ReadTimeout = 100 * time.Millisecond })
		seeds = append(seeds, rand.Uint64())
		for _, p := range c.proxies {
			p.Rule(serialized(unruly(seeds[len(seeds)-1], 0.02, func(args []string) { deliverLate(&late, direct, args) })))
		}
		return c
	}
	o := redisrt.CacheOptions{TTL: time.Second, StaleFor: time.Second, Wait: 300 * time.Millisecond, LoadTimeout: 300 * time.Millisecond, Beta: 5}
	lives(t, o, direct, connect, append(names(3, "row%d"), tag+"row"))
	stop()
	mover.Wait()
	t.Logf("seeds %v", seeds)
}

// deliverLate sends the words when the sender has long sent them again.
func deliverLate(wg *sync.WaitGroup, c redis.UniversalClient, args []string) {
	var words []any
	for _, a := range args {
		words = append(words, a)
	}
	wg.Go(func() {
		time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
		_ = c.Do(context.Background(), words...).Err() // a script may be unknown
	})
}

// lives runs the processes.
func lives(t *testing.T, o redisrt.CacheOptions, direct redis.UniversalClient, connect func() redis.UniversalClient, keys []string) {
	ctx := context.Background()
	rows := make([]*record, len(keys))
	for i := range rows {
		rows[i] = &record{key: keys[i]}
		rows[i].now.Store(1)
		rows[i].told.Store(1)
	}
	end := time.Now().Add(history(t))
	var wg sync.WaitGroup
	for range 3 {
		c := connect()
		wg.Go(func() { // a process, which ends and starts again now and then
			for time.Now().Before(end) && !t.Failed() {
				process(ctx, t, c, o, rows, time.Now().Add(500*time.Millisecond))
			}
		})
	}
	for time.Now().Before(end) && !t.Failed() {
		time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
		if rand.IntN(4) == 0 {
			_ = direct.ScriptFlush(ctx).Err()
		} else { // as an eviction does
			_ = direct.Del(ctx, rows[rand.IntN(len(rows))].key).Err()
		}
	}
	all(t, &wg, "the processes")
	for _, r := range rows {
		if version, _ := cached(t, direct, r.key); version != 0 && int64(version) < r.told.Load() {
			t.Errorf("%s: in the end version %d is cached, and %d in the store", r.key, version, r.now.Load())
		}
		t.Logf("%s: %d versions, %d reads, %d of them with an error", r.key, r.now.Load(), r.gets.Load(), r.errors.Load())
		if r.gets.Load() == r.errors.Load() || r.now.Load() == 1 {
			t.Errorf("%s: nothing was tested", r.key)
		}
	}
}

func process(ctx context.Context, t *testing.T, client redisrt.CacheClient, o redisrt.CacheOptions, rows []*record, until time.Time) {
	c, err := redisrt.NewCache[product](client, o)
	if err != nil {
		t.Error(err)
		return
	}
	var wg sync.WaitGroup
	for i := range 25 {
		wg.Go(func() {
			for time.Now().Before(until) && !t.Failed() {
				n := rand.IntN(len(rows))
				if i < 2 {
					rows[n].change(ctx, c, n == 0)
					time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
					continue
				}
				if rand.IntN(10) == 0 {
					short, cancel := context.WithTimeout(ctx, time.Duration(rand.IntN(10))*time.Millisecond)
					rows[n].check(short, t, c)
					cancel()
				} else {
					rows[n].check(ctx, t, c)
				}
				time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
			}
		})
	}
	if rand.IntN(3) == 0 {
		time.Sleep(time.Until(until) / 2)
		c.Close()
	}
	wg.Wait()
	c.Close()
}
