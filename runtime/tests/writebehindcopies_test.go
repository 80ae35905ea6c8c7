package tests

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// recorder keeps the last script that went through a proxy, to send copies of it.
type recorder struct {
	mu   sync.Mutex
	last []any
}

// rule records what names the key.
func (r *recorder) rule(key string) faults.Rule {
	return func(args []string) faults.Action {
		if strings.HasPrefix(args[0], "eval") && slices.Contains(args, key) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.last = nil
			for _, a := range args {
				r.last = append(r.last, a)
			}
		}
		return faults.Pass
	}
}

func (r *recorder) copied() []any {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.last)
}

// late sends a copy, and expects an answer.
func late(t testing.TB, c *redis.Client, copied []any, want int64) {
	t.Helper()
	if n, err := c.Do(t.Context(), copied...).Int64(); n != want || err != nil {
		t.Errorf("the copy of %q: %d, %v; want %d", copied, n, err, want)
	}
}

// TestWriteBehindRefusedCopy: what was refused stays refused, when there is room too.
func TestWriteBehindRefusedCopy(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	addr := servers.Plain(t).Addr
	direct := client(t, addr)
	p := faults.New(t, addr)
	var r recorder
	p.Rule(r.rule("{test:0}:parked"))
	wb := opened(t, client(t, p.Addr), nil, redisrt.WriteBehindOptions{Partitions: 1, Limit: 1})
	must(t, wb.Enqueue(ctx, "a", 1))
	if err := wb.Enqueue(ctx, "b", 2); !errors.Is(err, redisrt.ErrFull) {
		t.Fatal(err)
	}
	full := r.copied()
	must(t, direct.SAdd(ctx, "{test:0}:parked", "c").Err())
	if err := wb.Enqueue(ctx, "c", 3); !errors.Is(err, redisrt.ErrParked) {
		t.Fatal(err)
	}
	parked := r.copied()
	must(t, errors.Join(direct.XTrimMaxLen(ctx, "{test:0}:stream", 0).Err(), direct.Del(ctx, "{test:0}:parked").Err()))
	for range 2 {
		late(t, direct, full, 2)
		late(t, direct, parked, 3)
	}
	length(t, wb, 0)
	must(t, wb.Enqueue(ctx, "b", 4))
	accepted := r.copied()
	must(t, direct.SAdd(ctx, "{test:0}:parked", "b").Err())
	late(t, direct, accepted, 1)
	length(t, wb, 1)
}

// TestWriteBehindSettledCopy: a copy of Requeue or Drop leaves alone what has become a
// dead letter since, and a lost reply does not change the number.
func TestWriteBehindSettledCopy(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	addr := servers.Plain(t).Addr
	direct := client(t, addr)
	p := faults.New(t, addr)
	var r recorder
	s := newStorage()
	s.fail = func([]redisrt.Item[int]) error { return redisrt.ErrRejected }
	wb := opened(t, client(t, p.Addr), s.store, redisrt.WriteBehindOptions{Partitions: 1, Interval: quick.Interval})
	tool := opened(t, client(t, p.Addr), nil, redisrt.WriteBehindOptions{Partitions: 1})
	if n, err := tool.Drop(ctx, "key"); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	settling := func(args []string) bool { return len(args) == 10 && args[2] == "4" && args[7] == "key" }
	record := func(cut bool) {
		p.Rule(func(args []string) faults.Action {
			r.rule("key")(args)
			if cut && settling(args) {
				cut = false
				return faults.CutAfter
			}
			return faults.Pass
		})
	}
	record(false)
	if n, err := tool.Drop(ctx, "key"); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	nothing := r.copied()
	park := func() {
		t.Helper()
		must(t, wb.Enqueue(ctx, "key", 1))
		drained(t, wb)
		if got := letters(t, wb); len(got) != 1 {
			t.Fatal(got)
		}
	}
	park()
	late(t, direct, nothing, 0)
	record(true)
	if n, err := tool.Drop(ctx, "key"); n != 1 || err != nil {
		t.Errorf("%d were dropped, %v", n, err)
	}
	dropped := r.copied()
	park()
	late(t, direct, dropped, 1)
	record(true)
	if n, err := tool.Requeue(ctx, "key"); n != 1 || err != nil {
		t.Errorf("%d were requeued, %v", n, err)
	}
	requeued := r.copied()
	drained(t, wb)
	late(t, direct, requeued, 1)
	length(t, wb, 0)
	if got := letters(t, wb); len(got) != 1 {
		t.Error(got)
	}
}

// TestWriteBehindFullServer: a refusal stays one where the server's memory is full, too.
func TestWriteBehindFullServer(t *testing.T) {
	ctx := t.Context()
	direct := client(t, servers.Plain(t).Addr)
	wb := opened(t, direct, nil, redisrt.WriteBehindOptions{Partitions: 1, Limit: 1})
	must(t, wb.Enqueue(ctx, "a", 1))
	must(t, errors.Join(direct.ConfigSet(ctx, "maxmemory-policy", "noeviction").Err(), direct.ConfigSet(ctx, "maxmemory", "1").Err()))
	if err := wb.Enqueue(ctx, "b", 2); err != redisrt.ErrFull {
		t.Error(err)
	}
}
