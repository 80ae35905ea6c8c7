package tests

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// quick is for tests that wait for workers.
var quick = redisrt.WriteBehindOptions{Partitions: 4, Interval: 5 * time.Millisecond}

// storage is a store that remembers.
type storage struct {
	mu      sync.Mutex
	values  map[string][]int
	last    map[string]string // ID
	largest int
	fail    func(items []redisrt.Item[int]) error
}

func newStorage() *storage { return &storage{values: map[string][]int{}, last: map[string]string{}} }

func (s *storage) store(_ context.Context, items []redisrt.Item[int]) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		if err := s.fail(items); err != nil {
			return err
		}
	}
	s.largest = max(s.largest, len(items))
	for _, i := range items {
		if i.ID <= s.last[i.Key] || len(i.ID) != 32 {
			return fmt.Errorf("%s after %s", i.ID, s.last[i.Key])
		}
		s.last[i.Key] = i.ID
		s.values[i.Key] = append(s.values[i.Key], i.Value)
	}
	return nil
}

// is checks what was stored, in its order.
func (s *storage) is(t testing.TB, want map[string][]int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !maps.EqualFunc(s.values, want, slices.Equal) {
		t.Errorf("stored %v, not %v", s.values, want)
	}
}

// errorsOf collects what OnError is told.
type errorsOf struct {
	mu  sync.Mutex
	all []error
}

func (e *errorsOf) add(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, err)
}

func (e *errorsOf) have(part string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !slices.ContainsFunc(e.all, func(err error) bool { return strings.Contains(err.Error(), part) }) {
		return fmt.Errorf("no %q in %v", part, e.all)
	}
	return nil
}

// opened is NewWriteBehind of a name of its own.
func opened(t testing.TB, c redisrt.WriteBehindClient, store func(context.Context, []redisrt.Item[int]) error, o redisrt.WriteBehindOptions) *redisrt.WriteBehind[int] {
	t.Helper()
	wb, err := redisrt.NewWriteBehind(t.Context(), c, "test", store, o)
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = wb.Close(ctx) // where the test has not
	})
	return wb
}

// closed closes, and expects everything to be stored.
func closed(t testing.TB, wb *redisrt.WriteBehind[int]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	must(t, wb.Close(ctx))
	length(t, wb, 0)
	if err := wb.Enqueue(ctx, "key", 1); !errors.Is(err, redisrt.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func length(t testing.TB, wb *redisrt.WriteBehind[int], want int64) {
	t.Helper()
	if n, err := wb.Len(t.Context()); err != nil || n != want {
		t.Errorf("%d items wait, %v; want %d", n, err, want)
	}
}

// numbers enqueues 0 to n-1 for each key, by turns.
func numbers(t testing.TB, wb *redisrt.WriteBehind[int], keys []string, n int) map[string][]int {
	t.Helper()
	want := map[string][]int{}
	for i := range n {
		for _, key := range keys {
			must(t, wb.Enqueue(t.Context(), key, i))
			want[key] = append(want[key], i)
		}
	}
	return want
}

// TestWriteBehind: everything is stored, in order, in batches, by another process'
// worker as well, and Close drains.
func TestWriteBehind(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	o := quick
	o.Batch = 7
	s := newStorage()
	producer := opened(t, c, nil, o)
	want := numbers(t, producer, names(20, "key:%d"), 30)
	length(t, producer, 600)
	must(t, producer.Close(t.Context()))
	wb := opened(t, c, s.store, o)
	maps.Copy(want, numbers(t, wb, names(10, "another:%d"), 30))
	closed(t, wb)
	s.is(t, want)
	if s.largest != o.Batch {
		t.Errorf("the largest batch was %d", s.largest)
	}
}

// TestWriteBehindLargeBatch: as many items as a script can remove.
func TestWriteBehindLargeBatch(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	o := redisrt.WriteBehindOptions{Partitions: 1, Batch: 5000}
	want := numbers(t, opened(t, c, nil, o), []string{"a", "b"}, 2600)
	s := newStorage()
	closed(t, opened(t, c, s.store, o))
	s.is(t, want)
	if s.largest != o.Batch {
		t.Errorf("the largest batch was %d", s.largest)
	}
}

func TestWriteBehindOptions(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	addr := servers.Plain(t).Addr
	c := client(t, addr)
	ring := newRing(t, addr)
	conn := c.Conn()
	defer conn.Close()
	type opts = redisrt.WriteBehindOptions
	type wrapper struct{ *redis.Client }
	opened(t, c, nil, opts{Partitions: 3})
	opened(t, wrapper{c}, nil, opts{Partitions: 3})
	for part, f := range map[string]func() (*redisrt.WriteBehind[int], error){
		"3 partitions, not 8": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, c, "test", nil, opts{})
		},
		"below 0": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, c, "x", nil, opts{Limit: -1})
		},
		"more than 1024": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, c, "x", nil, opts{Partitions: 1025})
		},
		"more than 5000": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, c, "x", nil, opts{Batch: 5001})
		},
		"below 100ms": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, c, "x", nil, opts{Lease: 1})
		},
		"braces": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, c, "{x}", nil, opts{})
		},
		"nil": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, nil, "x", nil, opts{})
		},
		"*redis.Ring": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, ring, "x", nil, opts{})
		},
		"*redis.Conn": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, conn, "x", nil, opts{})
		},
		"only queues": func() (*redisrt.WriteBehind[int], error) {
			return redisrt.NewWriteBehind[int](ctx, c.Pipeline(), "x", nil, opts{})
		},
		"canceled": func() (*redisrt.WriteBehind[int], error) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return redisrt.NewWriteBehind[int](ctx, c, "x", nil, opts{})
		},
	} {
		if _, err := f(); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v", part, err)
		}
	}
	if n := c.Exists(ctx, "{x}:partitions").Val(); n != 0 {
		t.Error("something was written for what was refused")
	}
}

// TestWriteBehindFull: at the limit nothing more is accepted, dead letters count, and
// all that was accepted is stored.
func TestWriteBehindFull(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	o := redisrt.WriteBehindOptions{Partitions: 1, Limit: 10, Interval: quick.Interval}
	wb := opened(t, c, nil, o)
	want := numbers(t, wb, []string{"a", "b"}, 5)
	for range 3 {
		if err := wb.Enqueue(t.Context(), "a", 99); !errors.Is(err, redisrt.ErrFull) {
			t.Fatal(err)
		}
	}
	length(t, wb, 10)
	s := newStorage()
	s.fail = func(items []redisrt.Item[int]) error {
		if items[len(items)-1].Value >= 3 {
			return redisrt.ErrRejected
		}
		return nil
	}
	closed(t, opened(t, c, s.store, o))
	for key := range want {
		want[key] = want[key][:3]
	}
	s.is(t, want)
	for i := range 6 {
		must(t, wb.Enqueue(t.Context(), "c", i))
	}
	if err := wb.Enqueue(t.Context(), "c", 99); !errors.Is(err, redisrt.ErrFull) {
		t.Errorf("with 4 dead letters and 6 items: %v", err)
	}
}

// TestWriteBehindServerFull: a server without memory accepts nothing, loses nothing,
// and lets the workers go on, dead letters included.
func TestWriteBehindServerFull(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	addr := servers.Plain(t, "--maxmemory-policy", "noeviction").Addr
	c := client(t, addr)
	producer := opened(t, c, nil, quick)
	want := numbers(t, producer, names(20, "key:%d"), 10)
	must(t, c.ConfigSet(ctx, "maxmemory", "1").Err())
	for i := range 20 {
		if err := producer.Enqueue(ctx, fmt.Sprint("key:", i), 99); !redis.HasErrorPrefix(err, "OOM") {
			t.Fatal(err)
		}
	}
	length(t, producer, 200)
	rejects := true
	s := newStorage()
	s.fail = func(items []redisrt.Item[int]) error {
		for _, i := range items {
			if rejects && i.Key == "key:7" && i.Value >= 4 {
				return redisrt.ErrRejected
			}
		}
		return nil
	}
	closed(t, opened(t, c, s.store, quick))
	key7 := want["key:7"]
	want["key:7"] = key7[:4]
	s.is(t, want)
	if n, err := producer.Requeue(ctx, "key:7"); n != 6 || err != nil {
		t.Errorf("%d requeued, %v", n, err)
	}
	rejects = false
	closed(t, opened(t, c, s.store, quick))
	want["key:7"] = key7
	s.is(t, want)
	if used := c.ConfigGet(ctx, "maxmemory").Val()["maxmemory"]; used != "1" {
		t.Errorf("maxmemory is %s", used)
	}
}

// TestWriteBehindOne: leases keep two workers from storing a partition at once, also
// when the store takes longer than a lease.
func TestWriteBehindOne(t *testing.T) {
	noLeak(t)
	addr := servers.Plain(t).Addr
	o := redisrt.WriteBehindOptions{Partitions: 1, Batch: 10, Interval: time.Millisecond, Lease: time.Second}
	s := newStorage()
	var at, most, calls atomic.Int64
	store := func(ctx context.Context, items []redisrt.Item[int]) error {
		if n := at.Add(1); n > 1 {
			most.Store(n)
		}
		defer at.Add(-1)
		if calls.Add(1)%10 == 1 {
			time.Sleep(3 * o.Lease / 2)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return s.store(ctx, items)
	}
	a := opened(t, client(t, addr), store, o)
	b := opened(t, client(t, addr), store, o)
	want := numbers(t, a, names(5, "a:%d"), 15)
	maps.Copy(want, numbers(t, b, names(5, "b:%d"), 15))
	closed(t, a)
	closed(t, b)
	s.is(t, want)
	if most.Load() > 0 {
		t.Errorf("%d at once", most.Load())
	}
}

// TestWriteBehindLeaseLost: the store's context ends with the lease, whoever took it
// has the partition, and what was not stored comes again.
func TestWriteBehindLeaseLost(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	var told errorsOf
	o := redisrt.WriteBehindOptions{Partitions: 1, Interval: quick.Interval, Lease: 300 * time.Millisecond, OnError: told.add}
	s := newStorage()
	var stopped atomic.Int64
	begun := make(chan struct{})
	wb := opened(t, c, func(ctx context.Context, items []redisrt.Item[int]) error {
		if stopped.Load() == 0 {
			close(begun)
			<-ctx.Done()
			stopped.Add(1)
			return ctx.Err()
		}
		return s.store(ctx, items)
	}, o)
	must(t, wb.Enqueue(ctx, "key", 0))
	<-begun
	must(t, c.Set(ctx, "{test:0}:owner", "another", 500*time.Millisecond).Err())
	closed(t, wb)
	s.is(t, map[string][]int{"key": {0}})
	must(t, told.have("the lease was lost"))
	if stopped.Load() != 1 {
		t.Errorf("the store was stopped %d times", stopped.Load())
	}
}

// TestWriteBehindCloseCut: what is left when Close may not wait any longer is counted,
// stays, and is taken by the next at once, though the lease is long.
func TestWriteBehindCloseCut(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	o := redisrt.WriteBehindOptions{Partitions: 2, Batch: 1, Interval: quick.Interval, Lease: time.Hour, Attempts: 1}
	wb := opened(t, c, func(ctx context.Context, _ []redisrt.Item[int]) error {
		<-ctx.Done()
		return ctx.Err()
	}, o)
	want := numbers(t, wb, names(4, "key:%d"), 5)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err := wb.Close(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), `20 items of "test" are left`) {
		t.Error(err)
	}
	if again := wb.Close(t.Context()); again != err {
		t.Errorf("the second Close: %v", again)
	}
	s := newStorage()
	closed(t, opened(t, c, s.store, o))
	s.is(t, want)
}

// TestWriteBehindCloseWaits: a dead process' lease is waited for.
func TestWriteBehindCloseWaits(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	s := newStorage()
	o := redisrt.WriteBehindOptions{Partitions: 1, Interval: quick.Interval}
	must(t, c.Set(ctx, "{test:0}:owner", "dead", 400*time.Millisecond).Err())
	wb := opened(t, c, s.store, o)
	must(t, wb.Enqueue(ctx, "key", 1))
	closed(t, wb)
	s.is(t, map[string][]int{"key": {1}})
}

// TestWriteBehindCloseOthers: what others enqueue later, and store, is not waited for.
func TestWriteBehindCloseOthers(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	o := redisrt.WriteBehindOptions{Partitions: 1, Interval: quick.Interval}
	other := opened(t, c, nil, o)
	must(t, c.Set(ctx, "{test:0}:owner", "another", time.Hour).Err())
	wb := opened(t, c, newStorage().store, o)
	must(t, wb.Enqueue(ctx, "key", 0))
	ended := make(chan error)
	go func() { ended <- wb.Close(ctx) }()
	for i := 1; ; i++ {
		select {
		case err := <-ended:
			must(t, err)
			length(t, other, 50)
			return
		case <-time.After(5 * time.Millisecond):
		}
		must(t, other.Enqueue(ctx, "key", i))
		if i > 10_000 {
			t.Fatal("Close waits for ever")
		}
		must(t, c.XTrimMaxLen(ctx, "{test:0}:stream", 50).Err())
	}
}

// TestWriteBehindStoreDown: everything waits, in order, and nothing is a dead letter.
func TestWriteBehindStoreDown(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	var told errorsOf
	o := quick
	o.OnError = told.add
	s := newStorage()
	calls := 0
	down := errors.New("the store is down")
	s.fail = func([]redisrt.Item[int]) error {
		if calls++; calls <= 12 {
			return down
		}
		return nil
	}
	wb := opened(t, c, s.store, o)
	want := numbers(t, wb, names(8, "key:%d"), 20)
	closed(t, wb)
	s.is(t, want)
	must(t, told.have(down.Error()))
}

// TestWriteBehindScriptFlush: servers forget scripts.
func TestWriteBehindScriptFlush(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	var told errorsOf
	o := quick
	o.Batch, o.OnError = 3, told.add
	s := newStorage()
	wb := opened(t, c, s.store, o)
	want := map[string][]int{}
	for i := range 200 {
		must(t, c.ScriptFlush(t.Context()).Err())
		must(t, wb.Enqueue(t.Context(), "key", i))
		want["key"] = append(want["key"], i)
	}
	must(t, c.ScriptFlush(t.Context()).Err())
	closed(t, wb)
	s.is(t, want)
	if len(told.all) > 0 {
		t.Error(told.all)
	}
}
