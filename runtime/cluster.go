package redisrt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// cluster makes one pass over all masters. ForEachMaster asks the cluster for
// its slots anew, so a pass never starts from a state that a former has found
// to be old; it calls back concurrently, which is used to collect clients only.
func (s scan) cluster(ctx context.Context, c *redis.ClusterClient, out sink) error {
	plan, err := planOf(ctx, c)
	if err != nil {
		return orDone(ctx, err)
	}
	masters, err := clients(ctx, c.ForEachMaster)
	if err != nil {
		return orDone(ctx, err)
	}
	if len(masters) == 0 {
		return unsettled("the cluster has no master")
	}

	cover := coverage{plan: plan}
	for _, m := range masters {
		if err := s.node(ctx, m, &clusterGuard{node: m, cover: &cover}, out); err != nil {
			return err
		}
	}
	if err := cover.complete(); err != nil {
		return err
	}
	if plan == nil {
		return nil
	}
	now, err := planOf(ctx, c)
	if err != nil {
		return orDone(ctx, err)
	}
	if !slices.Equal(plan, now) {
		return unsettled("the answer of ClusterSlots changed during the scan")
	}
	return nil
}

// clients collects the clients that one of go-redis' ForEach methods visits.
func clients(
	ctx context.Context,
	forEach func(context.Context, func(context.Context, *redis.Client) error) error,
) ([]*redis.Client, error) {
	var mu sync.Mutex
	var all []*redis.Client
	err := forEach(ctx, func(_ context.Context, c *redis.Client) error {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, c)
		return nil
	})
	slices.SortFunc(all, func(a, b *redis.Client) int {
		return cmp.Compare(a.Options().Addr, b.Options().Addr)
	})
	return all, err
}

// coverage is what the visited masters say of the cluster, taken together.
type coverage struct {
	plan    []planned // by the client's own ClusterSlots function, or nil
	slots   slotSet
	owners  string   // who owns what, as the first master sees it
	visited []string // addresses of nodes that are not in cluster mode
}

func (c *coverage) complete() error {
	if len(c.visited) > 0 {
		return c.planComplete()
	}
	if n := c.slots.missing(); n > 0 {
		return unsettled(fmt.Sprintf("%d of %d cluster slots have no master", n, slotCount))
	}
	return nil
}

// clusterGuard makes sure that one master owns its slots from before its scan
// until after it.
type clusterGuard struct {
	node  *redis.Client
	cover *coverage
	view  view
	plain bool
}

func (g *clusterGuard) before(ctx context.Context, conn *redis.Tx) (err error) {
	g.view, g.plain, err = g.look(ctx, conn)
	return err
}

func (g *clusterGuard) after(ctx context.Context, conn *redis.Tx) error {
	v, plain, err := g.look(ctx, conn)
	if err != nil {
		return err
	}
	if v != g.view || plain != g.plain {
		return unsettled(fmt.Sprintf("slots of %s changed during its scan", g.node.Options().Addr))
	}
	if plain {
		g.cover.visited = append(g.cover.visited, g.node.Options().Addr)
		return nil
	}
	if g.cover.owners == "" {
		g.cover.owners = v.owners
	}
	if g.cover.owners != v.owners {
		return unsettled("the cluster's nodes do not agree on who owns which slots")
	}
	return g.cover.slots.add(v.slots)
}

// look reads the node's view of the cluster; plain says that it has none and
// that the client's ClusterSlots function vouches for it.
func (g *clusterGuard) look(ctx context.Context, conn *redis.Tx) (v view, plain bool, err error) {
	text, err := conn.ClusterNodes(ctx).Result()
	if g.cover.plan != nil && noCluster(err) {
		return view{}, true, nil
	}
	if err != nil {
		return view{}, false, err
	}
	v, err = parseNodes(text)
	switch {
	case err != nil:
		return v, false, fmt.Errorf("redisrt: CLUSTER NODES of %s: %w", g.node.Options().Addr, err)
	case !v.master:
		return v, false, unsettled(fmt.Sprintf("%s is no longer a master", g.node.Options().Addr))
	case v.moving != "":
		return v, false, unsettled(fmt.Sprintf("%s is migrating slots: %s", g.node.Options().Addr, v.moving))
	}
	return v, false, nil
}

func noCluster(err error) bool {
	var reply redis.Error
	return errors.As(err, &reply) && strings.Contains(reply.Error(), "cluster support disabled")
}
