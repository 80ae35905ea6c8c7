package tests

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// watcher is what the functions compared here have in common.
type watcher func(ctx context.Context, c *redis.Client, fn func(*redis.Tx) error, keys ...string) error

func noRetry(ctx context.Context, c *redis.Client, fn func(*redis.Tx) error, keys ...string) error {
	return c.Watch(ctx, fn, keys...)
}

// plainLoop makes as many attempts as Watch, without a pause.
func plainLoop(ctx context.Context, c *redis.Client, fn func(*redis.Tx) error, keys ...string) (err error) {
	for range 16 {
		if err = c.Watch(ctx, fn, keys...); !errors.Is(err, redis.TxFailedErr) {
			break
		}
	}
	return err
}

func withWatch(ctx context.Context, c *redis.Client, fn func(*redis.Tx) error, keys ...string) error {
	return redisrt.Watch(ctx, c, fn, keys...)
}

// increment adds one to a counter as programs do that must compute the new value.
func increment(ctx context.Context, key string, runs *atomic.Int64) func(*redis.Tx) error {
	return func(tx *redis.Tx) error {
		runs.Add(1)
		n, err := tx.Get(ctx, key).Int()
		if err != nil && err != redis.Nil {
			return err
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, key, n+1, redis.KeepTTL)
			return nil
		})
		return err
	}
}

type contention struct {
	took                 time.Duration
	attempts, done, gave int64
}

func (c contention) perSuccess() float64 { return float64(c.attempts) / float64(max(c.done, 1)) }

// contend increments one key 40 times from each of 50 goroutines, and checks
// that each increment is in the counter or reported as a conflict.
func contend(t testing.TB, c *redis.Client, watch watcher) contention {
	t.Helper()
	ctx := t.Context()
	if err := c.Del(ctx, "counter").Err(); err != nil {
		t.Fatal(err)
	}
	var runs, done, gave atomic.Int64
	var wg sync.WaitGroup
	start := time.Now()
	for range 50 {
		wg.Go(func() {
			for range 40 {
				switch err := watch(ctx, c, increment(ctx, "counter", &runs), "counter"); err {
				case nil:
					done.Add(1)
				case redis.TxFailedErr:
					gave.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	r := contention{took: time.Since(start), attempts: runs.Load(), done: done.Load(), gave: gave.Load()}
	if n, err := c.Get(ctx, "counter").Int64(); err != nil || n != r.done || r.done+r.gave != 50*40 {
		t.Errorf("the counter is %d (%v) after %d updates without an error and %d conflicts", n, err, r.done, r.gave)
	}
	return r
}

var forms = []struct {
	name  string
	watch watcher
}{
	{"no retry", noRetry},
	{"plain loop x16", plainLoop},
	{"Watch", withWatch},
}

// TestWatchContention: no update is lost, and the pauses save attempts.
func TestWatchContention(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	rounds := map[string][]contention{}
	for range 7 {
		for _, form := range forms {
			rounds[form.name] = append(rounds[form.name], contend(t, c, form.watch))
		}
	}
	t.Logf("%-15s %8s %20s %8s (medians of 7 rounds, 2000 updates each)", "", "ms", "attempts per success", "gave up")
	perSuccess := map[string]float64{}
	for _, form := range forms {
		r := rounds[form.name]
		perSuccess[form.name] = median(r, contention.perSuccess)
		t.Logf("%-15s %8.0f %20.2f %8.0f", form.name,
			median(r, func(c contention) float64 { return c.took.Seconds() * 1000 }),
			perSuccess[form.name],
			median(r, func(c contention) float64 { return float64(c.gave) }))
	}
	if perSuccess["Watch"] > perSuccess["plain loop x16"] {
		t.Errorf("Watch makes %.2f attempts for a success, the plain loop %.2f", perSuccess["Watch"], perSuccess["plain loop x16"])
	}
}

func median(rounds []contention, of func(contention) float64) float64 {
	var all []float64
	for _, r := range rounds {
		all = append(all, of(r))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func BenchmarkWatch(b *testing.B) {
	c := client(b, servers.Plain(b).Addr)
	for _, form := range forms {
		b.Run(form.name, func(b *testing.B) {
			var all contention
			for b.Loop() {
				r := contend(b, c, form.watch)
				all.attempts, all.done, all.gave = all.attempts+r.attempts, all.done+r.done, all.gave+r.gave
			}
			b.ReportMetric(all.perSuccess(), "attempts/success")
			b.ReportMetric(float64(all.gave)/float64(b.N), "gave-up/op")
		})
	}
}
