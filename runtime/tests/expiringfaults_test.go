package tests

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
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

// forever is the TTL of a key that has none, absent of no key, in nanoseconds as
// go-redis gives them.
const (
	forever = time.Duration(-1)
	absent  = time.Duration(-2)
)

// state reads a counter past the proxy. A cluster may need a moment.
func state(t testing.TB, c redis.Cmdable, key string) (n int64, ttl time.Duration) {
	t.Helper()
	must(t, servers.Eventually(10*time.Second, func(ctx context.Context) (err error) {
		n, err = c.Get(ctx, key).Int64()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		ttl, err = c.PTTL(ctx, key).Result()
		return err
	}))
	return n, ttl
}

// whole checks that the counter is n, and that it has a TTL, or is not there.
func whole(t testing.TB, c redis.Cmdable, key string, n int64) {
	t.Helper()
	got, ttl := state(t, c, key)
	if got != n || n > 0 && (ttl <= 0 || ttl > expiry) || n == 0 && ttl != absent {
		t.Errorf("%d, TTL %v; want %d", got, ttl, n)
	}
}

// TestExpiringOneFault breaks the connection once, at each request.
func TestExpiringOneFault(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	for name, fault := range map[string]faults.Action{"cut before": faults.CutBefore, "cut after": faults.CutAfter, "reply is lost": faults.Swallow} {
		for _, request := range []string{"multi", "incr", "pexpire", "exec"} {
			if name == "reply is lost" && request != "exec" {
				continue // the later ones would be lost too
			}
			t.Run("Expiring, "+request+" "+name, func(t *testing.T) {
				must(t, direct.FlushAll(t.Context()).Err())
				c := client(t, p.Addr, impatient)
				p.Rule(faults.Nth(request, 1, fault))
				multis, execs := p.Count("multi"), p.Count("exec")
				err := redisrt.Expiring(c, expiry).Incr(t.Context(), "key").Err()
				if err == nil || p.Count("multi") != multis+1 || p.Count("exec") > execs+1 {
					t.Errorf("%v after %d MULTI and %d EXEC", err, p.Count("multi")-multis, p.Count("exec")-execs)
				}
				want := int64(0)
				if request == "exec" && name != "cut before" {
					want = 1 // without an answer
				}
				whole(t, direct, "key", want)
				if n, err := redisrt.Expiring(c, expiry).Incr(t.Context(), "key").Result(); err != nil || n != want+1 {
					t.Errorf("after it: %d, %v", n, err)
				}
				whole(t, direct, "key", want+1)
			})
		}
		for _, request := range []string{"evalsha", "eval"} {
			t.Run("ExpiringOnce, "+request+" "+name, func(t *testing.T) {
				must(t, direct.FlushAll(t.Context()).Err())
				must(t, direct.ScriptFlush(t.Context()).Err())
				c := client(t, p.Addr, impatient)
				if request == "evalsha" {
					must(t, redisrt.ExpiringOnce(c, expiry).Incr(t.Context(), "another").Err())
				}
				p.Rule(faults.Nth(request, 1, fault))
				want := int64(1)
				if name != "cut before" {
					want = 2 // it was sent again, and executed twice
				}
				n, err := redisrt.ExpiringOnce(c, expiry).Incr(t.Context(), "key").Result()
				if err != nil || n != want {
					t.Errorf("%d, %v", n, err)
				}
				whole(t, direct, "key", want)
			})
			t.Run("ExpiringOnce sent once, "+request+" "+name, func(t *testing.T) {
				must(t, direct.FlushAll(t.Context()).Err())
				must(t, direct.ScriptFlush(t.Context()).Err())
				c := client(t, p.Addr, impatient, func(o *redis.Options) { o.MaxRetries = -1 })
				if request == "evalsha" {
					must(t, redisrt.ExpiringOnce(c, expiry).Incr(t.Context(), "another").Err())
				}
				p.Rule(faults.Nth(request, 1, fault))
				err := redisrt.ExpiringOnce(c, expiry).Incr(t.Context(), "key").Err()
				if err == nil {
					t.Error("no error")
				}
				want := int64(1)
				if name == "cut before" {
					want = 0
				}
				whole(t, direct, "key", want)
			})
		}
	}
}

// TestExpiringContext ends the context at each request, with and without
// ContextTimeoutEnabled, by the caller and by its deadline.
func TestExpiringContext(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	for _, test := range []struct {
		requests []string
		write    func(c *redis.Client) redisrt.Writes
	}{
		{[]string{"multi", "incr", "pexpire", "exec"}, func(c *redis.Client) redisrt.Writes { return redisrt.Expiring(c, expiry) }},
		{[]string{"evalsha", "eval"}, func(c *redis.Client) redisrt.Writes { return redisrt.ExpiringOnce(c, expiry) }},
	} {
		for _, request := range test.requests {
			for _, enabled := range []bool{false, true} {
				for _, lost := range []bool{false, true} {
					if lost && request != "exec" && len(test.requests) == 4 {
						continue // the later replies would be lost too
					}
					t.Run(fmt.Sprintf("%s, enabled %t, reply lost %t", request, enabled, lost), func(t *testing.T) {
						must(t, direct.FlushAll(t.Context()).Err())
						must(t, direct.ScriptFlush(t.Context()).Err())
						c := client(t, p.Addr, impatient, func(o *redis.Options) { o.ContextTimeoutEnabled = enabled })
						must(t, c.Ping(t.Context()).Err())
						ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
						defer cancel()
						p.Rule(func(args []string) faults.Action {
							if !strings.EqualFold(args[0], request) {
								return faults.Pass
							}
							if lost { // the deadline passes meanwhile
								return faults.Swallow
							}
							cancel()
							return faults.Delay(10 * time.Millisecond)
						})
						n, err := test.write(c).Incr(ctx, "key").Result()
						p.Rule(nil)
						count, ttl := state(t, direct, "key")
						if count > 1 || count == 1 && (ttl <= 0 || ttl > expiry) || count == 0 && ttl != absent {
							t.Errorf("%d, TTL %v", count, ttl)
						}
						if err == nil && (n != 1 || count != 1) {
							t.Errorf("%d and no error, it is %d", n, count)
						}
						if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
							t.Error(err)
						}
						if lost && err == nil {
							t.Error("no error, without a reply")
						}
					})
				}
			}
		}
	}
}

// TestExpiringScriptFlush: the server forgets the script, between the calls and
// while one is on its way.
func TestExpiringScriptFlush(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	c := client(t, p.Addr)
	flush := func() { must(t, direct.ScriptFlush(context.Background()).Err()) }
	once := redisrt.ExpiringOnce(c, expiry)
	for want := int64(1); want <= 6; want++ {
		switch want {
		case 3:
			flush()
		case 4:
			flush()
			p.Rule(faults.Before("eval", 1, flush))
		case 5:
			p.Rule(faults.Before("evalsha", 1, flush))
		}
		if n, err := once.Incr(t.Context(), "key").Result(); err != nil || n != want {
			t.Errorf("%d, %v; want %d", n, err, want)
		}
		whole(t, direct, "key", want)
	}
	if sha, eval := p.Count("evalsha"), p.Count("eval"); sha != 6 || eval != 4 {
		t.Errorf("%d EVALSHA, %d EVAL", sha, eval)
	}
}

// TestExpiringForbidden: a user who may write, but not PEXPIRE, and so on.
func TestExpiringForbidden(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	for _, test := range []struct {
		denied                   string
		expiring, once           string // the errors begin with
		onceCount, expiringCount int64
		onceForever              bool
	}{
		// EXEC is refused as a whole; a script has written when it comes to PEXPIRE.
		{denied: "pexpire", expiring: "NOPERM", once: "NOPERM", onceCount: 1, onceForever: true},
		{denied: "incr", expiring: "NOPERM", once: "NOPERM"},
		{denied: "evalsha", expiring: "", once: "NOPERM", expiringCount: 1},
		// The others have been sent by then, and are executed on their own.
		{denied: "multi", expiring: "NOPERM", expiringCount: 1, once: "", onceCount: 1},
	} {
		t.Run(test.denied, func(t *testing.T) {
			must(t, direct.FlushAll(t.Context()).Err())
			must(t, direct.Do(t.Context(), "acl", "setuser", "app", "reset", "on", ">secret", "~*", "+@all", "-"+test.denied).Err())
			app := func(o *redis.Options) { o.Username, o.Password = "app", "secret" }
			check := func(kind string, err error, prefix, key string, count int64, without bool) {
				t.Helper()
				text := fmt.Sprint(err)
				ok := prefix == "" && err == nil || prefix != "" && (strings.Contains(text, prefix) ||
					kind == "Expiring" && strings.HasPrefix(text, "EXECABORT") || strings.Contains(text, "can't run this command"))
				if !ok {
					t.Errorf("%s: %v, want %s", kind, err, prefix)
				}
				n, ttl := state(t, direct, key)
				if n != count || count > 0 && (ttl == forever) != without || count == 0 && ttl != absent {
					t.Errorf("%s: %d, TTL %v; want %d", kind, n, ttl, count)
				}
				t.Logf("%s: %v", kind, err)
			}
			err := redisrt.Expiring(client(t, s.Addr, app), expiry).Incr(t.Context(), "a").Err()
			check("Expiring", err, test.expiring, "a", test.expiringCount, false)
			err = redisrt.ExpiringOnce(client(t, s.Addr, app), expiry).Incr(t.Context(), "b").Err()
			check("ExpiringOnce", err, test.once, "b", test.onceCount, test.onceForever)
		})
	}
}

// TestExpiringRefused: what the server refuses changes nothing.
func TestExpiringRefused(t *testing.T) {
	noLeak(t)
	full := servers.Plain(t)
	direct := client(t, full.Addr)
	must(t, direct.Set(t.Context(), "there", 1, 0).Err())
	must(t, redisrt.ExpiringOnce(direct, expiry).Incr(t.Context(), "warm").Err())
	must(t, direct.ConfigSet(t.Context(), "maxmemory", "1").Err())
	replica := servers.Plain(t, "--replicaof", "127.0.0.1 1")

	for name, test := range map[string]struct{ addr, want string }{
		"full":    {full.Addr, "OOM "},
		"replica": {replica.Addr, "READONLY "},
	} {
		c := client(t, test.addr)
		plain := c.Incr(t.Context(), "new").Err()
		eachWrites(c, expiry, func(kind string, w redisrt.Writes) {
			for _, key := range []string{"new", "there"} {
				err := w.Incr(t.Context(), key).Err()
				var reply redis.Error
				if !errors.As(err, &reply) || !strings.HasPrefix(err.Error(), test.want) && (kind != "Expiring" || !strings.HasPrefix(err.Error(), "EXECABORT")) {
					t.Errorf("%s, %s: %v; plain: %v", name, kind, err, plain)
				}
				t.Logf("%s, %s: %v; plain: %v", name, kind, err, plain)
			}
		})
	}
	if n, ttl := state(t, direct, "there"); n != 1 || ttl != forever {
		t.Errorf("%d, TTL %v", n, ttl)
	}
	if n, ttl := state(t, direct, "new"); n != 0 || ttl != absent {
		t.Errorf("%d, TTL %v", n, ttl)
	}

	for kind, w := range map[string]writer{"plain": direct, "Expiring": redisrt.Expiring(direct, expiry), "ExpiringOnce": redisrt.ExpiringOnce(direct, expiry)} {
		if err := w.SAdd(t.Context(), "none").Err(); !redis.HasErrorPrefix(err, "wrong number of arguments") &&
			!redis.HasErrorPrefix(err, "Wrong number of args") && !redis.HasErrorPrefix(err, "EXECABORT") {
			t.Errorf("%s: %v", kind, err)
		}
	}

	// What is refused when it is executed: a transaction goes on after it.
	must(t, direct.ConfigSet(t.Context(), "maxmemory", "0").Err())
	must(t, direct.HSet(t.Context(), "hash", "a", 1).Err())
	if err := redisrt.ExpiringOnce(direct, expiry).Incr(t.Context(), "hash").Err(); !redis.HasErrorPrefix(err, "WRONGTYPE") || direct.PTTL(t.Context(), "hash").Val() != forever {
		t.Errorf("%v, TTL %v", err, direct.PTTL(t.Context(), "hash").Val())
	}
	if err := redisrt.Expiring(direct, expiry).Incr(t.Context(), "hash").Err(); !redis.HasErrorPrefix(err, "WRONGTYPE") || direct.PTTL(t.Context(), "hash").Val() <= 0 {
		t.Errorf("%v, TTL %v", err, direct.PTTL(t.Context(), "hash").Val())
	}
}

// TestExpiringCluster: nodes that do not know the script, and slots that have
// moved or are moving.
func TestExpiringCluster(t *testing.T) {
	cluster := servers.Shared(t)
	noLeak(t)
	c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: cluster.Addrs})
	defer c.Close()
	ctx := t.Context()
	must(t, c.ScriptFlush(ctx).Err())
	keys := names(300, "counter:%d")
	eachWrites(c, expiry, func(kind string, w redisrt.Writes) {
		for want := int64(1); want <= 2; want++ {
			for _, key := range keys {
				if n, err := w.Incr(ctx, kind+key).Result(); err != nil || n != want {
					t.Fatalf("%s %s: %d, %v", kind, key, n, err)
				}
				whole(t, c, kind+key, want)
			}
		}
	})
	if err := redisrt.ExpiringOnce(c, expiry).SAdd(ctx, "long", make([]any, 6000)...).Err(); err != nil || c.PTTL(ctx, "long").Val() <= 0 {
		t.Error(err)
	}

	from, to := cluster.Addrs[0], cluster.Addrs[1]
	tag, slot, err := cluster.Tag(ctx, from)
	must(t, err)
	eachWrites(c, expiry, func(kind string, w redisrt.Writes) {
		there, fresh := tag+kind, tag+kind+"new"
		must(t, w.Incr(ctx, there).Err())
		must(t, cluster.Begin(ctx, slot, from, to, 0))
		if n, err := w.Incr(ctx, there).Result(); err != nil || n != 2 {
			t.Errorf("%s, a key not moved yet: %d, %v", kind, n, err)
		}
		n, err := w.Incr(ctx, fresh).Result() // it is asked for at the other node
		t.Logf("%s with go-redis %s, a new key in a moving slot: %d, %v", kind, redis.Version(), n, err)
		must(t, cluster.Finish(ctx, slot, from, to))
		must(t, cluster.Settle())
		if err == nil {
			whole(t, c, fresh, n)
		} else if count, ttl := state(t, c, fresh); kind == "ExpiringOnce" || count > 0 && ttl == forever {
			t.Errorf("%s: %d, TTL %v, %v", kind, count, ttl, err)
		}
		if n, err := settledIncr(ctx, w, there); err != nil || n != 3 { // MOVED
			t.Errorf("%s, a key that has moved: %d, %v", kind, n, err)
		}
		whole(t, c, there, 3)
		must(t, cluster.Migrate(ctx, slot, to, from))
		must(t, cluster.Settle())
		if n, err := settledIncr(ctx, w, there); err != nil || n != 4 {
			t.Errorf("%s, a key that has moved back: %d, %v", kind, n, err)
		}
		whole(t, c, there, 4)
	})
}

// settledIncr is Incr that asks again while nodes send it to one another: just after a slot has moved they may not agree.
func settledIncr(ctx context.Context, w redisrt.Writes, key string) (n int64, err error) {
	for range 100 {
		if n, err = w.Incr(ctx, key).Result(); !redis.HasErrorPrefix(err, "MOVED") {
			return n, err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return n, err
}

// counters count with a TTL.
var counters = []struct {
	name  string
	incr  func(ctx context.Context, c redis.UniversalClient, key string) error
	naive bool
}{
	{"INCR, EXPIRE", func(ctx context.Context, c redis.UniversalClient, key string) error {
		if err := c.Incr(ctx, key).Err(); err != nil {
			return err
		}
		return c.Expire(ctx, key, expiry).Err()
	}, true},
	{"ExpiringOnce", func(ctx context.Context, c redis.UniversalClient, key string) error {
		return redisrt.ExpiringOnce(c, expiry).Incr(ctx, key).Err()
	}, false},
	{"Expiring", func(ctx context.Context, c redis.UniversalClient, key string) error {
		return redisrt.Expiring(c, expiry).Incr(ctx, key).Err()
	}, false},
}

// TestExpiringNeverForgets cuts connections and ends contexts at random moments,
// 10,000 times, each time for another key. With INCR and then EXPIRE, some keys
// stay for ever.
func TestExpiringNeverForgets(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	for _, form := range counters {
		t.Run(form.name, func(t *testing.T) {
			must(t, direct.FlushAll(t.Context()).Err())
			p := faults.New(t, s.Addr)
			c := redis.NewClient(&redis.Options{Addr: p.Addr, PoolSize: 50, ContextTimeoutEnabled: true,
				MinRetryBackoff: 100 * time.Microsecond, MaxRetryBackoff: time.Millisecond,
				// Contexts that end a dial would make v9.7.3 fail without dialling.
				Dialer: func(_ context.Context, network, addr string) (net.Conn, error) { return net.Dial(network, addr) }})
			defer c.Close()
			forgotten := underFaults(t, direct, c, 10_000, form.incr, p)
			if form.naive != (forgotten > 0) {
				t.Errorf("%d keys without TTL", forgotten)
			}
		})
	}
}

// TestExpiringClusterNeverForgets is the same on a cluster.
func TestExpiringClusterNeverForgets(t *testing.T) {
	cluster := servers.Shared(t)
	noLeak(t)
	direct := redis.NewClusterClient(&redis.ClusterOptions{Addrs: cluster.Addrs})
	defer direct.Close()
	for _, form := range counters {
		t.Run(form.name, func(t *testing.T) {
			must(t, direct.ForEachMaster(t.Context(), func(ctx context.Context, c *redis.Client) error { return c.FlushAll(ctx).Err() }))
			var proxies []*faults.Proxy
			behind := map[string]string{}
			for _, addr := range cluster.Addrs {
				p := faults.New(t, addr)
				proxies = append(proxies, p)
				behind[addr] = p.Addr
			}
			c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: cluster.Addrs, PoolSize: 50, ContextTimeoutEnabled: true,
				MinRetryBackoff: 100 * time.Microsecond, MaxRetryBackoff: time.Millisecond,
				Dialer: func(_ context.Context, network, addr string) (net.Conn, error) {
					return net.Dial(network, behind[addr])
				}})
			defer c.Close()
			must(t, c.Ping(t.Context()).Err())
			forgotten := underFaults(t, direct, c, 3000, form.incr, proxies...)
			if form.naive != (forgotten > 0) {
				t.Errorf("%d keys without TTL", forgotten)
			}
		})
	}
}

// underFaults counts on one key after the other by c until there were enough faults,
// and returns how many keys have no TTL.
func underFaults(t *testing.T, direct, c redis.UniversalClient, enough int64, incr func(ctx context.Context, c redis.UniversalClient, key string) error, proxies ...*faults.Proxy) (forgotten int) {
	const most = 200_000
	ctx := t.Context()
	var cuts, ended, succeeded, attempts atomic.Int64
	for _, p := range proxies {
		p.Rule(func(args []string) faults.Action {
			if !ours(args) || rand.IntN(8) > 0 {
				return faults.Pass
			}
			cuts.Add(1)
			if rand.IntN(2) == 0 {
				return faults.CutBefore
			}
			return faults.CutAfter
		})
	}
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			for cuts.Load()+ended.Load() < enough {
				i := attempts.Add(1)
				if i > most {
					return
				}
				run, cancel := context.WithCancel(ctx)
				moment := time.Duration(rand.Int64N(int64(20 * time.Millisecond)))
				if i%2 == 0 {
					cancel()
					run, cancel = context.WithTimeout(ctx, moment)
				} else {
					time.AfterFunc(moment, cancel)
				}
				err := incr(run, c, fmt.Sprint("key:", i))
				if run.Err() != nil {
					ended.Add(1)
				}
				if err == nil {
					succeeded.Add(1)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	for _, p := range proxies {
		p.Rule(nil)
	}

	there := 0
	var keys []string
	must(t, servers.Eventually(30*time.Second, func(ctx context.Context) (err error) {
		// The nodes of a cluster may disagree for a while, where a test before has moved a slot.
		keys, err = redisrt.Keys(ctx, direct, "key:*").Result()
		return err
	}))
	for _, key := range keys {
		there++
		if direct.PTTL(ctx, key).Val() == forever {
			forgotten++
		}
	}
	t.Logf("%d attempts, %d connections cut, %d contexts ended, %d succeeded: %d keys, %d without TTL",
		attempts.Load(), cuts.Load(), ended.Load(), succeeded.Load(), there, forgotten)
	if int64(there) < enough/10 || int(succeeded.Load()) > there || cuts.Load()+ended.Load() < enough {
		t.Errorf("%d keys, %d succeeded", there, succeeded.Load())
	}
	return forgotten
}
