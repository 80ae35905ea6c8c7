package redisrt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// HotKey is a key that is used often.
type HotKey struct {
	Key string
	// Freq is what OBJECT FREQ says, 0 to 255, or -1 where the server counts
	// nothing, as its maxmemory-policy is not one of LFU.
	Freq int64
}

// HotKeysOption changes what [HotKeys] looks for.
type HotKeysOption func(*hotKeysOptions)

type hotKeysOptions struct{ top, perNode int }

const (
	// hotRounds is how often a key has to be found in use where nothing is
	// counted; the server's clock for that counts seconds.
	hotRounds   = 5
	hotInterval = time.Second
)

// HotKeysTop sets how many keys there are in the answer at most: the default is
// 20. Less than 1 is an error of HotKeys.
func HotKeysTop(n int) HotKeysOption {
	return func(o *hotKeysOptions) { o.top = n }
}

// HotKeysPerNode sets how many keys are looked at on each node at most: about n,
// which are as good as chosen at random, as SCAN goes by hashes. Hot keys may be
// missing from the answer then. The default is all. Less than 1 is an error of
// HotKeys.
func HotKeysPerNode(n int) HotKeysOption {
	return func(o *hotKeysOptions) { o.perNode = n }
}

// HotKeys finds the keys that are used most, on every node: those with the highest
// Freq first, and of equals in the order of their names.
//
// Under a maxmemory-policy of LFU (allkeys-lfu, volatile-lfu) the server counts how
// often a key is used. The counter is logarithmic: with the defaults about 10 for
// 100 uses, 18 for 1000, 142 for 100,000, 255 for a million or more. A new key has
// 5, and each minute (lfu-decay-time) takes 1 away. The answer is the keys with the
// highest counters, whether they are high or not.
//
// Under any other policy the server knows when a key was used last, in seconds, and
// not how often. Then the answer is keys that were found used at each of 5 looks a
// second apart, each of which is about the one to two seconds before it: every key
// that is used steadily twice a second or more is among those, whether that is
// twice or 10,000 times. Where they are more than the answer holds, those are in it that
// were more often found used in the very second of a look. Freq is -1.
//
// Left out are strings which are integers from 0 to 9999, counters among them,
// unless the server has both a maxmemory and a policy of LRU or LFU: it keeps one
// object for each of these numbers, and a use of one key is that of all that have
// the same.
//
// Commands: SCAN with COUNT 1000, for each 1000 keys a pipeline of 1000 OBJECT FREQ
// or OBJECT IDLETIME, and one of OBJECT REFCOUNT for those that may be hot: two or
// three round trips for 1000 keys. A SCAN takes about 1 ms of the server's time, an
// OBJECT much less. Whether the server counts is known by its answer to the first
// pipeline; CONFIG is not needed. Without counters, the keys found used are asked for
// again, 1000 in a round trip, 4 times, after 1 s each, and INFO persistence goes with
// each pipeline. Neither SCAN nor OBJECT count as a use.
// Memory: the answer, or the keys found used, at most 100,000 for each node: when
// there are more, HotKeys looks at these again before it goes on.
//
// Guarantee: with a nil error, every key that was there from start to end was looked
// at ([HotKeysPerNode] aside); one that was made or deleted meanwhile may be in the
// answer or not. With an error there is no answer.
//
// A server that is saving (BGSAVE, a rewrite of the AOF, a full sync of a replica)
// notes no use of any key meanwhile. Without counters the error then wraps
// [ErrIncomplete]; a user who may not INFO does not learn of it. With counters,
// they stand still. A replica that has become a master has counted its own uses
// only, so mostly none. After a change of the policy at run time, what the server
// has for a key means nothing until the key is used again.
//
// Lost replies, cluster, ring, hooks, errors and contexts are as for [Keys]. On a
// cluster it is the masters that are asked: reads of replicas are counted there.
// The error also wraps ErrIncomplete if the policy changes again and again, or if
// more than 100,000 keys of a node are used every second, so that none stands out.
//
// Clients are those of [Keys], but a client that is known only by [Node] is an
// error.
func HotKeys(ctx context.Context, c Scanner, opts ...HotKeysOption) ([]HotKey, error) {
	o := hotKeysOptions{top: 20, perNode: math.MaxInt}
	for _, opt := range opts {
		opt(&o)
	}
	if o.top < 1 {
		return nil, fmt.Errorf("redisrt: HotKeysTop(%d) is less than 1", o.top)
	}
	if o.perNode < 1 {
		return nil, fmt.Errorf("redisrt: HotKeysPerNode(%d) is less than 1", o.perNode)
	}
	t, err := find(c, false)
	if err != nil {
		return nil, err
	}
	if _, ok := t.(opaque); ok {
		return nil, fmt.Errorf("redisrt: HotKeys needs more than the method Scan of %T; pass the go-redis client itself", c)
	}
	for n := 1; ; n++ {
		keys, err := hotKeysOf(ctx, t, o)
		var moved unsettled
		if !errors.As(err, &moved) {
			return keys, orDone(ctx, err)
		}
		if n == nodeScans {
			return nil, fmt.Errorf("%w: %s, also after %d attempts", ErrIncomplete, string(moved), nodeScans)
		}
		if err := pause(ctx, n); err != nil {
			return nil, err
		}
	}
}

func hotKeysOf(ctx context.Context, t target, o hotKeysOptions) ([]HotKey, error) {
	set := hotSet{options: o}
	s := scan{count: defaultCount}
	if err := s.run(ctx, t, &set); err != nil {
		return nil, err
	}
	set.done() // which run calls for clients only
	for range hotRounds - 1 {
		if err := set.round(ctx); err != nil {
			return nil, err
		}
	}
	return set.top(), nil
}

// hotSet collects what is hot on the nodes.
type hotSet struct {
	options hotKeysOptions
	nodes   []*hotNode
	current *hotNode
}

func (s *hotSet) restart() { s.nodes, s.current = nil, nil }
func (s *hotSet) again()   { s.current = nil }

func (s *hotSet) visit(node, conn pipeliner) {
	s.current = &hotNode{options: s.options, node: node, conn: conn, keys: map[string]int64{}, freq: true, least: -1}
}

func (s *hotSet) page(ctx context.Context, keys []string) error {
	for batch := range slices.Chunk(keys, hotBatch) {
		if err := s.current.look(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

func (s *hotSet) done() {
	n := s.current
	if n == nil {
		return
	}
	if !n.freq { // they start equal
		for k := range n.keys {
			n.keys[k] = 0
		}
	}
	s.nodes, s.current = append(s.nodes, n), nil
}

// round looks again at the keys of the nodes that count nothing.
func (s *hotSet) round(ctx context.Context) error {
	left := slices.DeleteFunc(slices.Clone(s.nodes), func(n *hotNode) bool { return n.freq || len(n.keys) == 0 })
	if len(left) == 0 {
		return ctx.Err()
	}
	if err := sleep(ctx, hotInterval); err != nil {
		return err
	}
	for _, n := range left {
		for tries := 1; ; tries++ {
			err := n.round(ctx, n.node)
			if err == nil {
				break
			}
			if tries == nodeScans || !broken(ctx, err) {
				return err
			}
			if err := pause(ctx, tries); err != nil {
				return err
			}
		}
	}
	return nil
}

// top merges the nodes; the shards of a ring may have a key more than once.
func (s *hotSet) top() []HotKey {
	best := map[string]hotRank{}
	for _, n := range s.nodes {
		for k, v := range n.keys {
			r := hotRank{freq: -1, seen: v}
			if n.freq {
				r = hotRank{freq: v}
			}
			if old, ok := best[k]; !ok || r.compare(old) > 0 {
				best[k] = r
			}
		}
	}
	keys := make([]HotKey, 0, len(best))
	for k, r := range best {
		keys = append(keys, HotKey{k, r.freq})
	}
	slices.SortFunc(keys, func(a, b HotKey) int {
		return cmp.Or(best[b.Key].compare(best[a.Key]), cmp.Compare(a.Key, b.Key))
	})
	keys = slices.Clip(keys[:min(len(keys), s.options.top)])
	// Which were seen more often is luck, for all that Freq says.
	slices.SortFunc(keys, func(a, b HotKey) int {
		return cmp.Or(cmp.Compare(b.Freq, a.Freq), cmp.Compare(a.Key, b.Key))
	})
	return keys
}

type hotRank struct{ freq, seen int64 }

func (r hotRank) compare(o hotRank) int {
	return cmp.Or(cmp.Compare(r.freq, o.freq), cmp.Compare(r.seen, o.seen))
}
