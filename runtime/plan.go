package redisrt

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"

	"github.com/redis/go-redis/v9"
)

// planned is one line of a topology that the client's ClusterSlots function
// makes up from servers that are not in cluster mode.
type planned struct {
	start, end int
	master     string
}

// planOf asks the client's ClusterSlots function; nil if it has none.
func planOf(ctx context.Context, c *redis.ClusterClient) ([]planned, error) {
	ask := c.Options().ClusterSlots
	if ask == nil {
		return nil, nil
	}
	slots, err := ask(ctx)
	if err != nil {
		return nil, err
	}
	plan := []planned{}
	for _, s := range slots {
		if len(s.Nodes) > 0 {
			plan = append(plan, planned{s.Start, s.End, s.Nodes[0].Addr})
		}
	}
	slices.SortFunc(plan, func(a, b planned) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.master, b.master))
	})
	return plan, nil
}

// planComplete checks that the plan leaves no slot out, and that every master
// in it was visited.
func (c *coverage) planComplete() error {
	var set slotSet
	for _, p := range c.plan {
		if err := set.addRange(p.start, p.end); err != nil {
			return err
		}
		if !slices.ContainsFunc(c.visited, func(addr string) bool { return sameAddr(addr, p.master) }) {
			return unsettled(fmt.Sprintf("%s, which ClusterSlots names, was not visited", p.master))
		}
	}
	if n := set.missing(); n > 0 {
		return unsettled(fmt.Sprintf("ClusterSlots names no master for %d of %d slots", n, slotCount))
	}
	return nil
}

// sameAddr compares addresses, except that go-redis writes those of the loopback
// interface without their host.
func sameAddr(a, b string) bool {
	return withoutLoopback(a) == withoutLoopback(b)
}

func withoutLoopback(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip.IsLoopback() {
		return net.JoinHostPort("", port)
	}
	return addr
}
