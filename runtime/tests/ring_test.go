package tests

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

func newRing(t *testing.T, addrs ...string) *redis.Ring {
	t.Helper()
	m := map[string]string{}
	for i, addr := range addrs {
		m[fmt.Sprint("shard", i)] = addr
	}
	r := redis.NewRing(&redis.RingOptions{Addrs: m, HeartbeatFrequency: 50 * time.Millisecond})
	t.Cleanup(func() { r.Close() })
	return r
}

func shards(t *testing.T) (addrs []string, all []*servers.Server) {
	t.Helper()
	for range 3 {
		s := servers.Plain(t)
		addrs, all = append(addrs, s.Addr), append(all, s)
	}
	return addrs, all
}

// down waits until the ring has noticed that shards are.
func down(t *testing.T, r *redis.Ring, left int) {
	t.Helper()
	err := servers.Eventually(10*time.Second, func(context.Context) error {
		if n := r.Len(); n != left {
			return fmt.Errorf("%d shards are up, want %d", n, left)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func incomplete(t *testing.T, c redisrt.Scanner) {
	t.Helper()
	if keys, err := redisrt.Keys(t.Context(), c, "*").Result(); !errors.Is(err, redisrt.ErrIncomplete) || keys != nil {
		t.Errorf("Keys: %d keys, %v", len(keys), err)
	}
	if keys, err := collect(redisrt.Scan(t.Context(), c, "*")); !errors.Is(err, redisrt.ErrIncomplete) {
		t.Errorf("Scan: %d keys, %v", len(keys), err)
	}
}

func TestRing(t *testing.T) {
	noLeak(t)
	addrs, _ := shards(t)
	r := newRing(t, addrs...)
	want := names(6000, "key:%d")
	fill(t, r, want)

	naive, err := r.Keys(t.Context(), "*").Result()
	if err != nil || len(naive) > 4000 {
		t.Errorf("go-redis' Keys: %d keys, %v; want about a third of 6000", len(naive), err)
	}

	// A shard that came later leaves keys where they hash no longer; one of
	// them twice.
	for _, addr := range addrs[:2] {
		fill(t, client(t, addr), []string{"{tag}:stray"})
	}
	want = append(want, "{tag}:stray")

	for name, client := range map[string]redisrt.Scanner{
		"Ring":               r,
		"UniversalClient":    redis.UniversalClient(r),
		"embedded":           &struct{ *redis.Ring }{r},
		"embedded interface": embedsInterface{r},
	} {
		t.Run(name, func(t *testing.T) { complete(t, client, want) })
	}
}

func TestRingShardDown(t *testing.T) {
	noLeak(t)
	addrs, all := shards(t)
	r := newRing(t, addrs...)
	fill(t, r, names(3000, "key:%d"))
	all[1].Stop()
	// The ring does not know yet, or does: an error either way.
	if keys, err := redisrt.Keys(t.Context(), r, "*").Result(); err == nil || keys != nil {
		t.Errorf("%d keys, %v", len(keys), err)
	}
	down(t, r, 2)
	incomplete(t, r)
}

// TestRingSetAddrs: Options does not follow SetAddrs.
func TestRingSetAddrs(t *testing.T) {
	noLeak(t)
	addrs, all := shards(t)
	r := newRing(t, addrs[:2]...)
	r.SetAddrs(map[string]string{"shard0": addrs[0], "shard1": addrs[1], "shard2": addrs[2]})
	want := names(3000, "key:%d")
	fill(t, r, want)
	keys, err := redisrt.Keys(t.Context(), r, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, want)

	all[2].Stop()
	down(t, r, 2)
	incomplete(t, r) // as many are up as Options has

	r.SetAddrs(map[string]string{"shard0": addrs[0]})
	down(t, r, 1)
	keys, err = redisrt.Keys(t.Context(), r, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, client(t, addrs[0]).Keys(t.Context(), "*").Val())
}

// TestRingChanges: a shard comes while the others are scanned.
func TestRingChanges(t *testing.T) {
	noLeak(t)
	addrs, _ := shards(t)
	proxy := faults.New(t, addrs[0])
	r := newRing(t, proxy.Addr, addrs[1])
	want := names(4000, "key:%d")
	fill(t, r, want)
	fill(t, client(t, addrs[2]), []string{"new"})
	proxy.Rule(faults.Before("scan", 2, func() {
		r.SetAddrs(map[string]string{"shard0": proxy.Addr, "shard1": addrs[1], "shard2": addrs[2]})
	}))
	keys, err := redisrt.Keys(t.Context(), r, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, append(want, "new"))
}

func TestRingClosed(t *testing.T) {
	noLeak(t)
	r := newRing(t, servers.Any(t))
	r.Close()
	if keys, err := redisrt.Keys(t.Context(), r, "*").Result(); err == nil || keys != nil {
		t.Errorf("%q, %v", keys, err)
	}
	none := newRing(t)
	if keys, err := redisrt.Keys(t.Context(), none, "*").Result(); err == nil || keys != nil {
		t.Errorf("%q, %v", keys, err)
	}
}
