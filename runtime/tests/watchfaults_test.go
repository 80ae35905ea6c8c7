package tests

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// watchFaults are the faults at each command of an attempt. Without a reply of
// MULTI or SET those that follow would be taken for it, which no network does.
func watchFaults(f func(name, command string, fault faults.Action)) {
	for _, command := range []string{"watch", "get", "multi", "set", "exec"} {
		f(command+" is cut before", command, faults.CutBefore)
		f(command+" is cut after", command, faults.CutAfter)
		if command != "multi" && command != "set" {
			f(command+"'s reply is lost", command, faults.Swallow)
			f(command+"'s reply is late", command, faults.Delay(300*time.Millisecond))
		}
	}
}

// outcome checks that the counter is what the error says, and that fn was not
// run again after a fault.
func outcome(t *testing.T, err error, runs int64, counter int, unknown bool) {
	t.Helper()
	switch {
	case errors.Is(err, redis.TxFailedErr):
		t.Errorf("a fault is taken for a conflict: %v", err)
	case err == nil && counter != 1, err != nil && counter != 0 && !unknown, counter > 1:
		t.Errorf("the counter is %d after %v", counter, err)
	case runs > 1:
		t.Errorf("fn was run %d times", runs)
	}
}

// TestWatchFaults breaks the connection at each command of the first attempt
// and of one that follows a conflict.
func TestWatchFaults(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	direct := client(t, s.Addr)
	for _, conflicts := range []int64{0, 1} {
		watchFaults(func(name, command string, fault faults.Action) {
			t.Run(fmt.Sprintf("%s, %d conflicts before", name, conflicts), func(t *testing.T) {
				c := client(t, p.Addr, impatient)
				if err := direct.Del(ctx, "counter").Err(); err != nil {
					t.Fatal(err)
				}
				nth := int(conflicts) + 1
				if command == "get" {
					nth = 2*int(conflicts) + 1 // disturbed reads as well
				}
				p.Rule(faults.Nth(command, nth, fault))
				var runs atomic.Int64
				err := redisrt.Watch(ctx, c, disturbed(ctx, direct, "counter", conflicts, &runs), "counter")
				p.Rule(nil)
				counter, _ := direct.Get(ctx, "counter").Int()
				outcome(t, err, runs.Load()-conflicts, counter, command == "exec")
				if err == nil {
					t.Error("no error after a fault on the connection that watches")
				}
				if err := redisrt.Watch(ctx, c, increment(ctx, "counter", &runs), "counter"); err != nil {
					t.Errorf("the next Watch: %v", err)
				}
				if n := direct.Get(ctx, "counter").Val(); n != fmt.Sprint(counter+1) {
					t.Errorf("the next Watch has left %s", n)
				}
			})
		})
	}
}

// TestWatchClusterFaults: a cluster client tries again by itself what it takes
// for its own failure to connect; with the versions that took fn's for such,
// nothing is done twice either.
func TestWatchClusterFaults(t *testing.T) {
	cluster := shared(t)
	ctx := t.Context()
	direct := wholeCluster(t, cluster)
	proxies := map[string]*faults.Proxy{}
	for _, addr := range cluster.Addrs {
		proxies[addr] = faults.New(t, addr)
	}
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, proxies[addr].Addr)
	}
	rule := func(r faults.Rule) {
		if r != nil {
			r = serialized(r)
		}
		for _, p := range proxies {
			p.Rule(r)
		}
	}
	watchFaults(func(name, command string, fault faults.Action) {
		t.Run(name, func(t *testing.T) {
			c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: cluster.Addrs, Dialer: dial, ReadTimeout: 150 * time.Millisecond})
			defer c.Close()
			if err := errors.Join(c.Ping(ctx).Err(), direct.Del(ctx, "counter").Err()); err != nil {
				t.Fatal(err)
			}
			rule(faults.Nth(command, 1, fault))
			var runs atomic.Int64
			err := redisrt.Watch(ctx, c, increment(ctx, "counter", &runs), "counter")
			rule(nil)
			counter, _ := direct.Get(ctx, "counter").Int()
			outcome(t, err, runs.Load(), counter, command == "exec")
			if command == "exec" && err == nil {
				t.Error("no error although EXEC's reply was lost")
			}
			if s := c.PoolStats(); s.IdleConns != s.TotalConns {
				t.Errorf("%d of %d connections were not given back", s.TotalConns-s.IdleConns, s.TotalConns)
			}
		})
	})
}

// TestWatchFaultInWrapper: a client that wraps errors loses nothing of them.
func TestWatchFaultInWrapper(t *testing.T) {
	noLeak(t)
	p := faults.New(t, servers.Plain(t).Addr)
	own := &ownWatch{c: client(t, p.Addr, impatient)}
	p.Rule(faults.Nth("exec", 1, faults.Swallow))
	var runs atomic.Int64
	err := redisrt.Watch(t.Context(), own, increment(t.Context(), "counter", &runs), "counter")
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() || len(own.seen) != 1 || err.Error() != "wrapped: "+own.seen[0].Error() {
		t.Errorf("%v, the wrapper saw %v", err, own.seen)
	}
}

// TestWatchCancelledAtEach cancels at each command of two attempts: either all
// is done and there is no error, or nothing and there is one.
func TestWatchCancelledAtEach(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	direct := client(t, s.Addr)
	for _, command := range []string{"watch", "get", "multi", "set", "exec", "unwatch"} {
		for nth := 1; nth <= 2; nth++ {
			for _, timeouts := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s %d, ContextTimeoutEnabled %v", command, nth, timeouts), func(t *testing.T) {
					c := client(t, p.Addr, func(o *redis.Options) {
						o.ContextTimeoutEnabled = timeouts
						o.PoolSize = 1
					})
					if err := direct.Del(t.Context(), "counter").Err(); err != nil {
						t.Fatal(err)
					}
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					p.Rule(faults.Before(command, nth, cancel))
					var runs atomic.Int64
					add := increment(ctx, "counter", &runs)
					err := redisrt.Watch(ctx, c, func(tx *redis.Tx) error {
						if runs.Load() == 0 {
							if err := direct.Set(t.Context(), "counter", 0, 0).Err(); err != nil {
								return err
							}
						}
						return add(tx)
					}, "counter")
					p.Rule(nil)
					n, _ := direct.Get(t.Context(), "counter").Int()
					if err == nil && n != 1 || err != nil && (n != 0 || !errors.Is(err, context.Canceled)) {
						t.Errorf("the counter is %d after %v", n, err)
					}
					unwatched(t, c, direct, "counter")
				})
			}
		}
	}
}

// TestWatchServerKilled: the error is the connection's, at once.
func TestWatchServerKilled(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	c := client(t, p.Addr)
	p.Rule(faults.Before("exec", 1, s.Stop))
	var runs atomic.Int64
	err := redisrt.Watch(t.Context(), c, increment(t.Context(), "counter", &runs), "counter")
	if err == nil || errors.Is(err, redis.TxFailedErr) || runs.Load() != 1 {
		t.Errorf("%v after %d attempts", err, runs.Load())
	}
}

// TestWatchMovedSlot: the slot moves before WATCH, and between WATCH and EXEC.
func TestWatchMovedSlot(t *testing.T) {
	cluster := shared(t)
	ctx := t.Context()
	c := wholeCluster(t, cluster)
	from, to := cluster.Addrs[0], cluster.Addrs[1]
	tag, slot, err := cluster.Tag(ctx, from)
	if err != nil {
		t.Fatal(err)
	}
	key := tag + ":counter"
	if err := c.Set(ctx, key, 0, 0).Err(); err != nil { // the client knows the owners now
		t.Fatal(err)
	}
	move := func(from, to string) {
		if err := errors.Join(cluster.Migrate(ctx, slot, from, to), cluster.Settle()); err != nil {
			t.Fatal(err)
		}
	}
	move(from, to)
	var runs atomic.Int64
	if err := redisrt.Watch(ctx, c, increment(ctx, key, &runs), key); err != nil {
		t.Errorf("after the slot has moved: %v", err)
	}

	runs.Store(0)
	add := increment(ctx, key, &runs)
	err = redisrt.Watch(ctx, c, func(tx *redis.Tx) error {
		if runs.Load() == 0 {
			move(to, from)
		}
		return add(tx)
	}, key)
	want := "2"
	if err != nil {
		want = "1"
	}
	if n := c.Get(ctx, key).Val(); n != want {
		t.Errorf("the counter is %s after %v", n, err)
	}
	t.Logf("moved between WATCH and EXEC: %v", err)
}
