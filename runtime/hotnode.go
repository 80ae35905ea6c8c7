package redisrt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

const (
	hotBatch = 1000
	// hotCandidates bounds the memory for the keys of one node.
	hotCandidates = 100_000
	// hotShared is less than what any version gives objects that it shares (2^31-1,
	// 2^29-1 or 2^23-1), and more than one in use can have: servers that reply without
	// copying count the replies under way.
	hotShared = 1 << 20
)

// hotNode is what is hot on one node.
type hotNode struct {
	options    hotKeysOptions
	node, conn pipeliner
	freq       bool             // keys have their counters; otherwise how often they were seen in use
	keys       map[string]int64 // the hottest so far, and some more
	least      int64            // what a counter must be above
	looked     int
}

// look asks about new keys.
func (n *hotNode) look(ctx context.Context, keys []string) error {
	keys = keys[:min(len(keys), n.options.perNode-n.looked)]
	vals, err := n.use(ctx, n.conn, keys)
	if errors.Is(err, errPolicy) && n.freq && len(n.keys) == 0 {
		n.freq = false
		vals, err = n.use(ctx, n.conn, keys)
	}
	if err != nil {
		return err
	}
	n.looked += len(keys)
	found := map[string]int64{}
	for i, v := range vals {
		switch {
		case v < 0:
		case n.freq && v > n.least:
			found[keys[i]] = v
		case !n.freq && v <= 1:
			found[keys[i]] = 0
		}
	}
	if err := n.add(ctx, found); err != nil {
		return err
	}
	if err := n.shrink(ctx); err != nil {
		return err
	}
	if n.looked == n.options.perNode {
		return errEnough
	}
	return nil
}

// add leaves out keys whose value is not theirs alone: the server has one object
// for each of the integers 0 to 9999, which keeps the use of all of them.
func (n *hotNode) add(ctx context.Context, found map[string]int64) error {
	if len(found) == 0 {
		return nil
	}
	keys := slices.Collect(maps.Keys(found))
	counts, err := n.ask(ctx, n.conn, "refcount", keys)
	if err != nil {
		return err
	}
	for i, k := range keys {
		if counts[i] > 0 && counts[i] < hotShared {
			n.keys[k] = found[k]
		}
	}
	return nil
}

// shrink bounds the memory.
func (n *hotNode) shrink(ctx context.Context) error {
	if n.freq {
		if len(n.keys) > n.options.top+hotBatch {
			best := slices.SortedFunc(maps.Keys(n.keys), func(a, b string) int {
				return cmp.Or(cmp.Compare(n.keys[b], n.keys[a]), cmp.Compare(a, b))
			})
			n.least = n.keys[best[n.options.top-1]]
			for _, k := range best[n.options.top:] {
				delete(n.keys, k)
			}
		}
		return nil
	}
	for range hotRounds {
		if len(n.keys) <= hotCandidates {
			return nil
		}
		if err := sleep(ctx, hotInterval); err != nil {
			return err
		}
		if err := n.round(ctx, n.conn); err != nil {
			return err
		}
	}
	if len(n.keys) <= hotCandidates {
		return nil
	}
	return fmt.Errorf("%w: more than %d keys are in use every second, so that none stands out", ErrIncomplete, hotCandidates)
}

// round keeps the keys that were used since the one before.
func (n *hotNode) round(ctx context.Context, c pipeliner) error {
	for batch := range slices.Chunk(slices.Collect(maps.Keys(n.keys)), hotBatch) {
		vals, err := n.use(ctx, c, batch)
		if err != nil {
			return err
		}
		for i, v := range vals {
			switch v {
			case 0:
				n.keys[batch[i]]++
			case 1:
			default: // longer ago, or gone
				delete(n.keys, batch[i])
			}
		}
	}
	return nil
}

// errPolicy says that the server does not know what it was asked for.
const errPolicy = unsettled("the maxmemory-policy has changed")

// use is the keys' counters, or the seconds since their last use.
func (n *hotNode) use(ctx context.Context, c pipeliner, keys []string) ([]int64, error) {
	if n.freq {
		return n.ask(ctx, c, "freq", keys)
	}
	return n.ask(ctx, c, "idletime", keys)
}

// ask is OBJECT for each of keys, in one round trip. Keys that are gone have -1.
func (n *hotNode) ask(ctx context.Context, c pipeliner, what string, keys []string) ([]int64, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	cmds := make([]*redis.Cmd, len(keys))
	var persistence *redis.StringCmd
	_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
		if what == "idletime" {
			persistence = p.Info(ctx, "persistence")
		}
		for i, k := range keys {
			cmds[i] = p.Do(ctx, "object", what, k)
		}
		return nil
	})
	var reply redis.Error
	if err != nil && !errors.As(err, &reply) {
		return nil, orDone(ctx, err)
	}
	if persistence != nil && forking(persistence.Val()) {
		return nil, fmt.Errorf("%w: the server is saving, and notes no use of keys meanwhile", ErrIncomplete)
	}
	vals := make([]int64, len(keys))
	for i, cmd := range cmds {
		switch vals[i], err = cmd.Int64(); {
		case err == nil:
		case errors.Is(err, redis.Nil):
			vals[i] = -1
		case strings.Contains(err.Error(), "LFU maxmemory policy"):
			return nil, errPolicy
		case redirected(err):
			return nil, unsettled("a node has sent keys to another")
		default:
			return nil, orDone(ctx, err)
		}
	}
	return vals, nil
}

// forking reads INFO persistence. Fields that a version does not have are not 1.
func forking(text string) bool {
	for line := range strings.Lines(text) {
		switch strings.TrimSpace(line) {
		case "rdb_bgsave_in_progress:1", "aof_rewrite_in_progress:1", "module_fork_in_progress:1":
			return true
		}
	}
	return false
}
