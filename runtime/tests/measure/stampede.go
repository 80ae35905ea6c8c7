package measure

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Stampede is a crowd of readers of a key that expires again and again. Readers
// pause for exponentially distributed times, so that reads are nearly a Poisson
// process.
type Stampede struct {
	Readers  int // of each key
	Keys     int // at the same time
	Expiries int // of each key that count, after the first two
	Pause    time.Duration
	Load     time.Duration // that a load takes
	TTL      time.Duration
}

// Generation is the value: how many times it was loaded anew.
type Generation struct{ N int64 }

// Stampeded is what came of it.
type Stampeded struct {
	Expiries, Loads, AtOnce int // AtOnce is the largest number of loads of one key
	Reads, Errors           int
	Error                   error // one of them
	P50, P99, Max           time.Duration
	Delta                   time.Duration // mean time of a load
	Lead                    time.Duration // mean time before the expiry at which the first load began
	Rate                    float64       // reads of a key in a second
}

// PerExpiry is the mean number of loads.
func (s Stampeded) PerExpiry() float64 { return float64(s.Loads) / float64(s.Expiries) }

// warm is the number of generations that do not count: connections are dialled meanwhile.
const warm = 2

// Run lets the readers of all keys run until every key has expired often enough.
func (s Stampede) Run(ctx context.Context, addr string, form Form[Generation]) (Stampeded, error) {
	s.TTL = max(s.TTL, form.LeastTTL)
	ctx, cancel := context.WithTimeout(ctx, time.Minute+5*time.Duration(s.Expiries+warm)*(s.TTL+s.Load))
	defer cancel()
	c := redis.NewClient(&redis.Options{Addr: addr, PoolSize: 2 * s.Readers * s.Keys, PoolTimeout: time.Minute})
	defer c.Close()
	crowds := make([]*crowd, s.Keys)
	errs := make([]error, s.Keys)
	var wg sync.WaitGroup
	for i := range crowds {
		crowds[i] = &crowd{Stampede: s, key: fmt.Sprintf("stampede:%d", i)}
		wg.Go(func() { errs[i] = crowds[i].run(ctx, c, form) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return Stampeded{}, fmt.Errorf("%s: %w", form.Name, err)
		}
	}
	return sum(crowds), c.FlushAll(ctx).Err()
}

// crowd is the readers of one key.
type crowd struct {
	Stampede
	key     string
	latest  atomic.Int64 // generation that a reader has seen
	loading atomic.Int64

	sync.Mutex
	loads  []loaded
	waits  []time.Duration
	err    error
	errors int
	span   time.Duration
}

// loaded is a load because generation n expired, or was going to.
type loaded struct {
	n          int64
	start, end time.Time
	atOnce     int
}

func (c *crowd) run(ctx context.Context, client *redis.Client, form Form[Generation]) error {
	processes := form.Processes
	if processes == 0 {
		processes = c.Readers
	}
	caches := make([]Cache[Generation], processes)
	for i := range caches {
		var err error
		if caches[i], err = form.New(client, c.TTL); err != nil {
			return err
		}
	}
	var wg sync.WaitGroup
	for i := range c.Readers {
		wg.Go(func() { c.read(ctx, caches[i%processes]) })
	}
	wg.Wait()
	for _, cache := range caches {
		if err := cache.Close(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("after %d of %d expiries: %w; the error of a reader: %v", c.latest.Load(), c.last(), err, c.err)
	}
	return nil
}

func (c *crowd) last() int64 { return int64(warm + c.Expiries) }

func (c *crowd) counts(n int64) bool { return warm <= n && n < c.last() }

func (c *crowd) read(ctx context.Context, cache Cache[Generation]) {
	var waits []time.Duration
	var begin time.Time
	for ctx.Err() == nil && c.latest.Load() < c.last() {
		time.Sleep(time.Duration(rand.ExpFloat64() * float64(c.Pause)))
		// Read before Get, seen is the generation that Get finds, or finds gone.
		seen := c.latest.Load()
		start := time.Now()
		value, err := cache.Get(ctx, c.key, func(context.Context) (Generation, error) {
			c.load(seen)
			return Generation{seen + 1}, nil
		})
		wait := time.Since(start)
		if err != nil {
			c.failed(err)
		}
		for n := seen; n < value.N && !c.latest.CompareAndSwap(n, value.N); n = c.latest.Load() {
		}
		if c.counts(seen) {
			waits = append(waits, wait)
			if begin.IsZero() {
				begin = start
			}
		}
	}
	c.Lock()
	defer c.Unlock()
	c.waits = append(c.waits, waits...)
	if len(waits) > 0 {
		c.span = max(c.span, time.Since(begin))
	}
}

func (c *crowd) load(seen int64) {
	l := loaded{n: seen, start: time.Now(), atOnce: int(c.loading.Add(1))}
	time.Sleep(c.Load)
	c.loading.Add(-1)
	l.end = time.Now()
	c.Lock()
	defer c.Unlock()
	c.loads = append(c.loads, l)
}

func (c *crowd) failed(err error) {
	c.Lock()
	defer c.Unlock()
	c.errors++
	c.err = err
}

func sum(crowds []*crowd) Stampeded {
	var s Stampeded
	var waits []time.Duration
	var delta, lead time.Duration
	for _, c := range crowds {
		begins, expires := map[int64]time.Time{}, map[int64]time.Time{}
		for _, l := range c.loads {
			if end := l.end.Add(c.TTL); end.After(expires[l.n+1]) {
				expires[l.n+1] = end
			}
			if begin, ok := begins[l.n]; !ok || l.start.Before(begin) {
				begins[l.n] = l.start
			}
			if c.counts(l.n) {
				s.Loads++
				s.AtOnce = max(s.AtOnce, l.atOnce)
				delta += l.end.Sub(l.start)
			}
		}
		for n, begin := range begins {
			if c.counts(n) {
				s.Expiries++
				lead += expires[n].Sub(begin)
			}
		}
		s.Errors += c.errors
		if c.err != nil {
			s.Error = c.err
		}
		s.Rate += float64(len(c.waits)) / c.span.Seconds() / float64(len(crowds))
		waits = append(waits, c.waits...)
	}
	slices.Sort(waits)
	s.Reads = len(waits)
	s.P50, s.P99, s.Max = waits[len(waits)/2], waits[len(waits)*99/100], waits[len(waits)-1]
	s.Delta, s.Lead = delta/time.Duration(s.Loads), lead/time.Duration(s.Expiries)
	return s
}
