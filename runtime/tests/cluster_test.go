package tests

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// proxied is a cluster client that reaches every node through a proxy.
type proxied struct {
	*redis.ClusterClient
	proxies []*faults.Proxy // in the order of servers.Cluster.Addrs
}

func proxyCluster(t testing.TB, s *servers.Cluster, change ...func(*redis.ClusterOptions)) proxied {
	t.Helper()
	by := map[string]string{}
	var p proxied
	for _, addr := range s.Addrs {
		proxy := faults.New(t, addr)
		by[addr] = proxy.Addr
		p.proxies = append(p.proxies, proxy)
	}
	opt := &redis.ClusterOptions{
		Addrs: s.Addrs,
		Dialer: func(ctx context.Context, network, addr string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, by[addr])
		},
	}
	for _, f := range change {
		f(opt)
	}
	p.ClusterClient = redis.NewClusterClient(opt)
	t.Cleanup(func() { p.Close() })
	return p
}

func (p proxied) count(name string) int {
	n := 0
	for _, proxy := range p.proxies {
		n += proxy.Count(name)
	}
	return n
}

func clusterClient(t testing.TB, s *servers.Cluster) *redis.ClusterClient {
	t.Helper()
	c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: s.Addrs})
	t.Cleanup(func() { c.Close() })
	return c
}

// shared is servers.Shared with the leak check after it, as the cluster stays.
func shared(t testing.TB) *servers.Cluster {
	t.Helper()
	s := servers.Shared(t)
	noLeak(t)
	return s
}

func TestClusterComplete(t *testing.T) {
	s := shared(t)
	c := clusterClient(t, s)
	want := names(9000, "key:%d")
	fill(t, c, want)

	// What redisrt is for: go-redis asks one master, and there is no error.
	naive, err := c.Keys(t.Context(), "*").Result()
	if err != nil || len(naive) == 0 || len(naive) > 4000 {
		t.Errorf("go-redis' Keys: %d keys, %v; want about a third of 9000", len(naive), err)
	}
	pages := c.Scan(t.Context(), 0, "*", 1000).Iterator()
	found := map[string]bool{}
	for pages.Next(t.Context()) {
		found[pages.Val()] = true
	}
	if err := pages.Err(); err != nil || len(found) == 0 || len(found) > 6000 {
		t.Errorf("go-redis' Scan: %d keys, %v; want a part of 9000", len(found), err)
	}

	for name, client := range map[string]redisrt.Scanner{
		"ClusterClient":      c,
		"UniversalClient":    redis.UniversalClient(c),
		"Cmdable":            redis.Cmdable(c),
		"embedded":           struct{ *redis.ClusterClient }{c},
		"embedded interface": &embedsInterface{c},
		"two levels":         struct{ embedsCmdable }{embedsCmdable{Cmdable: c}},
	} {
		t.Run(name, func(t *testing.T) { complete(t, client, want) })
	}
}

func TestClusterHashTag(t *testing.T) {
	s := shared(t)
	c := clusterClient(t, s)
	want := names(300, "{user1}:%d")
	fill(t, c, want)
	fill(t, c, names(300, "user1:%d"))
	keys, err := redisrt.Keys(t.Context(), c, "{user1}:*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, want)
}

// TestClusterNode: one node of a cluster, taken by itself, is one node.
func TestClusterNode(t *testing.T) {
	s := shared(t)
	fill(t, clusterClient(t, s), names(900, "key:%d"))
	c := client(t, s.Addrs[0])
	keys, err := redisrt.Keys(t.Context(), c, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, c.Keys(t.Context(), "*").Val())
}

// moving has 3000 keys that stay where they are and 300 in one slot of one node.
type moving struct {
	cluster *servers.Cluster
	client  proxied
	slot    int
	owner   string
	keys    []string
}

func newMoving(t *testing.T, owner int) *moving {
	t.Helper()
	s := shared(t)
	m := &moving{cluster: s, client: proxyCluster(t, s), owner: s.Addrs[owner]}
	tag, slot, err := s.Tag(t.Context(), m.owner)
	if err != nil {
		t.Fatal(err)
	}
	m.slot = slot
	moved := names(300, tag+":%d")
	m.keys = append(names(3000, "key:%d"), moved...)
	fill(t, clusterClient(t, s), m.keys)
	return m
}

// do is for rules, which run on the proxy's goroutines.
func do(t *testing.T, f func() error) func() {
	return func() {
		if err := f(); err != nil {
			t.Error(err)
		}
	}
}

// back undoes a migration when the test is over.
func (m *moving) back(t *testing.T, to string) {
	t.Cleanup(func() {
		ctx := context.Background()
		err := errors.Join(
			m.cluster.Finish(ctx, m.slot, m.owner, to),
			m.cluster.Migrate(ctx, m.slot, to, m.owner),
			m.cluster.Settle(),
		)
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestMigration finishes the migration of a slot at different moments of a
// scan, which goes through the nodes in the order of their addresses.
func TestMigration(t *testing.T) {
	for _, test := range []struct {
		name          string
		from, to      int
		node, request int // when it happens: at this node's n-th SCAN
	}{
		// The keys go where the scan has already been: the first pass has none of them.
		{"to a node that was scanned", 2, 0, 1, 1},
		{"away from the node being scanned", 0, 2, 0, 2},
		{"to the node being scanned", 2, 0, 0, 2},
		{"between nodes not yet scanned", 2, 1, 0, 1},
		{"from a node that was scanned", 0, 2, 1, 1},
		{"in the last node", 2, 0, 2, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMoving(t, test.from)
			to := m.cluster.Addrs[test.to]
			m.back(t, to)
			m.client.proxies[test.node].Rule(faults.Before("scan", test.request, do(t, func() error {
				return m.cluster.Migrate(context.Background(), m.slot, m.owner, to)
			})))
			keys, err := redisrt.Keys(t.Context(), m.client, "*").Result()
			if err != nil {
				t.Fatal(err)
			}
			same(t, keys, m.keys)
		})
	}
}

// TestMigrationTeeth shows what the checks are for: without them, the first of
// the cases above loses keys.
func TestMigrationTeeth(t *testing.T) {
	m := newMoving(t, 2)
	to := m.cluster.Addrs[0]
	m.back(t, to)
	m.client.proxies[1].Rule(faults.Before("scan", 1, do(t, func() error {
		return m.cluster.Migrate(context.Background(), m.slot, m.owner, to)
	})))
	var got []string
	for _, proxy := range m.client.proxies {
		pages := client(t, proxy.Addr).Scan(t.Context(), 0, "*", 1000).Iterator()
		for pages.Next(t.Context()) {
			got = append(got, pages.Val())
		}
		if err := pages.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if missing := minus(m.keys, got); len(missing) != 300 {
		t.Errorf("node by node, unchecked: %d keys are missing, want 300", len(missing))
	}
}

func TestMigrationStream(t *testing.T) {
	m := newMoving(t, 2)
	to := m.cluster.Addrs[0]
	m.back(t, to)
	m.client.proxies[1].Rule(faults.Before("scan", 1, do(t, func() error {
		return m.cluster.Migrate(context.Background(), m.slot, m.owner, to)
	})))
	keys, err := collect(redisrt.Scan(t.Context(), m.client, "*"))
	if err != nil {
		t.Fatal(err)
	}
	covers(t, keys, m.keys)
}

// TestMigrationThereAndBack: the node has the same slots after as before.
func TestMigrationThereAndBack(t *testing.T) {
	m := newMoving(t, 0)
	to := m.cluster.Addrs[2]
	m.client.proxies[0].Rule(faults.Before("scan", 1, do(t, func() error {
		ctx := context.Background()
		return errors.Join(
			m.cluster.Migrate(ctx, m.slot, m.owner, to),
			m.cluster.Migrate(ctx, m.slot, to, m.owner),
		)
	})))
	keys, err := redisrt.Keys(t.Context(), m.client, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, m.keys)
	if n := m.client.count("cluster"); n < 8 {
		t.Errorf("%d CLUSTER commands: the epoch went unnoticed", n)
	}
}

// TestMigrationUnfinished leaves a slot half moved.
func TestMigrationUnfinished(t *testing.T) {
	for _, keys := range []int{0, 150} {
		for request := range 3 {
			t.Run(fmt.Sprintf("%d keys, SCAN %d", keys, request), func(t *testing.T) {
				m := newMoving(t, 1)
				to := m.cluster.Addrs[0]
				m.back(t, to)
				begin := do(t, func() error {
					return m.cluster.Begin(context.Background(), m.slot, m.owner, to, keys)
				})
				if request == 0 { // before the scan
					begin()
				} else {
					m.client.proxies[1].Rule(faults.Before("scan", request, begin))
				}
				got, err := redisrt.Keys(t.Context(), m.client, "*").Result()
				if !errors.Is(err, redisrt.ErrIncomplete) || got != nil || !strings.Contains(err.Error(), "migrating slots") {
					t.Errorf("%d keys, %v", len(got), err)
				}
				got, err = collect(redisrt.Scan(t.Context(), m.client, "*"))
				if !errors.Is(err, redisrt.ErrIncomplete) {
					t.Errorf("%d keys streamed, %v", len(got), err)
				}
			})
		}
	}
}

// TestMigrationSettles: the markers vanish while the scan waits.
func TestMigrationSettles(t *testing.T) {
	m := newMoving(t, 1)
	to := m.cluster.Addrs[0]
	m.back(t, to)
	if err := m.cluster.Begin(t.Context(), m.slot, m.owner, to, 150); err != nil {
		t.Fatal(err)
	}
	m.client.proxies[0].Rule(faults.Before("cluster", 4, do(t, func() error {
		return m.cluster.Finish(context.Background(), m.slot, m.owner, to)
	})))
	keys, err := redisrt.Keys(t.Context(), m.client, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, m.keys)
}

// TestUncoveredSlot: a cluster that answers although nobody has a slot.
func TestUncoveredSlot(t *testing.T) {
	s := shared(t)
	c := clusterClient(t, s)
	fill(t, c, names(900, "key:%d"))
	_, slot, err := s.Tag(t.Context(), s.Addrs[1])
	if err != nil {
		t.Fatal(err)
	}
	forget := func(verb string) {
		ctx := context.Background()
		if err := s.Slots(ctx, s.Addrs[1], verb, slot); err != nil {
			t.Error(err)
		}
	}
	forget("delslots")
	for _, addr := range []string{s.Addrs[0], s.Addrs[2]} {
		if err := s.Slots(t.Context(), addr, "delslots", slot); err != nil {
			t.Error(err)
		}
	}
	defer func() {
		forget("addslots")
		if err := s.Settle(); err != nil {
			t.Error(err)
		}
	}()
	keys, err := redisrt.Keys(t.Context(), c, "*").Result()
	if !errors.Is(err, redisrt.ErrIncomplete) || keys != nil || !strings.Contains(err.Error(), "slots") {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

// TestWrongNode: an address leads to another node than it did, so that one node
// is visited twice and one not at all.
func TestWrongNode(t *testing.T) {
	s := shared(t)
	c := proxyCluster(t, s)
	fill(t, clusterClient(t, s), names(900, "key:%d"))
	c.proxies[0].Switch(s.Addrs[1])
	keys, err := redisrt.Keys(t.Context(), c, "*").Result()
	if !errors.Is(err, redisrt.ErrIncomplete) || keys != nil {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

// TestClusterViews changes what nodes say of themselves and of each other.
func TestClusterViews(t *testing.T) {
	s := shared(t)
	fill(t, clusterClient(t, s), names(900, "key:%d"))
	first, err := client(t, s.Addrs[0]).Do(t.Context(), "cluster", "myid").Text()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		node int // that says so
		says func(call int, text string) string
		want string
	}{
		"truth": {0, func(_ int, text string) string { return text }, ""},
		// As when the first node was cut off and replaced, and does not know.
		"another owner": {1, func(_ int, text string) string {
			return strings.ReplaceAll(text, first, strings.Repeat("f", 40))
		}, "do not agree"},
		"a replica": {2, func(_ int, text string) string {
			return strings.Replace(text, "myself,master", "myself,slave", 1)
		}, "no longer a master"},
		"a replica after its scan": {2, func(call int, text string) string {
			if call%2 == 0 {
				text = strings.Replace(text, "myself,master", "myself,slave", 1)
			}
			return text
		}, "no longer a master"},
		"slots given away": {0, func(call int, text string) string {
			if call%2 == 0 {
				text = strings.Replace(text, " 0-", " 1-", 1)
			}
			return text
		}, "changed during its scan"},
		"nonsense": {0, func(int, string) string { return "nonsense" }, "CLUSTER NODES"},
	} {
		t.Run(name, func(t *testing.T) {
			c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: s.Addrs})
			defer c.Close()
			calls := 0
			c.OnNewNode(func(node *redis.Client) {
				if node.Options().Addr != s.Addrs[test.node] {
					return
				}
				node.AddHook(hook{func(next redis.ProcessHook, ctx context.Context, cmd redis.Cmder) error {
					err := next(ctx, cmd)
					if text, ok := cmd.(*redis.StringCmd); ok && err == nil && cmd.FullName() == "cluster nodes" {
						calls++
						text.SetVal(test.says(calls, text.Val()))
					}
					return err
				}})
			})
			keys, err := redisrt.Keys(t.Context(), c, "*").Result()
			if test.want == "" {
				if err != nil || len(keys) != 900 {
					t.Errorf("%d keys, %v", len(keys), err)
				}
			} else if err == nil || keys != nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%d keys, %v; want an error that says %q", len(keys), err, test.want)
			}
		})
	}
}

func TestClusterCut(t *testing.T) {
	s := shared(t)
	want := names(6000, "key:%d")
	fill(t, clusterClient(t, s), want)
	for node := range s.Addrs {
		c := proxyCluster(t, s)
		c.proxies[node].Rule(faults.Nth("scan", 2, faults.CutAfter))
		keys, err := redisrt.Keys(t.Context(), c, "*").Result()
		if err != nil {
			t.Fatal(err)
		}
		same(t, keys, want)

		c.proxies[node].Rule(faults.From("scan", 2, faults.CutBefore))
		if keys, err := redisrt.Keys(t.Context(), c, "*").Result(); err == nil || keys != nil {
			t.Errorf("%d keys, %v", len(keys), err)
		}
	}
}

func TestClusterCancelled(t *testing.T) {
	s := shared(t)
	want := names(6000, "key:%d")
	fill(t, clusterClient(t, s), want)
	for n := 1; ; n++ {
		c := proxyCluster(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		seen := 0
		rule := func([]string) faults.Action {
			if seen++; seen == n {
				cancel()
			}
			return faults.Pass
		}
		var all faults.Rule = serialized(rule)
		for _, p := range c.proxies {
			p.Rule(all)
		}
		keys, err := redisrt.Keys(ctx, c, "*").Result()
		switch {
		case err == nil:
			same(t, keys, want)
		case !errors.Is(err, context.Canceled) || keys != nil:
			t.Fatalf("cancelled at request %d: %d keys, %v", n, len(keys), err)
		}
		if ctx.Err() == nil { // there are fewer requests than n
			cancel()
			if n < 20 {
				t.Fatalf("%d requests only", n)
			}
			return
		}
	}
}

// TestMadeUpCluster is a client with slots of its own for plain servers, as
// NewFailoverClusterClient makes one.
func TestMadeUpCluster(t *testing.T) {
	noLeak(t)
	var addrs []string
	var want []string
	for i := range 3 {
		s := servers.Plain(t)
		keys := names(1500, fmt.Sprintf("%d:%%d", i))
		fill(t, client(t, s.Addr), keys)
		addrs, want = append(addrs, s.Addr), append(want, keys...)
	}
	slots := func(last int, addrs ...string) []redis.ClusterSlot {
		var all []redis.ClusterSlot
		for i, addr := range addrs {
			end := (i+1)*16384/len(addrs) - 1
			if i == len(addrs)-1 {
				end = last
			}
			all = append(all, redis.ClusterSlot{Start: i * 16384 / len(addrs), End: end, Nodes: []redis.ClusterNode{{Addr: addr}}})
		}
		return all
	}
	made := func(answer func(call int) ([]redis.ClusterSlot, error)) *redis.ClusterClient {
		call := 0
		c := redis.NewClusterClient(&redis.ClusterOptions{
			ClusterSlots: func(context.Context) ([]redis.ClusterSlot, error) { call++; return answer(call) },
		})
		t.Cleanup(func() { c.Close() })
		return c
	}

	c := made(func(int) ([]redis.ClusterSlot, error) { return slots(16383, addrs...), nil })
	keys, err := redisrt.Keys(t.Context(), c, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, want)

	// A fail-over in between: the second answer and those after it differ.
	c = made(func(call int) ([]redis.ClusterSlot, error) {
		return slots(16383, addrs[min(call-1, 2):]...), nil
	})
	keys, err = redisrt.Keys(t.Context(), c, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, want[3000:])

	c = made(func(call int) ([]redis.ClusterSlot, error) { return slots(16383, addrs[call%3:]...), nil })
	if keys, err = redisrt.Keys(t.Context(), c, "*").Result(); !errors.Is(err, redisrt.ErrIncomplete) || keys != nil {
		t.Errorf("changes all the time: %d keys, %v", len(keys), err)
	}
	c = made(func(int) ([]redis.ClusterSlot, error) { return slots(16000, addrs...), nil })
	if keys, err = redisrt.Keys(t.Context(), c, "*").Result(); !errors.Is(err, redisrt.ErrIncomplete) || keys != nil {
		t.Errorf("leaves slots out: %d keys, %v", len(keys), err)
	}
	broken := errors.New("no sentinel answers")
	c = made(func(int) ([]redis.ClusterSlot, error) { return nil, broken })
	if keys, err = redisrt.Keys(t.Context(), c, "*").Result(); !errors.Is(err, broken) || keys != nil {
		t.Errorf("fails: %d keys, %v", len(keys), err)
	}
}

// TestClusterOrder: the nodes are visited one after the other, in a fixed order.
func TestClusterOrder(t *testing.T) {
	s := shared(t)
	fill(t, clusterClient(t, s), names(6000, "key:%d"))
	c := proxyCluster(t, s)
	var order []int
	for i, p := range c.proxies {
		p.Rule(func(args []string) faults.Action {
			if args[0] == "scan" {
				order = append(order, i)
			}
			return faults.Pass
		})
	}
	if err := redisrt.Keys(t.Context(), c, "*").Err(); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(order) || len(order) < 6 {
		t.Errorf("SCANs at nodes %v", order)
	}
}
