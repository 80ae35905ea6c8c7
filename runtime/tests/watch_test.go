package tests

import (
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"
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

type ownWatch struct {
	c    *redis.Client
	seen []error
}

func (w *ownWatch) Watch(ctx context.Context, fn func(*redis.Tx) error, keys ...string) error {
	err := w.c.Watch(ctx, fn, keys...)
	w.seen = append(w.seen, err)
	if err != nil {
		err = fmt.Errorf("wrapped: %w", err)
	}
	return err
}

// disturbed is increment that another client gets ahead of in the first runs.
func disturbed(ctx context.Context, other redis.Cmdable, key string, times int64, runs *atomic.Int64) func(*redis.Tx) error {
	add := increment(ctx, key, runs)
	return func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil && err != redis.Nil {
			return err
		}
		if runs.Load() < times {
			if err := other.Set(ctx, key, n, 0).Err(); err != nil {
				return err
			}
		}
		return add(tx)
	}
}

// wholeCluster is a client whose pools must be whole when the test ends.
func wholeCluster(t testing.TB, s *servers.Cluster) *redis.ClusterClient {
	t.Helper()
	c := clusterClient(t, s)
	t.Cleanup(func() {
		if s := c.PoolStats(); s.IdleConns != s.TotalConns {
			t.Errorf("%d of %d connections were not given back", s.TotalConns-s.IdleConns, s.TotalConns)
		}
	})
	return c
}

// TestWatchClients: conflicts are tried again on every kind of client.
func TestWatchClients(t *testing.T) {
	cs := shared(t)
	ctx := t.Context()
	plain := client(t, servers.Plain(t).Addr)
	cluster := wholeCluster(t, cs)
	addrs, _ := shards(t)
	ring := newRing(t, addrs...)
	for name, c := range map[string]struct {
		redisrt.WatchClient
		other redis.Cmdable
	}{
		"Client":                 {plain, plain},
		"ClusterClient":          {cluster, cluster},
		"Ring":                   {ring, ring},
		"UniversalClient":        {redis.UniversalClient(cluster), cluster},
		"embeds a pointer":       {embedsPointer{plain}, plain},
		"embeds an interface":    {embedsInterface{cluster}, cluster},
		"a method of its own":    {&ownWatch{c: plain}, plain},
		"only the narrow method": {struct{ redisrt.WatchClient }{ring}, ring},
	} {
		t.Run(name, func(t *testing.T) {
			key := "counter:" + name
			var runs atomic.Int64
			if err := redisrt.Watch(ctx, c, disturbed(ctx, c.other, key, 3, &runs), key); err != nil {
				t.Fatal(err)
			}
			if n, err := c.other.Get(ctx, key).Int(); n != 1 || err != nil || runs.Load() != 4 {
				t.Errorf("%d (%v) after %d attempts, want 1 after 4", n, err, runs.Load())
			}
		})
	}
}

// TestWatchRefusesTx: a transaction is no client, and does not compile as one.
func TestWatchRefusesTx(t *testing.T) {
	for _, of := range []reflect.Type{reflect.TypeFor[*redis.Tx](), reflect.TypeFor[*redis.Conn](), reflect.TypeFor[*redis.Pipeline]()} {
		if of.Implements(reflect.TypeFor[redisrt.WatchClient]()) {
			t.Errorf("%v is a WatchClient", of)
		}
	}
}

// TestWatchGivesUp: after 16 attempts the error is what fn made of the conflict.
func TestWatchGivesUp(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	var runs atomic.Int64
	always := disturbed(ctx, c, "counter", 1<<30, &runs)
	if err := redisrt.Watch(ctx, c, always, "counter"); err != redis.TxFailedErr || runs.Load() != 16 {
		t.Errorf("%v after %d attempts", err, runs.Load())
	}

	runs.Store(0)
	var last error
	wraps := func(tx *redis.Tx) error {
		last = fmt.Errorf("run %d: %w", runs.Load(), always(tx))
		return last
	}
	if err := redisrt.Watch(ctx, c, wraps, "counter"); err != last || runs.Load() != 16 || !errors.Is(err, redis.TxFailedErr) {
		t.Errorf("%v after %d attempts, want %v", err, runs.Load(), last)
	}

	runs.Store(0)
	own := &ownWatch{c: c}
	if err := redisrt.Watch(ctx, own, always, "counter"); err.Error() != "wrapped: redis: transaction failed" || runs.Load() != 16 {
		t.Errorf("%v after %d attempts", err, runs.Load())
	}
	if n := c.Get(ctx, "counter").Val(); n != "0" {
		t.Errorf("the counter is %s", n)
	}
}

// TestWatchOtherErrors: they end it at once, and are returned as they are.
func TestWatchOtherErrors(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	for _, want := range []error{
		errors.New("sold out"), redis.Nil, redis.ErrClosed, context.Canceled, context.DeadlineExceeded,
		&net.OpError{Op: "read", Err: errors.New("of another server")}, errors.New(redis.TxFailedErr.Error()),
	} {
		runs := 0
		err := redisrt.Watch(t.Context(), c, func(tx *redis.Tx) error {
			runs++
			return want
		}, "counter")
		if err != want || runs != 1 {
			t.Errorf("%v after %d attempts, want %v after one", err, runs, want)
		}
	}

	// A reply that is an error: nothing that was queued has been done.
	runs := 0
	err := redisrt.Watch(t.Context(), c, func(tx *redis.Tx) error {
		runs++
		_, err := tx.TxPipelined(t.Context(), func(p redis.Pipeliner) error {
			p.Set(t.Context(), "counter", 1, 0)
			p.Do(t.Context(), "nosuchcommand")
			return nil
		})
		return err
	}, "counter")
	if err == nil || errors.Is(err, redis.TxFailedErr) || runs != 1 || c.Exists(t.Context(), "counter").Val() != 0 {
		t.Errorf("%v after %d attempts", err, runs)
	}
}

// unwatched checks that the only connection watches nothing any more.
func unwatched(t *testing.T, c *redis.Client, other *redis.Client, key string) {
	t.Helper()
	if err := other.Set(t.Context(), key, "of another", 0).Err(); err != nil {
		t.Fatal(err)
	}
	_, err := c.TxPipelined(t.Context(), func(p redis.Pipeliner) error {
		p.Set(t.Context(), key, "mine", 0)
		return nil
	})
	if err != nil {
		t.Errorf("the connection still watches: %v", err)
	}
}

// TestWatchPanics: fn's panic is the caller's, and the connection is given back.
func TestWatchPanics(t *testing.T) {
	noLeak(t)
	addr := servers.Plain(t).Addr
	c, other := client(t, addr, func(o *redis.Options) { o.PoolSize = 1 }), client(t, addr)
	for _, in := range []string{"fn", "TxPipelined"} {
		func() {
			defer func() {
				if r := recover(); r != in {
					t.Errorf("recovered %v", r)
				}
			}()
			_ = redisrt.Watch(t.Context(), c, func(tx *redis.Tx) error {
				if in == "fn" {
					panic(in)
				}
				_, err := tx.TxPipelined(t.Context(), func(redis.Pipeliner) error { panic(in) })
				return err
			}, "counter")
		}()
		unwatched(t, c, other, "counter")
	}
}

// TestWatchSlots: what a cluster or a ring refuses comes as it came.
func TestWatchSlots(t *testing.T) {
	cs := shared(t)
	ctx := t.Context()
	cluster := wholeCluster(t, cs)
	addrs, _ := shards(t)
	ring := newRing(t, addrs...)
	none := func(*redis.Tx) error {
		t.Error("fn was run")
		return nil
	}
	for _, c := range []redis.UniversalClient{cluster, ring} {
		for _, keys := range [][]string{nil, names(20, "key:%d")} {
			want := c.Watch(ctx, none, keys...)
			if err := redisrt.Watch(ctx, c, none, keys...); err == nil || err.Error() != want.Error() {
				t.Errorf("%T, %d keys: %v, want %v", c, len(keys), err, want)
			}
		}
	}

	a, b := slots(t, cs)
	err := redisrt.Watch(ctx, cluster, func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, a, 1, 0)
			p.Set(ctx, b, 1, 0)
			return nil
		})
		return err
	}, a)
	if err == nil || errors.Is(err, redis.TxFailedErr) {
		t.Errorf("%v for a key on another node", err)
	}
	for _, key := range []string{a, b} {
		if n := cluster.Exists(ctx, key).Val(); n != 0 {
			t.Errorf("%s was written", key)
		}
	}
}

// slots returns two keys on different nodes of the shared cluster.
func slots(t *testing.T, s *servers.Cluster) (a, b string) {
	t.Helper()
	var keys []string
	for _, addr := range s.Addrs[:2] {
		tag, _, err := s.Tag(t.Context(), addr)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, tag+":key")
	}
	return keys[0], keys[1]
}

func TestWatchCancelledBefore(t *testing.T) {
	noLeak(t)
	p := faults.New(t, servers.Plain(t).Addr)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := client(t, p.Addr)
	for _, keys := range [][]string{nil, {"counter"}} { // without keys there would be no WATCH to fail
		err := redisrt.Watch(ctx, c, func(*redis.Tx) error {
			t.Error("fn was run")
			return nil
		}, keys...)
		if err != context.Canceled || p.Count("watch") != 0 {
			t.Errorf("%d keys: %v, %d WATCH", len(keys), err, p.Count("watch"))
		}
	}
}

// TestWatchCancelledPause: the pause ends with the context, whose error comes
// with the conflict that was the reason to pause.
func TestWatchCancelledPause(t *testing.T) {
	noLeak(t)
	addr := servers.Plain(t).Addr
	c, other := client(t, addr, func(o *redis.Options) { o.PoolSize = 1 }), client(t, addr)
	var late []time.Duration
	for range 21 {
		ctx, cancel := context.WithCancel(t.Context())
		var runs atomic.Int64
		var ended time.Time
		always := disturbed(t.Context(), other, "counter", 1<<30, &runs)
		err := redisrt.Watch(ctx, c, func(tx *redis.Tx) error {
			err := always(tx)
			if runs.Load() == 8 { // pauses are 0 to 50 ms now
				ended = time.Now()
				cancel()
			}
			return err
		}, "counter")
		late = append(late, time.Since(ended))
		if !errors.Is(err, context.Canceled) || !errors.Is(err, redis.TxFailedErr) || err == redis.TxFailedErr || runs.Load() != 8 {
			t.Fatalf("%v after %d attempts", err, runs.Load())
		}
		if want := "redisrt: context canceled before another attempt: redis: transaction failed"; err.Error() != want {
			t.Fatalf("%q, want %q", err, want)
		}
	}
	slices.Sort(late)
	if half := late[len(late)/2]; half > 10*time.Millisecond {
		t.Errorf("it returned %v after the context was done, as the median of %v", half, late)
	}
	unwatched(t, c, other, "counter")
}

// TestWatchDeadline: as it passes during a pause, wherever that is.
func TestWatchDeadline(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	for range 10 {
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Millisecond)
		var runs atomic.Int64
		err := redisrt.Watch(ctx, c, disturbed(t.Context(), c, "counter", 1<<30, &runs), "counter")
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || runs.Load() >= 16 {
			t.Errorf("%v after %d attempts", err, runs.Load())
		}
	}
}

// TestWatchCommands: they are those that the documentation names.
func TestWatchCommands(t *testing.T) {
	noLeak(t)
	p := faults.New(t, servers.Plain(t).Addr)
	c := client(t, p.Addr)
	var sent []string
	p.Rule(func(args []string) faults.Action {
		if name := strings.ToLower(args[0]); name != "hello" && name != "client" && name != "unwatch" {
			sent = append(sent, name)
		}
		return faults.Pass
	})
	var runs atomic.Int64
	if err := redisrt.Watch(t.Context(), c, increment(t.Context(), "counter", &runs), "counter"); err != nil {
		t.Fatal(err)
	}
	p.Rule(nil)
	if want := []string{"watch", "get", "multi", "set", "exec"}; !slices.Equal(sent, want) {
		t.Errorf("%q, want %q", sent, want)
	}
	t.Logf("%d UNWATCH", p.Count("unwatch"))
}
