package tests

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// reader is a whole read beside what replaces it.
type reader struct {
	name        string
	whole, ours func(context.Context, *redis.Client) (int, error)
}

func size[T any](vals []T, err error) (int, error) { return len(vals), err }

var readers = []reader{
	{"ZRANGE",
		func(ctx context.Context, c *redis.Client) (int, error) {
			return size(c.ZRange(ctx, "sorted", 0, -1).Result())
		},
		func(ctx context.Context, c *redis.Client) (int, error) {
			return size(redisrt.ZRange(ctx, c, "sorted", 0, -1).Result())
		}},
	{"ZRANGE WITHSCORES",
		func(ctx context.Context, c *redis.Client) (int, error) {
			return size(c.ZRangeWithScores(ctx, "sorted", 0, -1).Result())
		},
		func(ctx context.Context, c *redis.Client) (int, error) {
			return size(redisrt.ZRangeWithScores(ctx, c, "sorted", 0, -1).Result())
		}},
	{"LRANGE",
		func(ctx context.Context, c *redis.Client) (int, error) {
			return size(c.LRange(ctx, "list", 0, -1).Result())
		},
		func(ctx context.Context, c *redis.Client) (int, error) {
			return size(redisrt.LRange(ctx, c, "list", 0, -1).Result())
		}},
	{"HGETALL",
		func(ctx context.Context, c *redis.Client) (int, error) {
			all, err := c.HGetAll(ctx, "hash").Result()
			return len(all), err
		},
		func(ctx context.Context, c *redis.Client) (int, error) {
			all, err := redisrt.HGetAll(ctx, c, "hash").Result()
			return len(all), err
		}},
	{"SMEMBERS",
		func(ctx context.Context, c *redis.Client) (int, error) {
			return size(c.SMembers(ctx, "set").Result())
		},
		func(ctx context.Context, c *redis.Client) (int, error) {
			return size(redisrt.SMembers(ctx, c, "set").Result())
		}},
}

// fillForReaders makes n elements of each type that readers reads.
func fillForReaders(t testing.TB, c *redis.Client, n int, types ...string) {
	for _, typ := range types {
		pipelined(t, c, n, func(p redis.Pipeliner, i int) {
			m := "member:" + strconv.Itoa(i)
			switch typ {
			case "sorted":
				p.ZAdd(t.Context(), typ, redis.Z{Score: float64(i), Member: m})
			case "list":
				p.RPush(t.Context(), typ, m)
			case "hash":
				p.HSet(t.Context(), typ, m, i)
			case "set":
				p.SAdd(t.Context(), typ, m)
			}
		})
	}
}

// slowest calls f, and returns the longest time that the server took for one
// command meanwhile, as SLOWLOG tells it, and the time in all.
func slowest(t testing.TB, c *redis.Client, f func() (int, error), want int) (server, all time.Duration) {
	t.Helper()
	ctx := t.Context()
	if err := c.Do(ctx, "slowlog", "reset").Err(); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	n, err := f()
	all = time.Since(start)
	if err != nil || n != want {
		t.Fatalf("%d elements, %v; want %d", n, err, want)
	}
	logs, err := c.SlowLogGet(ctx, 10_000).Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range logs {
		server = max(server, l.Duration)
	}
	return server, all
}

// slowlogServer logs every command that takes 20 µs or more.
func slowlogServer(t testing.TB) *redis.Client {
	return client(t, servers.Plain(t, "--slowlog-log-slower-than", "20", "--slowlog-max-len", "10000").Addr,
		func(o *redis.Options) { o.ReadTimeout = time.Minute })
}

// benchElements is how many elements the benchmarks read; REDISLINT_BENCH_ELEMENTS
// changes it.
func benchElements(t testing.TB) int {
	if s := os.Getenv("REDISLINT_BENCH_ELEMENTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 1_000_000
}

// TestReadRatio compares the longest time that one command takes of the server:
// that of a page must be a twelfth of the whole's at most. A page may be hit by
// something else on the machine, so the best of a few rounds counts, for both.
func TestReadRatio(t *testing.T) {
	noLeak(t)
	const n = 1_000_000
	c := slowlogServer(t)
	fillForReaders(t, c, n, "sorted")
	r := readers[0]
	var whole, ours []time.Duration
	for range 3 {
		w, _ := slowest(t, c, func() (int, error) { return r.whole(t.Context(), c) }, n)
		o, _ := slowest(t, c, func() (int, error) { return r.ours(t.Context(), c) }, n)
		whole, ours = append(whole, w), append(ours, o)
	}
	w, o := slices.Min(whole), slices.Min(ours)
	t.Logf("%s of %d: whole %v, pages %v at most: %.0f times less", r.name, n, w, o, float64(w)/float64(max(o, 1)))
	if o*12 > w {
		t.Errorf("a page takes %v of the server's time, the whole %v: more than a twelfth", ours, whole)
	}
}

// BenchmarkReads reads by turns, the whole and by pages, and reports medians: of
// the time in all, of the longest time that one command took of the server, and
// of the longest PING of another client.
func BenchmarkReads(b *testing.B) {
	n := benchElements(b)
	for _, r := range readers {
		b.Run(r.name, func(b *testing.B) {
			c := slowlogServer(b)
			fillForReaders(b, c, n, map[string]string{"ZRANGE": "sorted", "ZRANGE WITHSCORES": "sorted", "LRANGE": "list", "HGETALL": "hash", "SMEMBERS": "set"}[r.name])
			other := client(b, c.Options().Addr)
			var server, all, pings [2][]time.Duration
			for b.Loop() {
				for i, f := range []func(context.Context, *redis.Client) (int, error){r.whole, r.ours} {
					stop := ping(b, other)
					s, a := slowest(b, c, func() (int, error) { return f(b.Context(), c) }, n)
					server[i], all[i], pings[i] = append(server[i], s), append(all[i], a), append(pings[i], stop())
				}
			}
			ms := func(name string, d []time.Duration) float64 {
				m := float64(slices.Sorted(slices.Values(d))[len(d)/2].Microseconds()) / 1000
				b.ReportMetric(m, name)
				return m
			}
			for name, by := range map[string][2][]time.Duration{"server": server, "total": all, "ping": pings} {
				w, o := ms(fmt.Sprintf("whole-%s-ms", name), by[0]), ms(fmt.Sprintf("paged-%s-ms", name), by[1])
				b.ReportMetric(w/max(o, 0.001), fmt.Sprintf("%s-ratio", name))
			}
		})
	}
}
