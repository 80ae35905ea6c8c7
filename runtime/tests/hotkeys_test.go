package tests

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

var lfu = []string{"--maxmemory-policy", "allkeys-lfu", "--lfu-decay-time", "0"}

// fillText sets the keys to values that the server does not share among them.
func fillText(t testing.TB, c redis.Cmdable, keys []string) {
	t.Helper()
	pipelined(t, c, len(keys), func(p redis.Pipeliner, i int) { p.Set(t.Context(), keys[i], "text", 0) })
}

// use reads keys, each of them times often.
func use(t testing.TB, c redis.Cmdable, times int, keys ...string) {
	t.Helper()
	_, err := c.Pipelined(t.Context(), func(p redis.Pipeliner) error {
		for range times {
			for _, k := range keys {
				p.Get(t.Context(), k)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// using reads keys many times a second until the test ends.
func using(t testing.TB, c redis.Cmdable, keys ...string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	use(t, c, 1, keys...)
	wg.Go(func() {
		for ctx.Err() == nil {
			// Errors are those of servers that end.
			_, _ = c.Pipelined(ctx, func(p redis.Pipeliner) error {
				for _, k := range keys {
					p.Get(ctx, k)
				}
				return nil
			})
			time.Sleep(20 * time.Millisecond)
		}
	})
	t.Cleanup(func() { stop(); wg.Wait() })
}

func hotNames(keys []redisrt.HotKey) (names []string) {
	for _, k := range keys {
		names = append(names, k.Key)
	}
	return names
}

// hot checks that HotKeys finds just the keys, of which it counts, or not.
func hot(t testing.TB, c redisrt.Scanner, want []string, counted bool, opts ...redisrt.HotKeysOption) {
	t.Helper()
	keys, err := redisrt.HotKeys(t.Context(), c, opts...)
	if err != nil {
		t.Fatal(err)
	}
	same(t, hotNames(keys), want)
	for i, k := range keys {
		if counted != (k.Freq >= 0) || k.Freq > 255 || i > 0 && k.Freq > keys[i-1].Freq {
			t.Errorf("%v", keys)
		}
	}
}

func TestHotKeysCounted(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t, lfu...).Addr)
	fillText(t, c, names(3500, "cold:%d"))
	want := names(20, "hot:%d")
	fillText(t, c, want)
	use(t, c, 300, want...)
	hot(t, c, want, true)

	use(t, c, 5000, "hot:7")
	keys, err := redisrt.HotKeys(ctx, c, redisrt.HotKeysTop(3))
	if err != nil || len(keys) != 3 || keys[0].Key != "hot:7" || keys[0].Freq <= keys[1].Freq || keys[2].Freq < 6 {
		t.Errorf("%v, %v", keys, err)
	}
	// All there are, if it may be so many.
	all, err := redisrt.HotKeys(ctx, c, redisrt.HotKeysTop(10000))
	if err != nil || len(all) != 3520 {
		t.Errorf("%d keys, %v", len(all), err)
	}
	if n := c.ObjectFreq(ctx, "hot:7").Val(); n != keys[0].Freq {
		t.Errorf("%d, then %d: it has counted what HotKeys did", keys[0].Freq, n)
	}
}

// TestHotKeysUntouched: to look at a key is no use of it.
func TestHotKeysUntouched(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	fillText(t, c, names(1200, "key:%d"))
	before := make([]time.Duration, 1200)
	err := servers.Eventually(20*time.Second, func(context.Context) error {
		for i := range before {
			if before[i] = c.ObjectIdleTime(ctx, fmt.Sprint("key:", i)).Val(); before[i] < 2*time.Second {
				return fmt.Errorf("key:%d was used %v ago", i, before[i])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	hot(t, c, nil, false)
	for i := range before {
		if now := c.ObjectIdleTime(ctx, fmt.Sprint("key:", i)).Val(); now < before[i] {
			t.Fatalf("key:%d was used %v ago, and now %v", i, before[i], now)
		}
	}
}

// TestHotKeysSampled: without counters, of keys that have all just been written.
func TestHotKeysSampled(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	fillText(t, c, names(3500, "cold:%d"))
	want := names(10, "hot:%d")
	fillText(t, c, want)
	using(t, c, want...)
	t.Run("all", func(t *testing.T) {
		t.Parallel()
		hot(t, c, want, false)
	})
	t.Run("top", func(t *testing.T) {
		t.Parallel()
		keys, err := redisrt.HotKeys(t.Context(), c, redisrt.HotKeysTop(4))
		if err != nil || len(keys) != 4 || len(minus(hotNames(keys), want)) > 0 {
			t.Errorf("%v, %v", keys, err)
		}
	})
}

// TestHotKeysShared: of values that are shared nothing is known.
func TestHotKeysShared(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t, lfu...).Addr)
	fillText(t, c, []string{"hot"})
	for i, k := range []string{"zero", "big", "small", "counter"} {
		if err := c.Set(ctx, k, []int{0, 10_000, 9999, 41}[i], 0).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for range 300 {
		if err := c.Incr(ctx, "counter").Err(); err != nil {
			t.Fatal(err)
		}
	}
	hot(t, c, []string{"hot", "big"}, true)
	using(t, c, "hot", "big", "small", "counter")
	if err := c.ConfigSet(ctx, "maxmemory-policy", "noeviction").Err(); err != nil {
		t.Fatal(err)
	}
	use(t, c, 1, "hot", "big", "small", "counter") // since then
	hot(t, c, []string{"hot", "big"}, false)

	if err := errors.Join(c.ConfigSet(ctx, "maxmemory-policy", "allkeys-lfu").Err(), c.ConfigSet(ctx, "maxmemory", "1gb").Err(), c.Set(ctx, "small", 9999, 0).Err()); err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if err := c.Incr(ctx, "counter").Err(); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := redisrt.HotKeys(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	covers(t, hotNames(keys), []string{"hot", "big", "small", "counter"})
}

// TestHotKeysReplies: a server that replies without copying counts the replies
// under way as references. Those are of keys that are hot indeed.
func TestHotKeysReplies(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t, lfu...).Addr)
	want := names(3, "hot:%d")
	fillText(t, c, want)
	if err := c.Set(t.Context(), "shared", 7, 0).Err(); err != nil {
		t.Fatal(err)
	}
	for _, shared := range []int64{1<<23 - 1, 1<<31 - 1} {
		asked := 0
		looks := client(t, c.Options().Addr)
		looks.AddHook(replies(func(cmds []redis.Cmder) {
			for _, cmd := range cmds {
				if o, ok := cmd.(*redis.Cmd); ok && len(o.Args()) == 3 && o.Args()[1] == "refcount" {
					asked++
					switch n, _ := o.Int64(); n {
					case 1:
						o.SetVal(int64(100))
					default:
						o.SetVal(shared)
					}
				}
			}
		}))
		hot(t, looks, want, true)
		if asked != 4 {
			t.Errorf("asked for %d counts", asked)
		}
	}
}

// replies is a hook that changes what a pipeline has been answered.
type replies func(cmds []redis.Cmder)

func (replies) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (replies) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }
func (change replies) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		change(cmds)
		return err
	}
}

// TestHotKeysMany: more keys are found in use than are kept.
func TestHotKeysMany(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	want := names(5, "hot:%d")
	fillText(t, c, want)
	using(t, c, want...)
	fillText(t, c, names(130_000, "cold:%d"))
	hot(t, c, want, false)
}

func TestHotKeysWire(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	fillText(t, client(t, s.Addr), names(2500, "key:%d"))
	c := client(t, p.Addr)
	for _, policy := range []string{"allkeys-lfu", "volatile-lfu"} {
		if err := c.ConfigSet(t.Context(), "maxmemory-policy", policy).Err(); err != nil {
			t.Fatal(err)
		}
		before := p.Count("object")
		if _, err := redisrt.HotKeys(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if n := p.Count("object") - before; n < 2500 || n > 5100 {
			t.Errorf("%d OBJECT for 2500 keys", n)
		}
		before = p.Count("object")
		keys, err := redisrt.HotKeys(t.Context(), c, redisrt.HotKeysPerNode(1100))
		if n := p.Count("object") - before; n < 1100 || n > 2200 || err != nil || len(keys) != 20 {
			t.Errorf("%d OBJECT for 1100 keys, %d found, %v", n, len(keys), err)
		}
	}
	for name, most := range map[string]int{"config": 2, "keys": 0} {
		if n := p.Count(name); n > most {
			t.Errorf("%d times %s", n, name)
		}
	}
}

func TestHotKeysEmpty(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	hot(t, c, nil, false)
}

func TestHotKeysRefused(t *testing.T) {
	c := client(t, "127.0.0.1:1")
	for want, err := range map[string]error{
		"redisrt: HotKeysTop(0) is less than 1":                lastErr(redisrt.HotKeys(t.Context(), c, redisrt.HotKeysTop(0))),
		"redisrt: HotKeysPerNode(-1) is less than 1":           lastErr(redisrt.HotKeys(t.Context(), c, redisrt.HotKeysPerNode(-1))),
		"redisrt: HotKeys needs more than the method Scan of ": lastErr(redisrt.HotKeys(t.Context(), redisrt.Node(&mock{}))),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := redisrt.HotKeys(t.Context(), c.Pipeline()); err == nil || !strings.Contains(err.Error(), "only queues commands") {
		t.Errorf("a pipeline: %v", err)
	}
}

func lastErr(_ []redisrt.HotKey, err error) error { return err }

// TestHotKeysUsers: CONFIG is not needed, nor is INFO; OBJECT is.
func TestHotKeysUsers(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	for _, counted := range []bool{true, false} {
		var args []string
		if counted {
			args = lfu
		}
		s := servers.Plain(t, args...)
		c := client(t, s.Addr)
		want := names(3, "hot:%d")
		fillText(t, c, want)
		using(t, c, want...)
		for name, rules := range map[string][]any{
			"some": {"+scan", "+object", "+client", "+hello"},
			"none": {"+scan", "+info", "+client", "+hello"},
		} {
			if err := c.Do(ctx, append([]any{"acl", "setuser", name, "on", ">secret", "~*"}, rules...)...).Err(); err != nil {
				t.Fatal(err)
			}
		}
		hot(t, client(t, s.Addr, func(o *redis.Options) { o.Username, o.Password = "some", "secret" }), want, counted)
		keys, err := redisrt.HotKeys(ctx, client(t, s.Addr, func(o *redis.Options) { o.Username, o.Password = "none", "secret" }))
		if !redis.HasErrorPrefix(err, "NOPERM") || keys != nil {
			t.Errorf("%v, %v", keys, err)
		}
	}
}

// TestHotKeysPolicyChanges while the keys are looked at: in the second page, or
// between the rounds. The answer is of one kind. (What it holds is not looked at:
// after a change the server reads the time of the last use as a counter, and the
// reverse.)
func TestHotKeysPolicyChanges(t *testing.T) {
	noLeak(t)
	for _, at := range []struct {
		command string
		nth     int
	}{{"scan", 2}, {"info", 4}, {"object", 500}} {
		for _, change := range [][2]string{{"allkeys-lfu", "noeviction"}, {"allkeys-lru", "volatile-lfu"}} {
			t.Run(fmt.Sprint(at, " ", change), func(t *testing.T) {
				t.Parallel()
				c, p, set := changing(t, change[0])
				p.Rule(faults.Before(at.command, at.nth, func() { set(change[1]) }))
				keys, err := redisrt.HotKeys(t.Context(), c)
				if err != nil || len(keys) == 0 {
					t.Fatalf("%v, %v", keys, err)
				}
				counted := strings.HasSuffix(change[1], "lfu")
				if at.command == "info" && p.Count("info") < 4 {
					counted = strings.HasSuffix(change[0], "lfu") // it was over before
				}
				for _, k := range keys {
					if (k.Freq >= 0) != counted {
						t.Errorf("counted %v: %v", counted, keys)
					}
				}
			})
		}
	}
	t.Run("all the time", func(t *testing.T) {
		t.Parallel()
		c, p, set := changing(t, "noeviction")
		n := 0
		p.Rule(func(args []string) faults.Action {
			if args[0] == "object" {
				if n++; n%500 == 0 {
					set([]string{"allkeys-lfu", "noeviction"}[n/500%2])
				}
			}
			return faults.Pass
		})
		keys, err := redisrt.HotKeys(t.Context(), c)
		if !errors.Is(err, redisrt.ErrIncomplete) || keys != nil {
			t.Errorf("%v, %v", keys, err)
		}
	})
}

// changing starts a server with keys in use, whose policy can be set.
func changing(t *testing.T, policy string) (c *redis.Client, p *faults.Proxy, set func(string)) {
	t.Helper()
	s := servers.Plain(t, "--maxmemory-policy", policy)
	direct := client(t, s.Addr)
	fillText(t, direct, names(2000, "cold:%d"))
	want := names(3, "hot:%d")
	fillText(t, direct, want)
	using(t, direct, want...)
	p = faults.New(t, s.Addr)
	return client(t, p.Addr), p, func(policy string) {
		if err := direct.ConfigSet(t.Context(), "maxmemory-policy", policy).Err(); err != nil {
			t.Error(err)
		}
	}
}

// TestHotKeysSaving: a server that is saving notes no use.
func TestHotKeysSaving(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	for _, counted := range []bool{true, false} {
		var args []string
		if counted {
			args = lfu
		}
		c := client(t, servers.Plain(t, args...).Addr)
		want := names(3, "hot:%d")
		fillText(t, c, want)
		fillText(t, c, names(100, "cold:%d"))
		use(t, c, 300, want...)
		using(t, c, want...)
		if err := errors.Join(c.ConfigSet(ctx, "rdb-key-save-delay", "1000000").Err(), c.BgSave(ctx).Err()); err != nil {
			t.Fatal(err)
		}
		if counted {
			hot(t, c, want, true, redisrt.HotKeysTop(3))
			continue
		}
		if keys, err := redisrt.HotKeys(ctx, c); !errors.Is(err, redisrt.ErrIncomplete) || !strings.Contains(err.Error(), "saving") || keys != nil {
			t.Errorf("%v, %v", keys, err)
		}
	}
}

// TestHotKeysFaults cuts connections in the scan and in later rounds.
func TestHotKeysFaults(t *testing.T) {
	noLeak(t)
	for _, counted := range []bool{true, false} {
		var args []string
		if counted {
			args = lfu
		}
		s := servers.Plain(t, args...)
		direct := client(t, s.Addr)
		fillText(t, direct, names(1500, "cold:%d"))
		want := names(3, "hot:%d")
		fillText(t, direct, want)
		use(t, direct, 300, want...)
		using(t, direct, want...)
		for _, test := range []struct {
			command string
			nth     int
		}{{"scan", 1}, {"scan", 2}, {"object", 1}, {"object", 700}, {"object", 2900}, {"info", 3}, {"info", 6}} {
			for _, fault := range []faults.Action{faults.CutBefore, faults.CutAfter} {
				if counted && test.command == "info" {
					continue // it is not sent
				}
				t.Run(fmt.Sprint(counted, " ", test, " ", fault), func(t *testing.T) {
					t.Parallel()
					p := faults.New(t, s.Addr)
					p.Rule(faults.Nth(test.command, test.nth, fault))
					hot(t, client(t, p.Addr, func(o *redis.Options) { o.MaxRetries = -1 }), want, counted, redisrt.HotKeysTop(3))
				})
			}
		}
		t.Run(fmt.Sprint(counted, " for good"), func(t *testing.T) {
			t.Parallel()
			command, froms := "object", []int{1, 1100, 2900}
			if !counted {
				command, froms = "info", []int{1, 2, 3, 5}
			}
			for _, from := range froms {
				p := faults.New(t, s.Addr)
				p.Rule(faults.From(command, from, faults.CutAfter))
				keys, err := redisrt.HotKeys(t.Context(), client(t, p.Addr))
				if err == nil || keys != nil {
					t.Errorf("from %s %d: %v, %v", command, from, keys, err)
				}
			}
		})
	}
}

func TestHotKeysCancelled(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	fillText(t, client(t, s.Addr), names(1500, "key:%d"))
	for _, test := range []struct {
		command string
		nth     int
	}{{"scan", 1}, {"scan", 2}, {"object", 1}, {"object", 1200}, {"info", 1}, {"info", 4}} {
		p := faults.New(t, s.Addr)
		c := client(t, p.Addr)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		use(t, c, 1, names(1500, "key:%d")...) // so that there is another round
		p.Rule(faults.Before(test.command, test.nth, cancel))
		keys, err := redisrt.HotKeys(ctx, c)
		if !errors.Is(err, context.Canceled) || keys != nil {
			t.Errorf("%v: %v, %v", test, keys, err)
		}
		sent := p.Count(test.command)
		if test.command == "scan" && sent != test.nth || sent > test.nth+1000 {
			t.Errorf("%v: sent %d", test, sent)
		}
	}
}

// TestHotKeysVanish: keys that are gone when they are asked for.
func TestHotKeysVanish(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t, lfu...)
	direct := client(t, s.Addr)
	keys := names(30, "key:%d")
	fillText(t, direct, keys)
	p := faults.New(t, s.Addr)
	p.Rule(faults.Before("object", 1, func() {
		if err := direct.Del(t.Context(), keys[:15]...).Err(); err != nil {
			t.Error(err)
		}
	}))
	hot(t, client(t, p.Addr), keys[15:], true, redisrt.HotKeysTop(100))
}

func TestHotKeysCluster(t *testing.T) {
	cluster := shared(t)
	c := wholeCluster(t, cluster)
	fillText(t, c, names(3000, "cold:%d"))
	want := names(12, "hot:%d") // on all masters
	fillText(t, c, want)
	using(t, c, want...)
	hot(t, &embedsInterface{c}, want, false)

	policy := func(policies ...string) {
		for i, addr := range cluster.Addrs {
			if err := client(t, addr).ConfigSet(context.WithoutCancel(t.Context()), "maxmemory-policy", policies[i%len(policies)]).Err(); err != nil {
				t.Error(err)
			}
		}
	}
	policy("allkeys-lfu")
	defer policy("noeviction")
	fillText(t, c, want) // as new, with counters
	use(t, c, 300, want...)
	hot(t, c, want, true, redisrt.HotKeysTop(12))

	// One node counts, the others do not.
	policy("allkeys-lfu", "noeviction", "noeviction")
	use(t, c, 1, want...) // since then
	keys, err := redisrt.HotKeys(t.Context(), c, redisrt.HotKeysTop(5000))
	if err != nil {
		t.Fatal(err)
	}
	covers(t, hotNames(keys), want)
	if keys[0].Freq < 0 || keys[len(keys)-1].Freq != -1 {
		t.Errorf("%v … %v", keys[0], keys[len(keys)-1])
	}
}

// TestHotKeysMigration: slots move, and are moving.
func TestHotKeysMigration(t *testing.T) {
	cluster := shared(t)
	ctx := t.Context()
	c := wholeCluster(t, cluster)
	from, to := cluster.Addrs[0], cluster.Addrs[1]
	tag, slot, err := cluster.Tag(ctx, from)
	if err != nil {
		t.Fatal(err)
	}
	want := names(5, tag+":%d")
	fillText(t, c, want)
	using(t, c, want...)

	if err := errors.Join(cluster.Migrate(ctx, slot, from, to), cluster.Settle()); err != nil {
		t.Fatal(err)
	}
	// Between the rounds: the keys are asked for where they are not.
	var moved sync.WaitGroup
	moved.Go(func() {
		time.Sleep(1500 * time.Millisecond)
		if err := errors.Join(cluster.Migrate(context.WithoutCancel(ctx), slot, to, from), cluster.Settle()); err != nil {
			t.Error(err)
		}
	})
	hot(t, c, want, false)
	moved.Wait()

	if err := cluster.Begin(ctx, slot, from, to, 2); err != nil {
		t.Fatal(err)
	}
	keys, err := redisrt.HotKeys(ctx, c)
	if err := errors.Join(cluster.Finish(ctx, slot, from, to), cluster.Migrate(ctx, slot, to, from), cluster.Settle()); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(err, redisrt.ErrIncomplete) || keys != nil {
		t.Errorf("while a slot moves: %v, %v", keys, err)
	}
}

func TestHotKeysRing(t *testing.T) {
	noLeak(t)
	addrs, all := shards(t)
	r := newRing(t, addrs...)
	fillText(t, r, names(300, "cold:%d"))
	want := names(12, "hot:%d")
	fillText(t, r, want)
	// One of them also where the ring does not look for it.
	for _, addr := range addrs {
		fillText(t, client(t, addr), []string{"hot:0"})
	}
	using(t, r, want...)
	hot(t, r, want, false)

	all[1].Stop()
	down(t, r, 2)
	if keys, err := redisrt.HotKeys(t.Context(), r); !errors.Is(err, redisrt.ErrIncomplete) || keys != nil {
		t.Errorf("%v, %v", keys, err)
	}
}

// TestHotKeysOneNode: the other clients that are one node.
func TestHotKeysOneNode(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	want := names(3, "hot:%d")
	fillText(t, c, want)
	using(t, c, want...)
	t.Run("Conn", func(t *testing.T) {
		t.Parallel()
		conn := c.Conn()
		defer conn.Close()
		hot(t, conn, want, false)
	})
	t.Run("Tx", func(t *testing.T) {
		t.Parallel()
		err := c.Watch(t.Context(), func(tx *redis.Tx) error {
			hot(t, redisrt.Node(tx), want, false)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("pool of one", func(t *testing.T) {
		t.Parallel()
		hot(t, client(t, c.Options().Addr, func(o *redis.Options) { o.PoolSize = 1 }), want, false)
	})
}
