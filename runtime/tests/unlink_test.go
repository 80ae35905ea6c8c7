package tests

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// unlinks removes 10,000 keys, while 12,000 are named, and leaves one alone.
func unlinks(t *testing.T, c redis.UniversalClient) {
	t.Helper()
	ctx := t.Context()
	keys := names(12_000, "key:%d")
	fill(t, c, keys[:10_000])
	fill(t, c, []string{"stays"})
	keys = append(keys, keys[:5]...) // twice is once
	cmd := redisrt.Unlink(ctx, c, keys...)
	if n, err := cmd.Result(); n != 10_000 || err != nil || cmd.Name() != "unlink" || len(cmd.Args()) != 12_006 {
		t.Fatalf("%d removed, %v", n, err)
	}
	complete(t, c, []string{"stays"})
	if n, err := redisrt.Unlink(ctx, c, "missing", "stays").Result(); n != 1 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	alike(t, redisrt.Unlink(ctx, c), c.Unlink(ctx)) // the server's error
	if err := redisrt.Unlink(ctx, c).Err(); err == nil {
		t.Error("no error without keys")
	}
}

func TestUnlink(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	unlinks(t, c)
	fill(t, c, names(2500, "key:%d"))
	if n, err := redisrt.Unlink(t.Context(), embedsPointer{c}, names(2500, "key:%d")...).Result(); n != 2500 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
}

func TestUnlinkCluster(t *testing.T) {
	s := shared(t)
	unlinks(t, clusterClient(t, s))
}

// TestUnlinkMigration moves a slot between two batches, and half of it.
func TestUnlinkMigration(t *testing.T) {
	for _, half := range []bool{false, true} {
		m := newMoving(t, 2)
		to := m.cluster.Addrs[0]
		m.back(t, to)
		m.client.proxies[2].Rule(faults.Before("unlink", 2, do(t, func() error {
			if half {
				return m.cluster.Begin(context.Background(), m.slot, m.owner, to, 150)
			}
			return m.cluster.Migrate(context.Background(), m.slot, m.owner, to)
		})))
		if n, err := redisrt.Unlink(t.Context(), m.client, m.keys...).Result(); n != int64(len(m.keys)) || err != nil {
			t.Errorf("half: %t: %d removed of %d, %v", half, n, len(m.keys), err)
		}
	}
}

func TestUnlinkClusterNodeDown(t *testing.T) {
	s := shared(t)
	c := proxyCluster(t, s, func(o *redis.ClusterOptions) { o.MaxRedirects = -1 })
	keys := names(3000, "key:%d")
	fill(t, clusterClient(t, s), keys)
	c.proxies[1].Rule(faults.From("unlink", 1, faults.CutBefore))
	n, err := redisrt.Unlink(t.Context(), c, keys...).Result()
	left := redisrt.Keys(t.Context(), c, "*").Val()
	if err == nil || n == 0 || int(n)+len(left) != len(keys) {
		t.Errorf("%d removed, %d left, %v", n, len(left), err)
	}
}

func TestUnlinkRing(t *testing.T) {
	noLeak(t)
	addrs, all := shards(t)
	r := newRing(t, addrs...)
	unlinks(t, r)

	keys := names(3000, "key:%d")
	fill(t, r, keys)
	if n := r.Unlink(t.Context(), keys...).Val(); n == 3000 {
		t.Error("go-redis' Unlink removes all keys on a ring")
	}
	fill(t, r, keys)
	all[1].Stop()
	// The ring does not know yet, or does: an error either way.
	if n, err := redisrt.Unlink(t.Context(), r, keys...).Result(); err == nil || n == 3000 {
		t.Errorf("%d removed, %v", n, err)
	}
	down(t, r, 2)
	if n, err := redisrt.Unlink(t.Context(), r, keys...).Result(); !errors.Is(err, redisrt.ErrIncomplete) || n != 0 {
		t.Errorf("%d removed, %v", n, err)
	}
}

// TestUnlinkFaults: a batch that is sent again is removed, but not counted.
func TestUnlinkFaults(t *testing.T) {
	p, s, keys := serverBehindProxy(t)
	for n := 1; n <= 5; n++ {
		for name, fault := range map[string]faults.Action{"before": faults.CutBefore, "after": faults.CutAfter} {
			t.Run(fmt.Sprintf("cut %s UNLINK %d", name, n), func(t *testing.T) {
				fill(t, client(t, s.Addr), keys)
				p.Rule(faults.Nth("unlink", n, fault))
				removed, err := redisrt.Unlink(t.Context(), client(t, p.Addr), keys...).Result()
				left := client(t, s.Addr).DBSize(t.Context()).Val()
				if err != nil || left != 0 || (removed != 4500) != (name == "after") {
					t.Errorf("%d removed, %d left, %v", removed, left, err)
				}

				fill(t, client(t, s.Addr), keys)
				p.Rule(faults.From("unlink", n, faults.CutBefore))
				removed, err = redisrt.Unlink(t.Context(), client(t, p.Addr), keys...).Result()
				left = client(t, s.Addr).DBSize(t.Context()).Val()
				if err == nil || removed != int64(n-1)*1000 || left != 4500-removed {
					t.Errorf("%d removed, %d left, %v", removed, left, err)
				}

				fill(t, client(t, s.Addr), keys)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				p.Rule(faults.Before("unlink", n, cancel))
				removed, err = redisrt.Unlink(ctx, client(t, p.Addr), keys...).Result()
				left = client(t, s.Addr).DBSize(t.Context()).Val()
				if n < 5 && !errors.Is(err, context.Canceled) || removed != 4500-left {
					t.Errorf("%d removed, %d left, %v", removed, left, err)
				}
			})
		}
	}
}

// TestUnlinkError: a server's refusal in mid-way.
func TestUnlinkError(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t, "--rename-command", "UNLINK", "")
	c := client(t, s.Addr)
	if n, err := redisrt.Unlink(t.Context(), c, "a").Result(); n != 0 || !redis.HasErrorPrefix(err, "unknown command") {
		t.Errorf("%d, %v", n, err)
	}
}
