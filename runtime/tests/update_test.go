package tests

import (
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

type basket struct {
	Owner string
	Items []string
}

func add(item string) func(basket, bool) (basket, error) {
	return func(b basket, found bool) (basket, error) {
		if !found {
			b.Owner = "ada"
		}
		b.Items = append(b.Items, item)
		return b, nil
	}
}

// TestUpdate: a key is made, then changed, on every kind of client.
func TestUpdate(t *testing.T) {
	cs := shared(t)
	ctx := t.Context()
	plain, cluster := client(t, servers.Plain(t).Addr), wholeCluster(t, cs)
	addrs, _ := shards(t)
	for _, c := range []redis.UniversalClient{plain, cluster, newRing(t, addrs...)} {
		t.Run(fmt.Sprintf("%T", c), func(t *testing.T) {
			for i, want := range []string{`{"Owner":"ada","Items":["tea"]}`, `{"Owner":"ada","Items":["tea","rice"]}`} {
				b, err := redisrt.Update(ctx, c, "basket", add([]string{"tea", "rice"}[i]))
				if err != nil {
					t.Fatal(err)
				}
				data, _ := json.Marshal(b)
				if got := c.Get(ctx, "basket").Val(); got != want || string(data) != want {
					t.Errorf("Redis has %s, returned %s, want %s", got, data, want)
				}
			}
		})
	}
}

// TestUpdatePointer: T may be a pointer, which is nil where there is no key.
func TestUpdatePointer(t *testing.T) {
	c := client(t, servers.Any(t))
	for i := range 3 {
		b, err := redisrt.Update(t.Context(), c, "basket", func(b *basket, found bool) (*basket, error) {
			if found != (i > 0) || found != (b != nil) {
				t.Errorf("update %d: %v, %v", i, b, found)
			}
			if b == nil {
				b = new(basket)
			}
			b.Items = append(b.Items, fmt.Sprint(i))
			return b, nil
		})
		if err != nil || len(b.Items) != i+1 {
			t.Errorf("%v, %v", b, err)
		}
	}
}

// TestUpdateTTL: what each option does to keys with and without a TTL.
func TestUpdateTTL(t *testing.T) {
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	none, long := redisrt.Persist, 1000*time.Hour
	for _, test := range []struct {
		opts                          []redisrt.UpdateOption
		wantNew, wantNone, wantExists time.Duration // of a new key, one without a TTL, one with an hour
	}{
		{nil, none, none, time.Hour},
		{[]redisrt.UpdateOption{redisrt.UpdateTTL(redis.KeepTTL)}, none, none, time.Hour},
		{[]redisrt.UpdateOption{redisrt.UpdateTTL(redisrt.Persist)}, none, none, none},
		{[]redisrt.UpdateOption{redisrt.UpdateTTL(long)}, long, long, long},
		{[]redisrt.UpdateOption{redisrt.UpdateNewTTL(long)}, long, none, time.Hour},
		{[]redisrt.UpdateOption{redisrt.UpdateNewTTL(long), redisrt.UpdateTTL(time.Minute)}, long, time.Minute, time.Minute},
		{[]redisrt.UpdateOption{redisrt.UpdateNewTTL(redisrt.Persist), redisrt.UpdateTTL(time.Minute)}, none, time.Minute, time.Minute},
		{[]redisrt.UpdateOption{redisrt.UpdateTTL(1500 * time.Millisecond)}, 1500 * time.Millisecond, 1500 * time.Millisecond, 1500 * time.Millisecond},
	} {
		if err := errors.Join(c.FlushDB(ctx).Err(), c.Set(ctx, "none", 1, 0).Err(), c.Set(ctx, "exists", 1, time.Hour).Err()); err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]time.Duration{"new": test.wantNew, "none": test.wantNone, "exists": test.wantExists} {
			n, err := redisrt.Update(ctx, c, key, func(n int, found bool) (int, error) { return n + 1, nil }, test.opts...)
			if err != nil || n == 0 {
				t.Fatal(n, err)
			}
			got := c.PTTL(ctx, key).Val()
			if want == none && got != -1 || want != none && (got > want || got < want-want/2) {
				t.Errorf("%d options: %s has %v, want %v", len(test.opts), key, got, want)
			}
		}
	}
}

// TestUpdateSameValue: nothing is written, unless a TTL is to be set.
func TestUpdateSameValue(t *testing.T) {
	p := faults.New(t, servers.Plain(t).Addr)
	c := client(t, p.Addr)
	same := func(n int, found bool) (int, error) { return n, nil }
	for i, test := range []struct {
		opts []redisrt.UpdateOption
		sets int // since the start
	}{
		{nil, 1}, // there was no key
		{nil, 1},
		{[]redisrt.UpdateOption{redisrt.UpdateNewTTL(time.Hour)}, 1},
		{[]redisrt.UpdateOption{redisrt.UpdateTTL(time.Hour)}, 2},
		{[]redisrt.UpdateOption{redisrt.UpdateTTL(redisrt.Persist)}, 3},
	} {
		if _, err := redisrt.Update(t.Context(), c, "n", same, test.opts...); err != nil {
			t.Fatal(err)
		}
		if n := p.Count("set"); n != test.sets {
			t.Errorf("%d: %d SETs so far, want %d", i, n, test.sets)
		}
	}

	// A codec may keep the bytes, and change may write to them.
	if err := c.Set(t.Context(), "raw", "abc", 0).Err(); err != nil {
		t.Fatal(err)
	}
	_, err := redisrt.Update(t.Context(), c, "raw", func(b []byte, found bool) ([]byte, error) {
		b[0] = 'x'
		return b, nil
	}, redisrt.UpdateCodec(raw{}))
	if got := c.Get(t.Context(), "raw").Val(); err != nil || got != "xbc" {
		t.Errorf("%q, %v", got, err)
	}
}

// raw keeps the bytes as they are.
type raw struct{}

func (raw) Marshal(v any) ([]byte, error) { return v.([]byte), nil }
func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = data
	return nil
}

type gobs struct{}

func (gobs) Marshal(v any) ([]byte, error) {
	var b strings.Builder
	err := gob.NewEncoder(&b).Encode(v)
	return []byte(b.String()), err
}

func (gobs) Unmarshal(data []byte, v any) error {
	return gob.NewDecoder(strings.NewReader(string(data))).Decode(v)
}

func TestUpdateCodec(t *testing.T) {
	c := client(t, servers.Any(t))
	for i := range 3 {
		b, err := redisrt.Update(t.Context(), c, "basket", add(fmt.Sprint(i)), redisrt.UpdateCodec(gobs{}))
		if err != nil || len(b.Items) != i+1 || b.Owner != "ada" {
			t.Errorf("%+v, %v", b, err)
		}
	}
	var b basket
	if err := (gobs{}).Unmarshal([]byte(c.Get(t.Context(), "basket").Val()), &b); err != nil || !slices.Equal(b.Items, []string{"0", "1", "2"}) {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestUpdateErrors: each ends the update after one attempt, with nothing written.
func TestUpdateErrors(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	addr := servers.Plain(t).Addr
	p := faults.New(t, addr)
	c := client(t, p.Addr)
	if err := errors.Join(c.Set(ctx, "corrupt", "{", 0).Err(), c.LPush(ctx, "list", 1).Err(), c.Set(ctx, "n", 1, 0).Err()); err != nil {
		t.Fatal(err)
	}
	sets := p.Count("set")
	soldOut, wrapsConflict := errors.New("sold out"), fmt.Errorf("of another update: %w", redisrt.ErrConflict)
	runs := 0
	returns := func(err error) func(any, bool) (any, error) {
		return func(any, bool) (any, error) {
			runs++
			return "changed", err
		}
	}
	for name, test := range map[string]struct {
		key    string
		change func(any, bool) (any, error)
		opts   []redisrt.UpdateOption
		runs   int
		is     func(error) bool
	}{
		"of change":                {key: "n", change: returns(soldOut), runs: 1, is: func(err error) bool { return err == soldOut }},
		"of change, a conflict":    {key: "n", change: returns(redis.TxFailedErr), runs: 1, is: func(err error) bool { return err == redis.TxFailedErr }},
		"of change, wraps another": {key: "n", change: returns(wrapsConflict), runs: 1, is: func(err error) bool { return err == wrapsConflict }},
		"corrupt value": {key: "corrupt", change: returns(nil), is: func(err error) bool {
			var syntax *json.SyntaxError
			return errors.As(err, &syntax)
		}},
		"cannot be encoded": {key: "n", change: func(any, bool) (any, error) { runs++; return make(chan int), nil }, runs: 1, is: func(err error) bool {
			var unsupported *json.UnsupportedTypeError
			return errors.As(err, &unsupported)
		}},
		"another type": {key: "list", change: returns(nil), is: func(err error) bool { return redis.HasErrorPrefix(err, "WRONGTYPE") }},
		"negative ttl": {key: "n", change: returns(nil), opts: []redisrt.UpdateOption{redisrt.UpdateTTL(-time.Second)}, is: func(err error) bool {
			return err.Error() == `redisrt: Update of "n" with a ttl of -1s`
		}},
		"negative ttl of new keys": {key: "n", change: returns(nil), opts: []redisrt.UpdateOption{redisrt.UpdateNewTTL(-2)}, is: func(err error) bool {
			return strings.HasPrefix(err.Error(), "redisrt: Update of")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			runs = 0
			value, err := redisrt.Update(ctx, c, test.key, test.change, test.opts...)
			if err == nil || !test.is(err) || value != nil || runs != test.runs {
				t.Errorf("%v, %v after %d runs of change", value, err, runs)
			}
			if n := p.Count("set"); n != sets {
				t.Errorf("%d SETs", n-sets)
			}
		})
	}
}

// TestUpdateConflict: others are ahead at all attempts, or at some.
func TestUpdateConflict(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	addr := servers.Plain(t).Addr
	c, other := client(t, addr, func(o *redis.Options) { o.PoolSize = 1 }), client(t, addr)
	for _, conflicts := range []int{0, 1, 3, 15, 16} {
		if err := other.Set(ctx, "n", 0, time.Hour).Err(); err != nil {
			t.Fatal(err)
		}
		runs := 0
		n, err := redisrt.Update(ctx, c, "n", func(n int, found bool) (int, error) {
			if n != runs {
				t.Errorf("run %d reads %d", runs, n)
			}
			if runs++; runs <= conflicts {
				return n + 100, other.Incr(ctx, "n").Err()
			}
			return n + 100, nil
		})
		if conflicts < 16 {
			if err != nil || n != conflicts+100 || runs != conflicts+1 {
				t.Errorf("%d conflicts: %d, %v after %d attempts", conflicts, n, err, runs)
			}
		} else if err != redisrt.ErrConflict || !errors.Is(err, redis.TxFailedErr) || n != 0 || runs != 16 {
			t.Errorf("%d, %v after %d attempts", n, err, runs)
		}
		if ttl := c.TTL(ctx, "n").Val(); ttl < 50*time.Minute {
			t.Errorf("the TTL is %v", ttl)
		}
		unwatched(t, c, other, "m")
	}
}

// TestUpdateContention: every update is in the value or reported.
func TestUpdateContention(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	var done, gave atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			for j := range 20 {
				_, err := redisrt.Update(ctx, c, "basket", add(fmt.Sprint(i, ".", j)))
				switch {
				case err == nil:
					done.Add(1)
				case errors.Is(err, redisrt.ErrConflict):
					gave.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	var b basket
	if err := json.Unmarshal([]byte(c.Get(ctx, "basket").Val()), &b); err != nil {
		t.Fatal(err)
	}
	if len(unique(b.Items)) != len(b.Items) || int64(len(b.Items)) != done.Load() || done.Load()+gave.Load() != 400 {
		t.Errorf("%d items after %d updates and %d conflicts", len(b.Items), done.Load(), gave.Load())
	}
}

// TestUpdateExpired: a key that expires between GET and EXEC is not brought
// back with its old value.
func TestUpdateExpired(t *testing.T) {
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	if err := c.Set(ctx, "n", 41, 100*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	var seen []bool
	n, err := redisrt.Update(ctx, c, "n", func(n int, found bool) (int, error) {
		if seen = append(seen, found); found {
			time.Sleep(200 * time.Millisecond)
		}
		return n + 1, nil
	})
	if n != 1 || err != nil || !slices.Equal(seen, []bool{true, false}) {
		t.Errorf("%d, %v; found %v", n, err, seen)
	}
}

// TestUpdateFaults: either the error is nil and the value written, or nothing is
// known of EXEC, or nothing was written.
func TestUpdateFaults(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	s := servers.Plain(t)
	p, direct := faults.New(t, s.Addr), client(t, s.Addr)
	watchFaults(func(name, command string, fault faults.Action) {
		t.Run(name, func(t *testing.T) {
			c := client(t, p.Addr, impatient)
			if err := direct.Set(ctx, "n", 0, time.Hour).Err(); err != nil {
				t.Fatal(err)
			}
			p.Rule(faults.Nth(command, 1, fault))
			var runs int64
			n, err := redisrt.Update(ctx, c, "n", func(n int, found bool) (int, error) {
				runs++
				return n + 1, nil
			})
			p.Rule(nil)
			is, _ := direct.Get(ctx, "n").Int()
			outcome(t, err, runs, is, command == "exec")
			if err == nil || n != 0 {
				t.Errorf("%d, %v", n, err)
			}
		})
	})
}

// TestUpdateCancelled: before, and in change.
func TestUpdateCancelled(t *testing.T) {
	noLeak(t)
	addr := servers.Plain(t).Addr
	c, other := client(t, addr), client(t, addr)
	ctx, cancel := context.WithCancel(t.Context())
	runs := 0
	change := func(n int, found bool) (int, error) {
		if runs++; runs == 2 {
			cancel()
		}
		return n + 1, other.Incr(t.Context(), "n").Err()
	}
	n, err := redisrt.Update(ctx, c, "n", change)
	if !errors.Is(err, context.Canceled) || errors.Is(err, redisrt.ErrConflict) || n != 0 || runs != 2 {
		t.Errorf("%d, %v after %d attempts", n, err, runs)
	}
	n, err = redisrt.Update(ctx, c, "n", change)
	if err != context.Canceled || n != 0 || runs != 2 {
		t.Errorf("%d, %v after %d attempts", n, err, runs)
	}
}

// TestUpdatePanics: the panic of change is the caller's.
func TestUpdatePanics(t *testing.T) {
	addr := servers.Plain(t).Addr
	c, other := client(t, addr, func(o *redis.Options) { o.PoolSize = 1 }), client(t, addr)
	func() {
		defer func() {
			if r := recover(); r != "change" {
				t.Errorf("recovered %v", r)
			}
		}()
		_, _ = redisrt.Update(t.Context(), c, "n", func(int, bool) (int, error) { panic("change") })
	}()
	unwatched(t, c, other, "n")
}
