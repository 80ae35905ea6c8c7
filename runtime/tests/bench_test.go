package tests

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// BenchmarkKeys compares KEYS with what replaces it, and reports the longest
// that another client's PING took meanwhile. REDISLINT_BENCH_KEYS sets the size
// of the database (1000000 for the figures in the documentation).
func BenchmarkKeys(b *testing.B) {
	size := 100_000
	if s := os.Getenv("REDISLINT_BENCH_KEYS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatal(err)
		}
		size = n
	}
	c := client(b, servers.Plain(b).Addr)
	for done := 0; done < size; done += 10_000 {
		keys := names(min(size, done+10_000), "user:%d")[done:]
		fill(b, c, keys)
	}

	for _, bench := range []struct {
		name string
		run  func(context.Context) (int, error)
	}{
		{"none", func(context.Context) (int, error) { time.Sleep(100 * time.Millisecond); return size, nil }},
		{"KEYS", func(ctx context.Context) (int, error) {
			keys, err := c.Keys(ctx, "*").Result()
			return len(keys), err
		}},
		{"Keys", func(ctx context.Context) (int, error) {
			keys, err := redisrt.Keys(ctx, c, "*").Result()
			return len(keys), err
		}},
		{"Scan", func(ctx context.Context) (n int, err error) {
			for _, err := range redisrt.Scan(ctx, c, "*") {
				if err != nil {
					return n, err
				}
				n++
			}
			return n, nil
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			stop := ping(b, client(b, c.Options().Addr))
			for b.Loop() {
				n, err := bench.run(b.Context())
				if err != nil || n < size {
					b.Fatalf("%d keys, %v", n, err)
				}
			}
			b.ReportMetric(float64(stop().Microseconds())/1000, "max-ping-ms")
		})
	}
}

// ping sends PINGs until stop is called, which returns the longest round trip.
func ping(b *testing.B, c *redis.Client) (stop func() time.Duration) {
	ctx, cancel := context.WithCancel(b.Context())
	longest := make(chan time.Duration, 1)
	go func() {
		var most time.Duration
		for ctx.Err() == nil {
			start := time.Now()
			if err := c.Ping(context.Background()).Err(); err != nil {
				b.Error(err)
			}
			most = max(most, time.Since(start))
			time.Sleep(200 * time.Microsecond)
		}
		longest <- most
	}()
	return func() time.Duration {
		cancel()
		return <-longest
	}
}
