package tests

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

func TestMain(m *testing.M) { os.Exit(servers.Main(m)) }

// client returns a client whose pool must be whole when the test ends.
func client(t testing.TB, addr string, change ...func(*redis.Options)) *redis.Client {
	t.Helper()
	opt := &redis.Options{Addr: addr}
	for _, f := range change {
		f(opt)
	}
	c := redis.NewClient(opt)
	t.Cleanup(func() {
		if s := c.PoolStats(); s.IdleConns != s.TotalConns {
			t.Errorf("%d of %d connections were not given back", s.TotalConns-s.IdleConns, s.TotalConns)
		}
		c.Close()
	})
	return c
}

// names makes n keys.
func names(n int, format string) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf(format, i)
	}
	return keys
}

// fill sets the keys, whatever node they belong on.
func fill(t testing.TB, c redis.Cmdable, keys []string) {
	t.Helper()
	for page := range slices.Chunk(keys, 5000) {
		_, err := c.Pipelined(t.Context(), func(p redis.Pipeliner) error {
			for _, k := range page {
				p.Set(t.Context(), k, 1, 0)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// collect ranges over a scan.
func collect(seq func(func(string, error) bool)) (keys []string, err error) {
	for k, e := range seq {
		if err != nil {
			return keys, fmt.Errorf("a pair came after the error %w", err)
		}
		if e != nil {
			err = e
			continue
		}
		keys = append(keys, k)
	}
	return keys, err
}

// same compares sets of keys, none of which may come twice.
func same(t testing.TB, got, want []string) {
	t.Helper()
	g, w := slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if slices.Equal(g, w) {
		return
	}
	missing, extra := minus(w, g), minus(g, w)
	t.Fatalf("got %d keys, want %d: %d missing %.5q, %d too many %.5q",
		len(g), len(w), len(missing), head(missing), len(extra), head(extra))
}

// covers checks that want is in got, which may repeat keys and have others.
func covers(t testing.TB, got, want []string) {
	t.Helper()
	if missing := minus(want, got); len(missing) > 0 {
		t.Fatalf("got %d keys, without %d of %d: %q", len(got), len(missing), len(want), head(missing))
	}
}

func minus(a, b []string) []string {
	has := make(map[string]bool, len(b))
	for _, k := range b {
		has[k] = true
	}
	var rest []string
	for _, k := range a {
		if !has[k] {
			rest = append(rest, k)
		}
	}
	return rest
}

func head(keys []string) []string { return keys[:min(len(keys), 5)] }

// unique removes what a stream has repeated.
func unique(keys []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(keys)))
}

// noLeak checks at the test's end that no goroutine is left. Call it first, so
// that it looks when clients and servers are closed.
func noLeak(t testing.TB) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		err := servers.Eventually(5*time.Second, func(context.Context) error {
			if n := runtime.NumGoroutine(); n > before {
				return fmt.Errorf("%d goroutines, %d before", n, before)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%v\n%s", err, stacks())
		}
	})
}

func stacks() []byte {
	buf := make([]byte, 1<<20)
	return bytes.TrimSpace(buf[:runtime.Stack(buf, true)])
}

// complete checks that Keys and Scan find just the keys that there are.
func complete(t testing.TB, c redisrt.Scanner, want []string) {
	t.Helper()
	keys, err := redisrt.Keys(t.Context(), c, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, want)
	if keys, err = collect(redisrt.Scan(t.Context(), c, "*")); err != nil {
		t.Fatal(err)
	}
	same(t, unique(keys), want)
}
