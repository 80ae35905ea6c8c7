package redisrt

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Keys is c.Keys(ctx, pattern) by SCAN: it returns the same keys in the same
// type, but lets the server's other clients through after every page. The
// command that it returns prints as KEYS; no matching key is an empty slice, and
// on any error the value is nil.
//
// Commands: SCAN with MATCH and COUNT 1000, one round trip for every 1000 keys
// of the database (not of the answer), on one connection that is held meanwhile;
// before go-redis v9.21 an UNWATCH at its end. With 1,000,000 keys on Redis
// 7.0.15, KEYS blocked the server for 509 ms and this for 5.9 ms at most, and
// took twice as long in all (1.2 s).
//
// Guarantee: every matching key that is there from start to end of the call is
// in the answer, once. It is not a snapshot: a key that is made, deleted or
// renamed meanwhile may be in it or not. This is SCAN's own guarantee
// (https://redis.io/docs/latest/commands/scan/), with duplicates removed. The
// answer and the set that removes duplicates are held in memory; [Scan] streams.
//
// A lost reply or a broken connection: a cursor means nothing to another server,
// so go-redis' re-sending never goes on where it was. The node is scanned again
// from its start on a new connection, three times at most, then the error is
// returned. What an abandoned scan has given is dropped. A *redis.Conn is not
// replaced: its first failure is the call's.
//
// Cluster: every master, one after the other, whatever hash tag the pattern
// has. Before and after a master's scan CLUSTER NODES is read on the same
// connection (two round trips). Each must own the same slots before and after,
// with none migrating; all must agree on who owns what, and the 16384 slots must
// all have been visited. Otherwise everything is scanned again, four times at
// most with 0.7 s of pauses at most; then the error wraps [ErrIncomplete]. While
// a cluster is being resharded, Keys may thus return an error where KEYS returns
// a part. Not noticed: keys that are moved out of a slot and back by hand, while
// its owner is being scanned, without the slot changing hands.
//
// Where the client has a ClusterSlots function, as NewFailoverClusterClient
// gives it, and the servers are not in cluster mode, it is that function's answer
// that must be the same before and after.
//
// Ring: every shard, one after the other. If a shard is down, or changes by
// SetAddrs do not settle, the error wraps [ErrIncomplete].
//
// Hooks of a *redis.Client see every command. Those of a cluster client or a
// ring see none, as its nodes are asked through clients of their own (OnNewNode).
//
// Errors: a server's error reply is returned as it came. A context that is done
// ends the call with the context's error before the next command. A command that
// is on its way ends as it does in go-redis: with its reply or after ReadTimeout,
// or at the context's deadline if redis.Options.ContextTimeoutEnabled is set.
func Keys(ctx context.Context, c Scanner, pattern string) *redis.StringSliceCmd {
	cmd := redis.NewStringSliceCmd(ctx, "keys", pattern)
	keys, err := keysOf(ctx, c, pattern)
	if err != nil {
		cmd.SetErr(err)
		return cmd
	}
	cmd.SetVal(keys)
	return cmd
}

func keysOf(ctx context.Context, c Scanner, pattern string) ([]string, error) {
	t, err := find(c, true)
	if err != nil {
		return nil, err
	}
	// KEYS "" matches the empty key alone, and SCAN without MATCH every key.
	s := scan{match: pattern, exact: true, count: defaultCount}
	set := keySet{keys: []string{}, seen: map[string]struct{}{}}
	if err := s.run(ctx, t, &set); err != nil {
		return nil, err
	}
	return set.keys, nil
}

// keySet collects keys once each, and forgets those of abandoned scans.
type keySet struct {
	keys []string
	seen map[string]struct{}
	node int // where the keys of the current node begin
}

func (s *keySet) restart() {
	s.node = 0
	s.again()
}

func (s *keySet) again() {
	for _, k := range s.keys[s.node:] {
		delete(s.seen, k)
	}
	s.keys = s.keys[:s.node]
}

func (s *keySet) done() { s.node = len(s.keys) }

func (s *keySet) page(_ context.Context, keys []string) error {
	for _, k := range keys {
		if _, ok := s.seen[k]; !ok {
			s.seen[k] = struct{}{}
			s.keys = append(s.keys, k)
		}
	}
	return nil
}
