package tests

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// pages is how many SCANs the 4500 keys of these tests take, at least.
const pages = 4

func serverBehindProxy(t *testing.T) (*faults.Proxy, *servers.Server, []string) {
	t.Helper()
	noLeak(t)
	s := servers.Plain(t)
	keys := names(4500, "key:%d")
	fill(t, client(t, s.Addr), keys)
	return faults.New(t, s.Addr), s, keys
}

// serialized lets one rule count for several proxies.
func serialized(r faults.Rule) faults.Rule {
	var mu sync.Mutex
	return func(args []string) faults.Action {
		mu.Lock()
		defer mu.Unlock()
		return r(args)
	}
}

func impatient(o *redis.Options) { o.ReadTimeout = 150 * time.Millisecond }

// TestOneFault breaks the connection once, at each page and in each way.
func TestOneFault(t *testing.T) {
	p, _, want := serverBehindProxy(t)
	for name, fault := range map[string]faults.Action{
		"cut before":    faults.CutBefore,
		"cut after":     faults.CutAfter,
		"reply is lost": faults.Swallow,
		"reply is late": faults.Delay(300 * time.Millisecond),
	} {
		for n := 1; n <= pages; n++ {
			t.Run(fmt.Sprintf("%s, SCAN %d", name, n), func(t *testing.T) {
				c := client(t, p.Addr, impatient)
				before := p.Count("scan")
				p.Rule(faults.Nth("scan", n, fault))
				keys, err := redisrt.Keys(t.Context(), c, "*").Result()
				if err != nil {
					t.Fatal(err)
				}
				same(t, keys, want)
				if sent := p.Count("scan") - before; sent < n+pages {
					t.Errorf("%d SCANs: the scan did not begin again", sent)
				}

				p.Rule(faults.Nth("scan", n, fault))
				keys, err = collect(redisrt.Scan(t.Context(), c, "*"))
				if err != nil {
					t.Fatal(err)
				}
				covers(t, keys, want)
			})
		}
	}
}

// TestFaultsForGood breaks it every time.
func TestFaultsForGood(t *testing.T) {
	p, _, _ := serverBehindProxy(t)
	for name, fault := range map[string]faults.Action{
		"cut before":    faults.CutBefore,
		"cut after":     faults.CutAfter,
		"reply is lost": faults.Swallow,
	} {
		t.Run(name, func(t *testing.T) {
			c := client(t, p.Addr, impatient)
			p.Rule(faults.From("scan", 2, fault))
			keys, err := redisrt.Keys(t.Context(), c, "*").Result()
			if err == nil || keys != nil {
				t.Errorf("%d keys, %v", len(keys), err)
			}
			p.Rule(faults.From("scan", 2, fault))
			if keys, err := collect(redisrt.Scan(t.Context(), c, "*")); err == nil {
				t.Errorf("%d keys and no error", len(keys))
			}
		})
	}
}

// TestTwoFaults is as many as are borne.
func TestTwoFaults(t *testing.T) {
	p, _, want := serverBehindProxy(t)
	c := client(t, p.Addr)
	first, second := faults.Nth("scan", 3, faults.CutAfter), faults.Nth("scan", 5, faults.CutBefore)
	p.Rule(func(args []string) faults.Action {
		a, b := first(args), second(args)
		if a != faults.Pass {
			return a
		}
		return b
	})
	keys, err := redisrt.Keys(t.Context(), c, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, want)
}

// TestConnBroken: a Conn of the caller's is not replaced by another.
func TestConnBroken(t *testing.T) {
	p, _, want := serverBehindProxy(t)
	conn := client(t, p.Addr).Conn()
	defer conn.Close()
	keys, err := redisrt.Keys(t.Context(), conn, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, want)
	p.Rule(faults.Nth("scan", 2, faults.CutAfter))
	if keys, err := redisrt.Keys(t.Context(), conn, "*").Result(); err == nil || keys != nil {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

func TestServerKilled(t *testing.T) {
	p, s, _ := serverBehindProxy(t)
	p.Rule(faults.Before("scan", 3, s.Stop))
	keys, err := redisrt.Keys(t.Context(), client(t, p.Addr), "*").Result()
	if err == nil || keys != nil {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

// TestFailover moves the address to another server with other keys.
func TestFailover(t *testing.T) {
	p, a, old := serverBehindProxy(t)
	b := servers.Plain(t)
	keep := append(names(5000, "other:%d"), old[:1000]...)
	fill(t, client(t, b.Addr), keep)
	for n := 1; n <= pages; n++ {
		t.Run(fmt.Sprint("SCAN ", n), func(t *testing.T) {
			p.Switch(a.Addr)
			c := client(t, p.Addr)
			p.Rule(faults.Before("scan", n, func() { p.Switch(b.Addr) }))
			keys, err := redisrt.Keys(t.Context(), c, "*").Result()
			if err != nil {
				t.Fatal(err)
			}
			same(t, keys, keep) // nothing of the abandoned scan is left

			p.Rule(nil)
			p.Switch(a.Addr)
			p.Rule(faults.Before("scan", n, func() { p.Switch(b.Addr) }))
			keys, err = collect(redisrt.Scan(t.Context(), c, "*"))
			if err != nil {
				t.Fatal(err)
			}
			covers(t, keys, keep)
		})
	}
}

// TestFailoverTeeth: a loop over the cursor on the client itself goes on with
// one server's cursor on the other, and says nothing.
func TestFailoverTeeth(t *testing.T) {
	p, _, _ := serverBehindProxy(t)
	b := servers.Plain(t)
	other := names(5000, "other:%d")
	fill(t, client(t, b.Addr), other)
	p.Rule(faults.Before("scan", 3, func() { p.Switch(b.Addr) }))
	c := client(t, p.Addr)
	var got []string
	it := c.Scan(t.Context(), 0, "*", 1000).Iterator()
	for it.Next(t.Context()) {
		got = append(got, it.Val())
	}
	if it.Err() != nil || len(minus(other, got)) == 0 {
		t.Errorf("go-redis' iterator: %d keys, %v; want a part and no error", len(got), it.Err())
	}
}

func TestCancelled(t *testing.T) {
	p, _, want := serverBehindProxy(t)
	for n := 1; n <= pages+2; n++ {
		t.Run(fmt.Sprint("SCAN ", n), func(t *testing.T) {
			c := client(t, p.Addr)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p.Rule(faults.Before("scan", n, cancel))
			keys, err := redisrt.Keys(ctx, c, "*").Result()
			switch {
			case err == nil && n >= pages:
				same(t, keys, want)
			case !errors.Is(err, context.Canceled) || keys != nil:
				t.Errorf("%d keys, %v", len(keys), err)
			}
		})
	}
}

func TestCancelledBefore(t *testing.T) {
	p, _, _ := serverBehindProxy(t)
	c := client(t, p.Addr)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if keys, err := redisrt.Keys(ctx, c, "*").Result(); !errors.Is(err, context.Canceled) || keys != nil {
		t.Errorf("%d keys, %v", len(keys), err)
	}
	if n := p.Count("scan"); n != 0 {
		t.Errorf("%d SCANs were sent", n)
	}
}

// TestCancelledInBody: the rest of the page is not yielded.
func TestCancelledInBody(t *testing.T) {
	p, _, _ := serverBehindProxy(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for _, err := range redisrt.Scan(ctx, client(t, p.Addr), "*") {
		if n++; n == 10 {
			cancel()
		}
		last = err
	}
	if n != 11 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d pairs, %v", n, last)
	}
}

// TestDeadline: with ContextTimeoutEnabled a deadline cuts a reply short, and
// the error is the context's although go-redis' is not.
func TestDeadline(t *testing.T) {
	p, _, _ := serverBehindProxy(t)
	c := client(t, p.Addr, func(o *redis.Options) {
		o.ContextTimeoutEnabled = true
		o.MaxRetries = -1 // else the error is that of its pause
	})
	conn := c.Conn()
	defer conn.Close()
	for name, client := range map[string]redisrt.Scanner{"Client": c, "Conn": conn} {
		t.Run(name, func(t *testing.T) {
			if err := redisrt.Keys(t.Context(), client, "*").Err(); err != nil { // it is connected now
				t.Fatal(err)
			}
			p.Rule(faults.Nth("scan", 3, faults.Delay(2*time.Second)))
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			start := time.Now()
			keys, err := redisrt.Keys(ctx, client, "*").Result()
			if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || keys != nil || took > 1500*time.Millisecond {
				t.Errorf("%d keys, %v after %v", len(keys), err, took)
			}
		})
	}
}

// TestCancelledPause: the wait before the next attempt ends with the context.
func TestCancelledPause(t *testing.T) {
	p, _, _ := serverBehindProxy(t)
	c := client(t, p.Addr)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.Rule(func(args []string) faults.Action {
		if args[0] != "scan" {
			return faults.Pass
		}
		time.AfterFunc(20*time.Millisecond, cancel) // the pause is 50 ms at least
		return faults.CutAfter
	})
	if keys, err := redisrt.Keys(ctx, c, "*").Result(); !errors.Is(err, context.Canceled) || keys != nil {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}
