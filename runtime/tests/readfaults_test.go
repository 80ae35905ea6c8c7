package tests

import (
	"context"
	"errors"
	"fmt"
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

// paged are reads of more than a page, one for each way to read.
var paged = []struct {
	name string
	ours func(ctx context.Context, c redis.UniversalClient, tag string) redis.Cmder
	want func(ctx context.Context, c redis.Cmdable, tag string) redis.Cmder
}{
	{"LRange",
		func(ctx context.Context, c redis.UniversalClient, tag string) redis.Cmder {
			return redisrt.LRange(ctx, c, tag+"list", 0, -1)
		},
		func(ctx context.Context, c redis.Cmdable, tag string) redis.Cmder {
			return c.LRange(ctx, tag+"list", 0, -1)
		}},
	{"ZRange",
		func(ctx context.Context, c redis.UniversalClient, tag string) redis.Cmder {
			return redisrt.ZRange(ctx, c, tag+"sorted", 0, -1)
		},
		func(ctx context.Context, c redis.Cmdable, tag string) redis.Cmder {
			return c.ZRange(ctx, tag+"sorted", 0, -1)
		}},
	{"ZRangeByScoreWithScores",
		func(ctx context.Context, c redis.UniversalClient, tag string) redis.Cmder {
			return redisrt.ZRangeByScoreWithScores(ctx, c, tag+"sorted", &redis.ZRangeBy{Min: "3", Max: "+inf"})
		},
		func(ctx context.Context, c redis.Cmdable, tag string) redis.Cmder {
			return c.ZRangeByScoreWithScores(ctx, tag+"sorted", &redis.ZRangeBy{Min: "3", Max: "+inf"})
		}},
	{"XRange",
		func(ctx context.Context, c redis.UniversalClient, tag string) redis.Cmder {
			return redisrt.XRange(ctx, c, tag+"stream", "-", "+")
		},
		func(ctx context.Context, c redis.Cmdable, tag string) redis.Cmder {
			return c.XRange(ctx, tag+"stream", "-", "+")
		}},
	{"HGetAll",
		func(ctx context.Context, c redis.UniversalClient, tag string) redis.Cmder {
			return redisrt.HGetAll(ctx, c, tag+"hash")
		},
		func(ctx context.Context, c redis.Cmdable, tag string) redis.Cmder {
			return c.HGetAll(ctx, tag+"hash")
		}},
	{"SMembersMap",
		func(ctx context.Context, c redis.UniversalClient, tag string) redis.Cmder {
			return redisrt.SMembersMap(ctx, c, tag+"set")
		},
		func(ctx context.Context, c redis.Cmdable, tag string) redis.Cmder {
			return c.SMembersMap(ctx, tag+"set")
		}},
}

// void checks that a command that has failed has no value.
func void(t testing.TB, cmd redis.Cmder) {
	t.Helper()
	if v := reflect.ValueOf(cmd).MethodByName("Val").Call(nil)[0]; cmd.Err() == nil || v.Len() != 0 {
		t.Errorf("%d elements, %v", v.Len(), cmd.Err())
	}
}

func equal(t testing.TB, got, want redis.Cmder) {
	t.Helper()
	if got.Err() != nil || got.String() != want.String() {
		t.Errorf("%v: %.200q, %v; want %.200q, %v", want.Args(), got.String(), got.Err(), want.String(), want.Err())
	}
}

// ours are the requests of a read, without those that go-redis makes to connect.
func ours(args []string) bool {
	return !slices.Contains([]string{"hello", "client", "ping", "cluster", "command", "readonly"}, strings.ToLower(args[0]))
}

// at returns a rule that applies a to the n-th request of a read, and counts.
func at(n int, seen *atomic.Int64, a func() faults.Action) faults.Rule {
	return func(args []string) faults.Action {
		if !ours(args) {
			return faults.Pass
		}
		if seen.Add(1) == int64(n) {
			return a()
		}
		return faults.Pass
	}
}

// TestReadsOneFault breaks the connection once, at each request.
func TestReadsOneFault(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	everyType(t, direct, "", 2500)
	p := faults.New(t, s.Addr)
	for _, read := range paged {
		want := read.want(t.Context(), direct, "")
		for name, fault := range map[string]faults.Action{"cut before": faults.CutBefore, "cut after": faults.CutAfter, "reply is lost": faults.Swallow} {
			if name == "cut before" && read.name != "ZRange" || name == "reply is lost" && read.name != "HGetAll" {
				continue // the reads differ in what they send, not in this
			}
			t.Run(read.name+", "+name, func(t *testing.T) {
				for n := 1; ; n++ {
					var seen atomic.Int64
					p.Rule(serialized(at(n, &seen, func() faults.Action { return fault })))
					cmd := read.ours(t.Context(), client(t, p.Addr, impatient), "")
					p.Rule(nil)
					equal(t, cmd, want)
					if seen.Load() < int64(n) { // there are fewer requests
						if n < 5 {
							t.Errorf("%d requests only", n)
						}
						return
					}
				}
			})
		}
	}
}

// TestReadsFaultsForGood breaks it every time, from the third request on.
func TestReadsFaultsForGood(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	everyType(t, client(t, s.Addr), "", 2500)
	p := faults.New(t, s.Addr)
	for _, read := range paged {
		seen := 0
		p.Rule(func(args []string) faults.Action {
			if ours(args) {
				seen++
			}
			if seen >= 3 {
				return faults.CutAfter
			}
			return faults.Pass
		})
		void(t, read.ours(t.Context(), client(t, p.Addr), ""))
	}
}

// TestReadsCancelled ends the context at each request, and before the first.
func TestReadsCancelled(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	everyType(t, direct, "", 2500)
	p := faults.New(t, s.Addr)
	for _, read := range paged {
		t.Run(read.name, func(t *testing.T) {
			want := read.want(t.Context(), direct, "")
			c := client(t, p.Addr)
			for n := 0; ; n++ {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if n == 0 {
					cancel()
				}
				var seen atomic.Int64
				p.Rule(serialized(at(n, &seen, func() faults.Action { cancel(); return faults.Pass })))
				cmd := read.ours(ctx, c, "")
				p.Rule(nil)
				switch {
				case cmd.Err() == nil:
					equal(t, cmd, want)
				case !errors.Is(cmd.Err(), context.Canceled):
					t.Errorf("cancelled at request %d: %v", n, cmd.Err())
				default:
					void(t, cmd)
				}
				if n == 0 && seen.Load() != 0 {
					t.Errorf("%d requests after the context's end", seen.Load())
				}
				if seen.Load() < int64(n) {
					return
				}
			}
		})
	}
}

// TestReadsFailover moves the address to another server between two pages.
func TestReadsFailover(t *testing.T) {
	noLeak(t)
	a, b := servers.Plain(t), servers.Plain(t)
	everyType(t, client(t, a.Addr), "", 2500)
	other := client(t, b.Addr)
	everyType(t, other, "", 4000)
	p := faults.New(t, a.Addr)
	for _, read := range paged {
		for _, n := range []int{3, 5} {
			p.Switch(a.Addr)
			var seen atomic.Int64
			p.Rule(serialized(at(n, &seen, func() faults.Action { p.Switch(b.Addr); return faults.Pass })))
			cmd := read.ours(t.Context(), client(t, p.Addr), "")
			p.Rule(nil)
			equal(t, cmd, read.want(t.Context(), other, ""))
		}
	}
}

// TestReadsWire looks at what is sent.
func TestReadsWire(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	everyType(t, client(t, s.Addr), "", 1500)
	p := faults.New(t, s.Addr)
	c := client(t, p.Addr)
	ctx := t.Context()
	var sent []string
	p.Rule(func(args []string) faults.Action {
		if ours(args) {
			sent = append(sent, strings.Join(args, " "))
		}
		return faults.Pass
	})
	for _, test := range []struct {
		run  func() redis.Cmder
		want string
	}{
		{func() redis.Cmder { return redisrt.LRange(ctx, c, "list", 0, 999) }, "lrange list 0 999"},
		{func() redis.Cmder { return redisrt.LRange(ctx, c, "list", -1000, -1) }, "lrange list -1000 -1"},
		{func() redis.Cmder { return redisrt.LRange(ctx, c, "list", 501, -1) }, "lrange list 501 1500"},
		{func() redis.Cmder { return redisrt.LRange(ctx, c, "list", 0, -1) },
			"lrange list 0 999, watch list, llen list, lrange list 0 999, lrange list 999 1499, multi, exists list, exec"},
		{func() redis.Cmder { return redisrt.ZRange(ctx, c, "sorted", 0, -1) },
			"zrange sorted 0 999, watch sorted, zcard sorted, zrange sorted 0 999, zrange sorted 999 1499, multi, exists sorted, exec"},
		{func() redis.Cmder {
			return redisrt.ZRangeByScore(ctx, c, "sorted", &redis.ZRangeBy{Min: "-inf", Max: "5", Count: 1000})
		}, "zrangebyscore sorted -inf 5 limit 0 1000"},
		{func() redis.Cmder {
			return redisrt.ZRangeByScore(ctx, c, "sorted", &redis.ZRangeBy{Min: "-inf", Max: "+inf"})
		}, "zrangebyscore sorted -inf +inf limit 0 1000, watch sorted, zcount sorted -inf (-inf, zcount sorted -inf +inf, zrange sorted 0 999, zrange sorted 999 1499, multi, exists sorted, exec"},
		{func() redis.Cmder { return redisrt.ZRangeWithScores(ctx, c, "sorted", 0, -1) },
			"zrange sorted 0 999 withscores, watch sorted, zcard sorted, zrange sorted -1 -1 withscores, zrange sorted 0 999 withscores, zrange sorted 999 2998 withscores, unwatch"},
		{func() redis.Cmder { return redisrt.XRange(ctx, c, "stream", "-", "+") },
			"xrange stream - + count 1000, watch stream, xrevrange stream + - count 1, xrange stream - 1500-1 count 1000, xrange stream (1000-1 1500-1 count 1000, unwatch"},
	} {
		sent = nil
		if err := test.run().Err(); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(sent, ", ")
		if got = strings.TrimSuffix(got, ", unwatch"); got != strings.TrimSuffix(test.want, ", unwatch") {
			t.Errorf("sent %s\nwant %s", got, test.want)
		}
	}
}

func TestReadsCluster(t *testing.T) {
	s := shared(t)
	c := clusterClient(t, s)
	for _, tag := range []string{"{a}", "{b}", "{c}"} {
		everyType(t, c, tag, 2500)
		readsEveryType(t, c, c, tag)
		readsEveryType(t, embedsInterface{c}, c, tag)
	}
}

// TestReadsClusterMaster: with a client that reads from replicas, all pages but
// the first come from the master.
func TestReadsClusterMaster(t *testing.T) {
	s := shared(t)
	everyType(t, clusterClient(t, s), "{a}", 2500)
	c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: s.Addrs, RouteRandomly: true})
	defer c.Close()
	readsEveryType(t, c, c, "{a}")
}

func TestReadsRing(t *testing.T) {
	noLeak(t)
	addrs, _ := shards(t)
	r := newRing(t, addrs...)
	for _, tag := range []string{"{a}", "{b}", "{c}"} {
		everyType(t, r, tag, 2500)
		readsEveryType(t, r, r, tag)
	}
}

// TestReadsMigration moves the slot at each request of a read.
func TestReadsMigration(t *testing.T) {
	m := newMoving(t, 2)
	to := m.cluster.Addrs[0]
	truth := clusterClient(t, m.cluster)
	tag, _, err := m.cluster.Tag(t.Context(), m.owner)
	if err != nil {
		t.Fatal(err)
	}
	everyType(t, truth, tag, 2500)
	wants := map[string]redis.Cmder{}
	for _, read := range paged {
		wants[read.name] = read.want(t.Context(), truth, tag)
	}
	for _, read := range paged {
		for n := 2; n <= 5; n++ {
			c := proxyCluster(t, m.cluster)
			var seen atomic.Int64
			c.proxies[2].Rule(serialized(at(n, &seen, func() faults.Action {
				do(t, func() error { return m.cluster.Migrate(context.Background(), m.slot, m.owner, to) })()
				return faults.Pass
			})))
			equal(t, read.ours(t.Context(), c, tag), wants[read.name])
			if seen.Load() < int64(n) {
				t.Errorf("%s: %d requests", read.name, seen.Load())
			}
			c.proxies[2].Rule(nil)
			if err := errors.Join(m.cluster.Migrate(t.Context(), m.slot, to, m.owner), m.cluster.Settle()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestReadsMigrationUnfinished leaves the slot half moved: with the key gone,
// only single commands reach it.
func TestReadsMigrationUnfinished(t *testing.T) {
	m := newMoving(t, 2)
	to := m.cluster.Addrs[0]
	m.back(t, to)
	truth := clusterClient(t, m.cluster)
	tag, _, err := m.cluster.Tag(t.Context(), m.owner)
	if err != nil {
		t.Fatal(err)
	}
	everyType(t, truth, tag, 2500)
	wants := map[string]redis.Cmder{}
	for _, read := range paged {
		wants[read.name] = read.want(t.Context(), truth, tag)
	}
	if err := m.cluster.Begin(t.Context(), m.slot, m.owner, to, 1000); err != nil {
		t.Fatal(err)
	}
	for _, read := range paged {
		start := time.Now()
		equal(t, read.ours(t.Context(), m.client, tag), wants[read.name])
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v", read.name, took)
		}
	}
}

type (
	ownLRange  struct{ *redis.Client }
	ownHScan   struct{ redis.UniversalClient }
	ownHGetAll struct{ *redis.Client }
	ownUnlink  struct{ *redis.ClusterClient }
	narrowList struct{ c *redis.Client }
	fewLists   struct{ redisrt.LRangeClient }
)

func (w ownLRange) LRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd {
	return w.Client.LRange(ctx, "prefix:"+key, start, stop)
}

func (w *ownHScan) HScan(ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd {
	return w.UniversalClient.HScan(ctx, "prefix:"+key, cursor, match, count)
}

func (w ownHGetAll) HGetAll(ctx context.Context, key string) *redis.MapStringStringCmd {
	return w.Client.HGetAll(ctx, "prefix:"+key)
}

func (w ownUnlink) Unlink(ctx context.Context, keys ...string) *redis.IntCmd {
	return w.ClusterClient.Unlink(ctx, keys...)
}

func (w narrowList) LRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd {
	return w.c.LRange(ctx, key, start, stop)
}

// TestReadsRefused: what the reads cannot see through is an error, also where a
// small answer would do.
func TestReadsRefused(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Any(t))
	fillList(t, c, "list", 3, func(int) string { return "x" })
	cluster := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{c.Options().Addr}})
	defer cluster.Close()
	pipe := c.Pipeline()
	for name, r := range map[string]struct {
		cmd  redis.Cmder
		says string
	}{
		"nil":                 {redisrt.LRange(ctx, nil, "list", 0, -1), "client is nil"},
		"nil Client":          {redisrt.LRange(ctx, (*redis.Client)(nil), "list", 0, -1), "nil *redis.Client"},
		"pipeline":            {redisrt.LRange(ctx, pipe, "list", 0, 2), "only queues"},
		"pipeline, sorted":    {redisrt.ZRange(ctx, pipe, "sorted", 0, -1), "only queues"},
		"pipeline, by score":  {redisrt.ZRangeByScore(ctx, pipe, "sorted", &redis.ZRangeBy{}), "only queues"},
		"pipeline, stream":    {redisrt.XRange(ctx, pipe, "stream", "-", "+"), "only queues"},
		"pipeline, hash":      {redisrt.HGetAll(ctx, pipe, "hash"), "only queues"},
		"pipeline, Unlink":    {redisrt.Unlink(ctx, pipe, "hash"), "only queues"},
		"embedded pipeline":   {redisrt.SMembers(ctx, struct{ redis.Pipeliner }{pipe}, "set"), "only queues"},
		"Cmdable pipeline":    {redisrt.HKeys(ctx, embedsCmdable{Cmdable: pipe}, "set"), "only queues"},
		"own LRange":          {redisrt.LRange(ctx, ownLRange{c}, "list", 0, -1), "own method LRange"},
		"own HGetAll":         {redisrt.HGetAll(ctx, ownHGetAll{c}, "hash"), "own method HGetAll"},
		"own HScan":           {redisrt.HVals(ctx, &ownHScan{c}, "hash"), "own method HScan"},
		"own Unlink":          {redisrt.Unlink(ctx, ownUnlink{cluster}, "hash"), "own method Unlink"},
		"unexported field":    {redisrt.LRange(ctx, narrowList{c}, "list", 0, -1), "own method LRange"},
		"by value":            {redisrt.LRange(ctx, fewLists{struct{ redis.Client }{*c}}, "list", 0, -1), "pointer"},
		"two, and its choice": {redisrt.LRange(ctx, twoLists{fewLists{c}, cluster}, "list", 0, -1), "own method LRange"},
	} {
		if r.cmd.Err() == nil || !strings.Contains(r.cmd.Err().Error(), r.says) {
			t.Errorf("%s: %v; want an error that says %q", name, r.cmd.Err(), r.says)
		}
		if name != "own Unlink" && name != "pipeline, Unlink" {
			void(t, r.cmd)
		}
	}
	if n := pipe.Len(); n != 0 {
		t.Errorf("%d commands were queued", n)
	}
	if auto := autoPipeliner(t, c); auto != nil {
		void(t, redisrt.LRange(ctx, auto.(redisrt.LRangeClient), "list", 0, -1))
	}
	// What the wrapper does elsewhere does not matter.
	for name, c := range map[string]redisrt.LRangeClient{
		"own Keys": ownKeys{c}, "own HScan": &ownHScan{c}, "own interface": fewLists{c}, "two levels": twoLevels{&embedsPointer{c}}, "Cmdable": redis.Cmdable(c),
	} {
		if got, err := redisrt.LRange(ctx, c, "list", 0, -1).Result(); err != nil || len(got) != 3 {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

type twoLists struct {
	fewLists
	redisrt.LRangeClient
}

// LRange decides between the two.
func (w twoLists) LRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd {
	return w.fewLists.LRange(ctx, key, start, stop)
}

// TestReadsHooks: the hooks of a client see all that is sent.
func TestReadsHooks(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	everyType(t, c, "tenant:", 2500)
	want := c.ZRangeWithScores(t.Context(), "tenant:sorted", 0, -1)
	c.AddHook(hook{func(next redis.ProcessHook, ctx context.Context, cmd redis.Cmder) error {
		if args := cmd.Args(); len(args) > 1 && cmd.Name() != "hello" && cmd.Name() != "client" {
			args[1] = fmt.Sprint("tenant:", args[1])
		}
		return next(ctx, cmd)
	}})
	got := redisrt.ZRangeWithScores(t.Context(), c, "sorted", 0, -1)
	if !reflect.DeepEqual(got.Val(), want.Val()) || got.Err() != nil {
		t.Errorf("%d elements, %v", len(got.Val()), got.Err())
	}
}
