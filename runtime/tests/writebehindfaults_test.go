package tests

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

var writeBehindFaults = map[string]faults.Action{
	"cut before":    faults.CutBefore,
	"cut after":     faults.CutAfter,
	"reply is lost": faults.Swallow,
	"reply is late": faults.Delay(300 * time.Millisecond),
}

// waiting reads the values in the streams past the proxy.
func waiting(t testing.TB, c redis.Cmdable, key string, partitions int) (values []string) {
	t.Helper()
	for p := range partitions {
		items, err := c.XRange(t.Context(), fmt.Sprintf("{test:%d}:stream", p), "-", "+").Result()
		must(t, err)
		for _, i := range items {
			if i.Values["k"] == key {
				values = append(values, i.Values["v"].(string))
			}
		}
	}
	return values
}

// TestWriteBehindEnqueueFaults: what is sent again is in the stream once. With a nil
// error it is there; only with an error it may be or not.
func TestWriteBehindEnqueueFaults(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	for name, fault := range writeBehindFaults {
		for _, request := range []string{"evalsha", "eval"} {
			for _, retries := range []int{3, -1} {
				t.Run(fmt.Sprintf("%s %s, MaxRetries %d", request, name, retries), func(t *testing.T) {
					must(t, direct.FlushAll(t.Context()).Err())
					must(t, direct.ScriptFlush(t.Context()).Err())
					wb := opened(t, client(t, p.Addr, impatient, func(o *redis.Options) { o.MaxRetries = retries }), nil, quick)
					want := []string{}
					if request == "evalsha" {
						must(t, wb.Enqueue(t.Context(), "key", 0))
						want = append(want, "0")
					}
					before := p.Count(request)
					p.Rule(faults.Nth(request, 1, fault))
					err := wb.Enqueue(t.Context(), "key", 1)
					p.Rule(nil)
					if sent := p.Count(request) - before; retries > 0 && (err != nil || sent != 2) || retries < 0 && (err == nil || sent != 1) {
						t.Errorf("%v after it was sent %d times", err, sent)
					}
					if err == nil || name != "cut before" {
						want = append(want, "1")
					}
					must(t, wb.Enqueue(t.Context(), "key", 2))
					want = append(want, "2")
					if got := waiting(t, direct, "key", 4); !slices.Equal(got, want) {
						t.Errorf("%q, not %q", got, want)
					}
				})
			}
		}
	}
}

// TestWriteBehindLateCopy: the copy of a command that comes after newer items changes
// nothing, however many there were.
func TestWriteBehindLateCopy(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	var copied []any
	p.Rule(func(args []string) faults.Action {
		if args[0] == "eval" && slices.Contains(args, "{test:0}:parked") && copied == nil {
			for _, a := range args {
				copied = append(copied, a)
			}
		}
		return faults.Pass
	})
	wb := opened(t, client(t, p.Addr), nil, redisrt.WriteBehindOptions{Partitions: 1})
	for i := range 10_000 {
		must(t, wb.Enqueue(ctx, "key", i))
		if i%2500 == 1 {
			if n, err := direct.Do(ctx, copied...).Int(); n != 1 || err != nil {
				t.Fatalf("the copy of %q: %d, %v", copied, n, err)
			}
		}
	}
	length(t, wb, 10_000)
	keys, err := direct.Keys(ctx, "*seen*").Result()
	must(t, err)
	if len(keys) != 3 {
		t.Errorf("%q remember 10000 items", keys)
	}
	for _, key := range keys {
		if ttl := direct.PTTL(ctx, key).Val(); ttl <= 4*time.Minute || ttl > 10*time.Minute {
			t.Errorf("%s has the TTL %v", key, ttl)
		}
	}
}

// TestWriteBehindWorkerFaults breaks the connection of a worker at each of its
// requests, in turn. All is stored, each run of a key in order.
func TestWriteBehindWorkerFaults(t *testing.T) {
	noLeak(t)
	t.Run("faults", func(t *testing.T) {
		for name, fault := range writeBehindFaults {
			for nth := 1; nth <= 6; nth++ {
				t.Run(fmt.Sprintf("request %d %s", nth, name), func(t *testing.T) {
					t.Parallel()
					s := servers.Plain(t)
					p := faults.New(t, s.Addr)
					var told errorsOf
					o := redisrt.WriteBehindOptions{Partitions: 1, Batch: 4, Interval: quick.Interval, Lease: 150 * time.Millisecond, OnError: told.add}
					producer := opened(t, client(t, s.Addr), nil, o)
					want := numbers(t, producer, []string{"a", "b"}, 6)
					var sent atomic.Int64
					p.Rule(func(args []string) faults.Action {
						if args[0] == "evalsha" && slices.Contains(args, "{test:0}:owner") && sent.Add(1) == int64(nth) {
							return fault
						}
						return faults.Pass
					})
					patient := func(o *redis.Options) { o.ReadTimeout, o.MaxRetries = 150*time.Millisecond, 20 }
					var mu sync.Mutex
					got := map[string][]int{}
					slow := false
					wb := opened(t, client(t, p.Addr, patient), func(ctx context.Context, items []redisrt.Item[int]) error {
						if slow = !slow; slow {
							time.Sleep(120 * time.Millisecond) // so that the lease is renewed
						}
						mu.Lock()
						defer mu.Unlock()
						for _, i := range items {
							got[i.Key] = append(got[i.Key], i.Value)
						}
						return nil
					}, o)
					drained(t, producer)
					closed(t, wb)
					for key, values := range want {
						if missing := minusInts(values, got[key]); len(missing) > 0 {
							t.Errorf("%s: %v are lost", key, missing)
						}
						first := 0
						for i, v := range got[key] {
							if v > first || v < first && v < first-o.Batch || i > 0 && v > got[key][i-1]+1 {
								t.Errorf("%s: %v", key, got[key])
							}
							first = max(first, v+1)
						}
					}
					if n := sent.Load(); n < int64(nth) {
						t.Errorf("there were %d requests", n)
					}
				})
			}
		}
	})
}

// TestWriteBehindSentAgain: to be asked twice for an item is not a try of it.
func TestWriteBehindSentAgain(t *testing.T) {
	noLeak(t)
	addr := servers.Plain(t).Addr
	p := faults.New(t, addr)
	o := redisrt.WriteBehindOptions{Partitions: 1, Interval: quick.Interval, Attempts: 1}
	must(t, opened(t, client(t, addr), nil, o).Enqueue(t.Context(), "key", 1))
	p.Rule(faults.Nth("eval", 1, faults.CutAfter))
	s := newStorage()
	closed(t, opened(t, client(t, p.Addr), s.store, o))
	s.is(t, map[string][]int{"key": {1}})
}

func minusInts(a, b []int) (rest []int) {
	for _, n := range a {
		if !slices.Contains(b, n) {
			rest = append(rest, n)
		}
	}
	return rest
}

// TestWriteBehindCancelled: a context that is done before Enqueue sends nothing, and
// one that is while it is under way leaves the item in the stream once or not at all.
func TestWriteBehindCancelled(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	for _, timeouts := range []bool{false, true} {
		must(t, direct.FlushAll(t.Context()).Err())
		wb := opened(t, client(t, p.Addr, func(o *redis.Options) { o.ContextTimeoutEnabled = timeouts }), nil, quick)
		must(t, wb.Enqueue(t.Context(), "key", 0))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		before := p.Count("evalsha")
		if err := wb.Enqueue(ctx, "key", 1); !errors.Is(err, context.Canceled) || p.Count("evalsha") != before {
			t.Errorf("%v, sent %d times", err, p.Count("evalsha")-before)
		}
		if _, err := wb.Len(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if _, err := wb.Requeue(ctx, "key"); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		p.Rule(faults.Before("evalsha", 1, cancel))
		err := wb.Enqueue(ctx, "key", 2)
		p.Rule(nil)
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		must(t, wb.Enqueue(t.Context(), "key", 3))
		must(t, servers.Eventually(10*time.Second, func(context.Context) error {
			got := fmt.Sprint(waiting(t, direct, "key", 4))
			if got == "[0 2 3]" || err != nil && got == "[0 3]" {
				return nil
			}
			return fmt.Errorf("%s after %v", got, err)
		}))
		cancel()
	}
}

// TestWriteBehindServerGone: Close comes back, and says that it does not know.
func TestWriteBehindServerGone(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	var told errorsOf
	o := quick
	o.OnError = told.add
	begun := make(chan struct{}, 100)
	wb := opened(t, client(t, s.Addr, impatient), func(ctx context.Context, _ []redisrt.Item[int]) error {
		begun <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}, o)
	must(t, wb.Enqueue(t.Context(), "key", 1))
	<-begun
	s.Stop()
	if err := wb.Enqueue(t.Context(), "key", 2); err == nil {
		t.Error("a server that is gone has accepted an item")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := wb.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	must(t, told.have("{test:"))
}

// TestWriteBehindPatient: it is not spinning while Redis does not answer, not in Close
// either.
func TestWriteBehindPatient(t *testing.T) {
	noLeak(t)
	p := faults.New(t, servers.Plain(t).Addr)
	wb := opened(t, client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1 }), newStorage().store, redisrt.WriteBehindOptions{Partitions: 1, Interval: quick.Interval})
	must(t, wb.Enqueue(t.Context(), "key", 1))
	p.Rule(faults.From("evalsha", 1, faults.CutBefore))
	before := p.Count("evalsha")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_ = wb.Close(ctx) // it may have been stored already
	if n := p.Count("evalsha") - before; n > 100 {
		t.Errorf("%d requests in a second", n)
	}
}
