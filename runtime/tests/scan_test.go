package tests

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

func TestScanOptions(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	ctx := t.Context()
	fill(t, c, names(300, "string:%d"))
	var sets []string
	for i := range 30 {
		k := fmt.Sprint("set:", i)
		sets = append(sets, k)
		if err := c.SAdd(ctx, k, 1).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		pattern string
		opts    []redisrt.ScanOption
		want    []string
	}{
		{"*", []redisrt.ScanOption{redisrt.ScanType("set")}, sets},
		{"*:1*", []redisrt.ScanOption{redisrt.ScanType("set"), redisrt.ScanCount(5)}, slices.DeleteFunc(slices.Clone(sets), func(k string) bool { return k[4] != '1' })},
		{"", []redisrt.ScanOption{redisrt.ScanType("set")}, sets},
		{"*", []redisrt.ScanOption{redisrt.ScanType("hash")}, nil},
		{"set:*", []redisrt.ScanOption{redisrt.ScanType("")}, sets},
		{"set:*", []redisrt.ScanOption{redisrt.ScanCount(-1)}, sets},
		{"set:*", []redisrt.ScanOption{redisrt.ScanCount(1 << 40)}, sets},
	} {
		got, err := collect(redisrt.Scan(ctx, c, test.pattern, test.opts...))
		if err != nil {
			t.Fatal(err)
		}
		same(t, unique(got), test.want)
	}
}

// TestScanWire looks at what is sent.
func TestScanWire(t *testing.T) {
	p, _, _ := serverBehindProxy(t)
	c := client(t, p.Addr)
	var sent [][]string
	p.Rule(func(args []string) faults.Action {
		if args[0] == "scan" {
			sent = append(sent, args)
		}
		return faults.Pass
	})
	for _, test := range []struct {
		run  func() error
		want []string
	}{
		{func() error { return redisrt.Keys(t.Context(), c, "").Err() }, []string{"scan", "0", "match", "", "count", "1000"}},
		{func() error { return last(redisrt.Scan(t.Context(), c, "")) }, []string{"scan", "0", "count", "1000"}},
		{func() error { return last(redisrt.Scan(t.Context(), c, "a*", redisrt.ScanCount(1<<40))) }, []string{"scan", "0", "match", "a*", "count", "10000"}},
		{func() error { return last(redisrt.Scan(t.Context(), c, "a*", redisrt.ScanCount(0))) }, []string{"scan", "0", "match", "a*", "count", "1000"}},
		{func() error {
			return last(redisrt.Scan(t.Context(), c, "a*", redisrt.ScanCount(7000), redisrt.ScanType("zset")))
		}, []string{"scan", "0", "match", "a*", "count", "7000", "type", "zset"}},
	} {
		sent = nil
		if err := test.run(); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(sent[0], test.want) {
			t.Errorf("sent %q, want %q", sent[0], test.want)
		}
	}
}

func last(seq func(func(string, error) bool)) error {
	_, err := collect(seq)
	return err
}

// TestBreak: leaving the loop, in any way, sends nothing more and gives the
// connection back (which client checks).
func TestBreak(t *testing.T) {
	p, _, _ := serverBehindProxy(t)
	for _, n := range []int{1, 10, 1100} {
		c := client(t, p.Addr)
		before, i := p.Count("scan"), 0
		for _, err := range redisrt.Scan(t.Context(), c, "*") {
			if err != nil {
				t.Fatal(err)
			}
			if i++; i == n {
				break
			}
		}
		if sent := p.Count("scan") - before; sent != 1+n/1000 {
			t.Errorf("left after %d keys: %d SCANs", n, sent)
		}

		func() {
			defer func() {
				if r := recover(); r != "body" {
					t.Errorf("recovered %v", r)
				}
			}()
			for range redisrt.Scan(t.Context(), c, "*") {
				panic("body")
			}
		}()
		if s := c.PoolStats(); s.IdleConns != s.TotalConns || s.TotalConns != 1 {
			t.Errorf("pool after break and panic: %+v", s)
		}
	}
}

// TestScanAgain: each range is a scan of its own.
func TestScanAgain(t *testing.T) {
	p, _, want := serverBehindProxy(t)
	seq := redisrt.Scan(t.Context(), client(t, p.Addr), "*")
	for range 2 {
		keys, err := collect(seq)
		if err != nil {
			t.Fatal(err)
		}
		same(t, unique(keys), want)
	}
}

// TestBodyUsesClient: a pool of two serves the loop and its body.
func TestBodyUsesClient(t *testing.T) {
	p, _, want := serverBehindProxy(t)
	c := client(t, p.Addr, func(o *redis.Options) { o.PoolSize = 2 })
	for key, err := range redisrt.Scan(t.Context(), c, "*") {
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Del(t.Context(), key).Err(); err != nil {
			t.Fatal(err)
		}
	}
	left, err := redisrt.Keys(t.Context(), c, "*").Result()
	if err != nil || len(left) != 0 {
		t.Errorf("%d of %d keys are left, %v", len(left), len(want), err)
	}
}

// TestWriters: keys that stand still are found while others come and go, and
// the server's table grows and shrinks under the scan.
func TestWriters(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	c := client(t, s.Addr)
	want := names(10000, "still:%d")
	fill(t, c, want)

	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	defer writers.Wait()
	defer stop()
	for w := range 2 {
		writers.Go(func() { churn(ctx, c, w) })
	}
	for range 10 {
		keys, err := redisrt.Keys(t.Context(), c, "*").Result()
		if err != nil {
			t.Fatal(err)
		}
		if len(unique(keys)) != len(keys) {
			t.Fatalf("%d keys, %d different", len(keys), len(unique(keys)))
		}
		covers(t, keys, want)

		still, err := redisrt.Keys(t.Context(), c, "still:*").Result()
		if err != nil {
			t.Fatal(err)
		}
		same(t, still, want)

		streamed, err := collect(redisrt.Scan(t.Context(), c, "still:*"))
		if err != nil {
			t.Fatal(err)
		}
		same(t, unique(streamed), want)
	}
}

// churn makes 20,000 keys and deletes them, until ctx ends.
func churn(ctx context.Context, c *redis.Client, writer int) {
	for ctx.Err() == nil {
		keys := names(20000, fmt.Sprintf("churn:%d:%%d", writer))
		for _, del := range []bool{false, true} {
			for page := range slices.Chunk(keys, 500) {
				// Errors are those of the context.
				_, _ = c.Pipelined(ctx, func(p redis.Pipeliner) error {
					for _, k := range page {
						if del {
							p.Del(ctx, k)
						} else {
							p.Set(ctx, k, 1, 0)
						}
					}
					return nil
				})
			}
		}
	}
}
