package servers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

const slots = 16384

// Cluster is a cluster of masters. Tests that change it put it back.
type Cluster struct {
	Addrs []string // sorted

	nodes []*Server
	dir   string
}

// shared is the one cluster of a test binary, as starting one takes seconds.
var shared struct {
	sync.Mutex
	cluster *Cluster
	err     error
}

// Shared returns the test binary's cluster of three masters, with its keys
// deleted. It ends in Main.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	Require(t)
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster == nil && shared.err == nil {
		shared.cluster, shared.err = newCluster(3)
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	c := shared.cluster
	if err := c.flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

func newCluster(masters int) (*Cluster, error) {
	dir, err := os.MkdirTemp("", "redislint-cluster-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir}
	if err := c.form(masters); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) form(masters int) error {
	for range masters {
		sub := func() string {
			d, err := os.MkdirTemp(c.dir, "")
			if err != nil {
				panic(err)
			}
			return d
		}
		s, err := start(sub, "--cluster-enabled", "yes")
		if err != nil {
			return err
		}
		c.nodes = append(c.nodes, s)
		c.Addrs = append(c.Addrs, s.Addr)
	}
	slices.Sort(c.Addrs)

	ctx := context.Background()
	host, port, err := net.SplitHostPort(c.Addrs[0])
	if err != nil {
		return err
	}
	for i, addr := range c.Addrs {
		err := c.on(addr, func(node *redis.Client) error {
			first, last := i*slots/masters, (i+1)*slots/masters-1
			return errors.Join(
				// Epochs that differ from the start spare the cluster its collisions.
				node.Do(ctx, "cluster", "set-config-epoch", i+1).Err(),
				node.ClusterAddSlotsRange(ctx, first, last).Err(),
				node.ClusterMeet(ctx, host, port).Err(),
			)
		})
		if err != nil {
			return err
		}
	}
	return c.Settle()
}

// Settle waits until every node finds the cluster whole and all of them know
// the same owners of slots, and the same epochs.
func (c *Cluster) Settle() error {
	return Eventually(30*time.Second, func(ctx context.Context) error {
		var first string
		for _, addr := range c.Addrs {
			err := c.on(addr, func(node *redis.Client) error {
				info, err := node.ClusterInfo(ctx).Result()
				if err != nil {
					return err
				}
				if !strings.Contains(info, "cluster_state:ok") {
					return fmt.Errorf("%s: %s", addr, info)
				}
				owners, err := owners(ctx, node)
				if err != nil {
					return err
				}
				epochs, err := epochs(ctx, node)
				if err != nil {
					return err
				}
				owners += "; " + epochs
				if first == "" {
					first = owners
				}
				if owners != first {
					return fmt.Errorf("%s: owners of slots %s, elsewhere %s", addr, owners, first)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func owners(ctx context.Context, node *redis.Client) (string, error) {
	ranges, err := clusterSlots(ctx, node)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, r := range ranges {
		lines = append(lines, fmt.Sprintf("%05d-%05d %s", r.Start, r.End, r.Nodes[0].ID))
	}
	slices.Sort(lines)
	return strings.Join(lines, ", "), nil
}

// epochs are the configuration epochs of the nodes. One that does not know the highest takes none that is higher when a
// slot moves to it, and the cluster may not agree on the slot then, ever.
func epochs(ctx context.Context, node *redis.Client) (string, error) {
	nodes, err := node.ClusterNodes(ctx).Result()
	if err != nil {
		return "", err
	}
	var lines []string
	for line := range strings.Lines(nodes) {
		if fields := strings.Fields(line); len(fields) > 6 {
			lines = append(lines, fields[0]+" "+fields[6])
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, ", "), nil
}

// clusterSlots is CLUSTER SLOTS, which go-redis' method calls deprecated;
// CLUSTER SHARDS is in Redis 7.0 and later only.
func clusterSlots(ctx context.Context, node *redis.Client) ([]redis.ClusterSlot, error) {
	cmd := redis.NewClusterSlotsCmd(ctx, "cluster", "slots")
	_ = node.Process(ctx, cmd) // the error is in cmd
	return cmd.Result()
}

// on calls f with a client of one node.
func (c *Cluster) on(addr string, f func(*redis.Client) error) error {
	node := redis.NewClient(&redis.Options{Addr: addr})
	defer node.Close()
	return f(node)
}

func (c *Cluster) flush(ctx context.Context) error {
	for _, addr := range c.Addrs {
		if err := c.on(addr, func(node *redis.Client) error { return node.FlushAll(ctx).Err() }); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cluster) stop() {
	for _, s := range c.nodes {
		s.Stop()
	}
	os.RemoveAll(c.dir)
}

// Tag finds a hash tag whose slot the node at addr owns.
func (c *Cluster) Tag(ctx context.Context, addr string) (tag string, slot int, err error) {
	err = c.on(addr, func(node *redis.Client) error {
		ranges, err := clusterSlots(ctx, node)
		if err != nil {
			return err
		}
		for i := range slots {
			tag = fmt.Sprintf("{tag%d}", i)
			n, err := node.ClusterKeySlot(ctx, tag).Result()
			if err != nil {
				return err
			}
			slot = int(n)
			for _, r := range ranges {
				if r.Start <= slot && slot <= r.End && r.Nodes[0].Addr == addr {
					return nil
				}
			}
		}
		return fmt.Errorf("%s owns no slot", addr)
	})
	return tag, slot, err
}

// Begin marks slot as moving from one node to another, when the last move is known to all,
// and moves keys, at most the number given.
func (c *Cluster) Begin(ctx context.Context, slot int, from, to string, keys int) error {
	if err := c.Settle(); err != nil {
		return err
	}
	fromID, toID, err := c.ids(ctx, from, to)
	if err != nil {
		return err
	}
	return errors.Join(
		c.on(to, func(node *redis.Client) error {
			return node.Do(ctx, "cluster", "setslot", slot, "importing", fromID).Err()
		}),
		c.on(from, func(node *redis.Client) error {
			if err := node.Do(ctx, "cluster", "setslot", slot, "migrating", toID).Err(); err != nil {
				return err
			}
			return move(ctx, node, slot, to, keys)
		}),
	)
}

// Finish moves what is left of slot and names its new owner to all nodes.
func (c *Cluster) Finish(ctx context.Context, slot int, from, to string) error {
	_, toID, err := c.ids(ctx, from, to)
	if err != nil {
		return err
	}
	err = c.on(from, func(node *redis.Client) error { return move(ctx, node, slot, to, 1<<30) })
	if err != nil {
		return err
	}
	// The new owner first: so no node ever thinks that nobody has the slot.
	for _, addr := range append([]string{to, from}, c.Addrs...) {
		err := c.on(addr, func(node *redis.Client) error {
			return node.Do(ctx, "cluster", "setslot", slot, "node", toID).Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Migrate moves slot and all its keys.
func (c *Cluster) Migrate(ctx context.Context, slot int, from, to string) error {
	if err := c.Begin(ctx, slot, from, to, 0); err != nil {
		return err
	}
	return c.Finish(ctx, slot, from, to)
}

func (c *Cluster) ids(ctx context.Context, a, b string) (ida, idb string, err error) {
	get := func(id *string) func(*redis.Client) error {
		return func(node *redis.Client) (err error) {
			*id, err = node.Do(ctx, "cluster", "myid").Text()
			return err
		}
	}
	err = errors.Join(c.on(a, get(&ida)), c.on(b, get(&idb)))
	return ida, idb, err
}

func move(ctx context.Context, from *redis.Client, slot int, to string, limit int) error {
	host, port, err := net.SplitHostPort(to)
	if err != nil {
		return err
	}
	for limit > 0 {
		keys, err := from.ClusterGetKeysInSlot(ctx, slot, min(limit, 100)).Result()
		if err != nil || len(keys) == 0 {
			return err
		}
		args := []any{"migrate", host, port, "", 0, 5000, "keys"}
		for _, k := range keys {
			args = append(args, k)
		}
		if err := from.Do(ctx, args...).Err(); err != nil {
			return err
		}
		limit -= len(keys)
	}
	return nil
}

// Slots takes slots from the node at addr, or gives them to it.
func (c *Cluster) Slots(ctx context.Context, addr, verb string, slots ...int) error {
	args := []any{"cluster", verb}
	for _, s := range slots {
		args = append(args, s)
	}
	return c.on(addr, func(node *redis.Client) error { return node.Do(ctx, args...).Err() })
}
