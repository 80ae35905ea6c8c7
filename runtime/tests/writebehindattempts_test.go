package tests

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

var onlyOnce = redisrt.WriteBehindOptions{Partitions: 1, Interval: quick.Interval, Lease: 300 * time.Millisecond, Attempts: 1}

// TestWriteBehindLostTakes: items that no worker has got to see were not tried.
func TestWriteBehindLostTakes(t *testing.T) {
	noLeak(t)
	addr := servers.Plain(t).Addr
	p := faults.New(t, addr)
	s := newStorage()
	closed(t, opened(t, client(t, addr), s.store, onlyOnce)) // the server knows the script
	must(t, opened(t, client(t, addr), nil, onlyOnce).Enqueue(t.Context(), "key", 1))
	var lost atomic.Int64
	p.Rule(func(args []string) faults.Action {
		if slices.Contains(args, "{test:0}:owner") && lost.Add(1) <= 6 {
			return faults.CutAfter
		}
		return faults.Pass
	})
	wb := opened(t, client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1 }), s.store, onlyOnce)
	drained(t, wb)
	s.is(t, map[string][]int{"key": {1}})
	if got := letters(t, wb); len(got) > 0 || lost.Load() < 6 {
		t.Errorf("dead letters %v after %d lost replies", got, lost.Load())
	}
}

// TestWriteBehindEnded: leases that end before the store has returned count for an item
// that was alone, up to 20, and let those of a batch come alone.
func TestWriteBehindEnded(t *testing.T) {
	for _, test := range []struct{ items, attempts, leases, dead int }{
		{1, 1, 19, 0},
		{1, 1, 20, 1},
		{1, 0, 25, 0},
		{3, 1, 20, 0},
		{3, 1, 21, 1},
	} {
		t.Run(fmt.Sprintf("%+v", test), func(t *testing.T) {
			noLeak(t)
			ctx := t.Context()
			addr := servers.Plain(t).Addr
			direct := client(t, addr)
			p := faults.New(t, addr)
			s := newStorage()
			var r recorder
			p.Rule(r.rule("{test:0}:owner"))
			o := onlyOnce
			o.Attempts = test.attempts
			first := opened(t, client(t, p.Addr), s.store, o)
			must(t, servers.Eventually(time.Minute, func(context.Context) error {
				if r.copied() == nil {
					return errors.New("nothing was taken")
				}
				return nil
			}))
			closed(t, first)
			take := r.copied()
			producer := opened(t, direct, nil, o)
			want := numbers(t, producer, names(test.items, "key:%d"), 1)
			for i := range test.leases {
				take[8] = fmt.Sprint("ended:", i)
				for range 2 { // what is sent again does not count
					must(t, direct.Do(ctx, take...).Err())
				}
				must(t, direct.Del(ctx, "{test:0}:owner").Err())
			}
			wb := opened(t, direct, s.store, o)
			drained(t, wb)
			closed(t, wb)
			for _, letter := range letters(t, wb) {
				test.dead--
				delete(want, strings.Fields(letter)[0])
			}
			if test.dead != 0 {
				t.Errorf("%d dead letters are missing", test.dead)
			}
			s.is(t, want)
			if s.largest > 1 {
				t.Errorf("a batch of %d", s.largest)
			}
		})
	}
}

// TestWriteBehindAttemptsStay: errors are counted over processes, each of them once,
// and a Close in between is none.
func TestWriteBehindAttemptsStay(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	addr := servers.Plain(t).Addr
	p := faults.New(t, addr)
	o := onlyOnce
	o.Attempts = 3
	o.Lease = time.Hour
	var calls atomic.Int64
	third := make(chan struct{})
	store := func(ctx context.Context, _ []redisrt.Item[int]) error {
		if calls.Add(1) == 3 {
			close(third)
			<-ctx.Done()
		}
		return errors.New("broken")
	}
	first := opened(t, client(t, p.Addr), store, o)
	var noted atomic.Int64
	p.Rule(func(args []string) faults.Action {
		// The script that notes an error ends with numbers.
		if len(args) == 12 && args[2] == "5" && !strings.Contains(args[11], "-") {
			if noted.Add(1)%2 == 1 { // the request is sent again
				return faults.CutAfter
			}
		}
		return faults.Pass
	})
	must(t, first.Enqueue(ctx, "key", 1))
	<-third
	cut, cancel := context.WithCancel(ctx)
	cancel()
	if err := first.Close(cut); err == nil {
		t.Error("nothing was left")
	}
	if noted := noted.Load(); noted < 2 {
		t.Errorf("%d requests noted an error", noted)
	}
	wb := opened(t, client(t, addr), store, o)
	drained(t, wb)
	if n := calls.Load(); n != 4 {
		t.Errorf("the store was called %d times", n)
	}
	if got := letters(t, wb); len(got) != 1 {
		t.Errorf("dead letters %v", got)
	}
}

// TestWriteBehindGoexit: a store that ends its goroutine has failed.
func TestWriteBehindGoexit(t *testing.T) {
	noLeak(t)
	var told errorsOf
	o := onlyOnce
	o.Attempts, o.OnError = 0, told.add
	s := newStorage()
	calls := 0
	wb := opened(t, client(t, servers.Plain(t).Addr), func(ctx context.Context, items []redisrt.Item[int]) error {
		if calls++; calls <= 2 {
			runtime.Goexit()
		}
		return s.store(ctx, items)
	}, o)
	want := numbers(t, wb, []string{"a", "b"}, 3)
	closed(t, wb)
	s.is(t, want)
	must(t, told.have("Goexit"))
}
