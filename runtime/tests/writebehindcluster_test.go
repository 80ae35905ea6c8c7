package tests

import (
	"errors"
	"maps"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

// TestWriteBehindCluster: partitions are on all nodes, and one of them moves to another
// meanwhile.
func TestWriteBehindCluster(t *testing.T) {
	cluster := shared(t)
	ctx := t.Context()
	c := wholeCluster(t, cluster)
	o := redisrt.WriteBehindOptions{Partitions: 16, Batch: 10, Interval: quick.Interval}
	s := newStorage()
	rejecting(s, "key:7", 20, redisrt.ErrRejected)
	producer := opened(t, c, nil, o)
	want := numbers(t, producer, names(40, "key:%d"), 10)
	used := 0
	for _, addr := range cluster.Addrs {
		node := redis.NewClient(&redis.Options{Addr: addr})
		n, err := node.DBSize(ctx).Result()
		must(t, errors.Join(err, node.Close()))
		if n > 0 {
			used++
		}
	}
	if used != len(cluster.Addrs) {
		t.Errorf("%d nodes are used", used)
	}
	wb := opened(t, c, s.store, o)

	slot, err := c.ClusterKeySlot(ctx, "{test:0}").Result()
	must(t, err)
	from, err := c.MasterForKey(ctx, "{test:0}")
	must(t, err)
	home := from.Options().Addr
	away := cluster.Addrs[0]
	if away == home {
		away = cluster.Addrs[1]
	}
	refused := 0
	enqueue := func(key string, i int) {
		for { // a slot that is moving may answer TRYAGAIN
			err := producer.Enqueue(ctx, key, i)
			if err == nil {
				want[key] = append(want[key], i)
				return
			}
			if !redis.HasErrorPrefix(err, "TRYAGAIN") {
				t.Fatal(err)
			}
			refused++
		}
	}
	for i := 10; i < 30; i++ {
		for key := range maps.Keys(want) {
			if key != "key:7" || i < 20 {
				enqueue(key, i)
			}
		}
		switch i {
		case 15:
			must(t, errors.Join(cluster.Migrate(ctx, int(slot), home, away), cluster.Settle()))
		case 25:
			must(t, errors.Join(cluster.Migrate(ctx, int(slot), away, home), cluster.Settle()))
		}
	}
	enqueue("key:7", 20)
	closed(t, wb)
	key7 := want["key:7"]
	want["key:7"] = key7[:20]
	s.is(t, want)
	if n, err := producer.Requeue(ctx, "key:7"); n != 1 || err != nil {
		t.Errorf("%d were requeued, %v", n, err)
	}
	s.fail = nil
	closed(t, opened(t, c, s.store, o))
	want["key:7"] = key7
	s.is(t, want)
	t.Logf("%d times TRYAGAIN", refused)
}
