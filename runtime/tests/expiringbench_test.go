package tests

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// BenchmarkExpiring counts with a TTL, in each way by turns, and reports medians
// of the operations in a second, and of their ratio to two round trips in the
// same turn.
func BenchmarkExpiring(b *testing.B) {
	const turns, turn, keys = 15, 100 * time.Millisecond, 1000
	key := names(keys, "counter:%d")
	forms := []struct {
		name string
		incr func(ctx context.Context, c *redis.Client, key string) error
	}{
		{"two-trips", func(ctx context.Context, c *redis.Client, key string) error {
			if err := c.Incr(ctx, key).Err(); err != nil {
				return err
			}
			return c.Expire(ctx, key, expiry).Err()
		}},
		{"if-first", func(ctx context.Context, c *redis.Client, key string) error {
			n, err := c.Incr(ctx, key).Result()
			if err != nil || n > 1 {
				return err
			}
			return c.Expire(ctx, key, expiry).Err()
		}},
		{"Pipelined", func(ctx context.Context, c *redis.Client, key string) error {
			_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
				p.Incr(ctx, key)
				p.PExpire(ctx, key, expiry)
				return nil
			})
			return err
		}},
		{"TxPipelined", func(ctx context.Context, c *redis.Client, key string) error {
			_, err := c.TxPipelined(ctx, func(p redis.Pipeliner) error {
				p.Incr(ctx, key)
				p.PExpire(ctx, key, expiry)
				return nil
			})
			return err
		}},
		{"Expiring", func(ctx context.Context, c *redis.Client, key string) error {
			return redisrt.Expiring(c, expiry).Incr(ctx, key).Err()
		}},
		{"ExpiringOnce", func(ctx context.Context, c *redis.Client, key string) error {
			return redisrt.ExpiringOnce(c, expiry).Incr(ctx, key).Err()
		}},
	}
	for _, goroutines := range []int{1, 50} {
		b.Run(fmt.Sprintf("goroutines=%d", goroutines), func(b *testing.B) {
			c := client(b, servers.Plain(b).Addr, func(o *redis.Options) { o.PoolSize = goroutines })
			rates, ratios := make([][]float64, len(forms)), make([][]float64, len(forms))
			for b.Loop() {
				for range turns {
					must(b, c.FlushAll(b.Context()).Err())
					for i, form := range forms {
						var n atomic.Int64
						var wg sync.WaitGroup
						start := time.Now()
						for range goroutines {
							wg.Go(func() {
								for time.Since(start) < turn {
									if err := form.incr(b.Context(), c, key[n.Add(1)%keys]); err != nil {
										b.Error(err)
										return
									}
								}
							})
						}
						wg.Wait()
						rates[i] = append(rates[i], float64(n.Load())/time.Since(start).Seconds())
						last := len(rates[0]) - 1
						ratios[i] = append(ratios[i], rates[i][last]/rates[0][last])
					}
				}
			}
			for i, form := range forms {
				b.ReportMetric(middle(rates[i]), form.name+"-ops/s")
				b.ReportMetric(middle(ratios[i]), form.name+"-ratio")
			}
			if r := middle(ratios[len(forms)-1]); r < 1.25 {
				b.Errorf("ExpiringOnce is %.2f times as fast as two round trips, not 1.25", r)
			}
		})
	}
}

func middle(f []float64) float64 { return slices.Sorted(slices.Values(f))[len(f)/2] }
