package tests

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// BenchmarkWriteBehind writes items of 100 bytes by 50 goroutines to a store, which
// takes 2 ms for a commit of any size, on each of 8 connections. It reports the items
// accepted in a second, and stored in a second from start to end: written to the store
// directly, by XADD and a consumer group with an XACK and a commit for each item, and
// by a WriteBehind; XADD and Enqueue are without a store.
func BenchmarkWriteBehind(b *testing.B) {
	const items, goroutines, connections = 10_000, 50, 8
	value := string(make([]byte, 100))
	newStore := func() (func(n int), *atomic.Int64) {
		var stored atomic.Int64
		free := make(chan struct{}, connections)
		return func(n int) {
			free <- struct{}{}
			time.Sleep(2 * time.Millisecond)
			<-free
			stored.Add(int64(n))
		}, &stored
	}
	produce := func(b *testing.B, n int, write func(key string) error) {
		var next atomic.Int64
		var wg sync.WaitGroup
		for range goroutines {
			wg.Go(func() {
				for i := next.Add(1); i <= int64(n); i = next.Add(1) {
					if err := write(fmt.Sprint("key:", i%1000)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	until := func(b *testing.B, stored *atomic.Int64, n int) {
		for deadline := time.Now().Add(time.Minute); stored.Load() < int64(n); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				b.Fatalf("%d of %d items were stored", stored.Load(), n)
			}
		}
	}
	report := func(b *testing.B, form func(b *testing.B, c *redis.Client) (accepted, stored time.Duration, n int)) {
		c := client(b, servers.Plain(b).Addr, func(o *redis.Options) { o.PoolSize = goroutines + connections })
		var accept, store []float64
		for b.Loop() {
			must(b, c.FlushAll(b.Context()).Err())
			accepted, stored, n := form(b, c)
			accept = append(accept, float64(n)/accepted.Seconds())
			if stored > 0 {
				store = append(store, float64(n)/stored.Seconds())
			}
		}
		b.ReportMetric(middle(accept), "accepted/s")
		if len(store) > 0 {
			b.ReportMetric(middle(store), "stored/s")
		}
	}
	b.Run("direct", func(b *testing.B) {
		report(b, func(b *testing.B, _ *redis.Client) (time.Duration, time.Duration, int) {
			commit, _ := newStore()
			start := time.Now()
			produce(b, items/4, func(string) error { commit(1); return nil })
			return time.Since(start), time.Since(start), items / 4
		})
	})
	b.Run("XADD-XREADGROUP", func(b *testing.B) {
		report(b, func(b *testing.B, c *redis.Client) (time.Duration, time.Duration, int) {
			const n = items / 4
			ctx, cancel := context.WithCancel(b.Context())
			commit, stored := newStore()
			must(b, c.XGroupCreateMkStream(ctx, "stream", "group", "0").Err())
			var wg sync.WaitGroup
			for i := range connections {
				wg.Go(func() {
					args := &redis.XReadGroupArgs{Group: "group", Consumer: fmt.Sprint(i), Streams: []string{"stream", ">"}, Count: 1, Block: 10 * time.Millisecond}
					for ctx.Err() == nil {
						read, err := c.XReadGroup(ctx, args).Result()
						if err != nil {
							continue // there is none
						}
						commit(1)
						c.XAck(ctx, "stream", "group", read[0].Messages[0].ID)
					}
				})
			}
			start := time.Now()
			produce(b, n, func(key string) error {
				return c.XAdd(ctx, &redis.XAddArgs{Stream: "stream", Values: []any{"k", key, "v", value}}).Err()
			})
			accepted := time.Since(start)
			until(b, stored, n)
			took := time.Since(start)
			cancel()
			wg.Wait()
			return accepted, took, n
		})
	})
	b.Run("XADD", func(b *testing.B) {
		report(b, func(b *testing.B, c *redis.Client) (time.Duration, time.Duration, int) {
			start := time.Now()
			produce(b, items, func(key string) error {
				return c.XAdd(b.Context(), &redis.XAddArgs{Stream: "stream", Values: []any{"k", key, "v", value}}).Err()
			})
			return time.Since(start), 0, items
		})
	})
	for _, form := range []string{"WriteBehind", "Enqueue"} {
		b.Run(form, func(b *testing.B) {
			report(b, func(b *testing.B, c *redis.Client) (time.Duration, time.Duration, int) {
				commit, stored := newStore()
				store := func(_ context.Context, items []redisrt.Item[string]) error {
					commit(len(items))
					return nil
				}
				if form == "Enqueue" {
					store = nil
				}
				wb, err := redisrt.NewWriteBehind(b.Context(), c, "bench", store, redisrt.WriteBehindOptions{})
				must(b, err)
				start := time.Now()
				produce(b, items, func(key string) error { return wb.Enqueue(b.Context(), key, value) })
				accepted := time.Since(start)
				var took time.Duration
				if store != nil {
					until(b, stored, items)
					took = time.Since(start)
				}
				must(b, wb.Close(b.Context()))
				return accepted, took, items
			})
		})
	}
}
