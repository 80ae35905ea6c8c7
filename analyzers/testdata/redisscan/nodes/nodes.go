// Package nodes scans clusters and rings.
package nodes

import (
	"context"
	"log"
	"sync"
	"sync/atomic"

	"github.com/redis/go-redis/v9"
)

func oneNode(ctx context.Context, cluster *redis.ClusterClient, ring *redis.Ring) (keys []string, err error) {
	iter := cluster.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN on a cluster sends each page to another master, and finds a part of the keys without an error \(3000 of 9000, on three\): scan every master, as redisrt.Scan does, or with ForEachMaster`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	if err := iter.Err(); err != nil {
		return nil, err
	}
	var cursor uint64
	for {
		page, next, err := ring.Scan(ctx, cursor, "user:*", 100).Result() // want `SCAN on a ring sends each page to one shard at random, and finds a part of the keys without an error: scan every shard, as redisrt.Scan does, or with ForEachShard`
		if err != nil {
			return nil, err
		}
		keys = append(keys, page...)
		if cursor = next; cursor == 0 {
			return keys, nil
		}
	}
}

func read(cmd *redis.ScanCmd) error {
	keys, _, err := cmd.Result()
	for _, key := range keys {
		log.Print(key)
	}
	return err
}

type embedded struct{ *redis.ClusterClient }

func (e embedded) all(ctx context.Context, pattern string) error {
	return read(e.Scan(ctx, 0, pattern, 100)) // want `SCAN on a cluster`
}

func asserted(ctx context.Context, rdb redis.UniversalClient) error {
	switch c := rdb.(type) {
	case *redis.ClusterClient:
		return read(c.Scan(ctx, 0, "user:*", 100)) // want `SCAN on a cluster`
	default:
		return c.Scan(ctx, 0, "user:*", 100).Err()
	}
}

// It is asked whether it answers.
func answers(ctx context.Context, cluster *redis.ClusterClient) error {
	return cluster.Scan(ctx, 0, "*", 1).Err()
}

// The outer client is the cluster.
func outer(ctx context.Context, cluster *redis.ClusterClient) error {
	return cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		return read(cluster.Scan(ctx, 0, "user:*", 100)) // want `SCAN on a cluster`
	})
}

func count(ctx context.Context, rdb redis.Cmdable, pattern string) (n int, err error) {
	iter := rdb.Scan(ctx, 0, pattern, 100).Iterator()
	for iter.Next(ctx) {
		n++
	}
	return n, iter.Err()
}

func counts(ctx context.Context, cluster *redis.ClusterClient, one *redis.Client) error {
	if _, err := count(ctx, cluster, "user:*"); err != nil { // want `through count, SCAN on a cluster`
		return err
	}
	if _, err := count(ctx, cluster, "{user}:*"); err != nil {
		return err
	}
	_, err := count(ctx, one, "user:*")
	return err
}

func everyNode(ctx context.Context, rdb redis.Cmdable) error {
	if cluster, ok := rdb.(*redis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
			return node.Scan(ctx, 0, "user:*", 100).Err()
		})
	}
	return rdb.Scan(ctx, 0, "user:*", 100).Err()
}

func everyNodes(ctx context.Context, cluster *redis.ClusterClient) error {
	return everyNode(ctx, cluster)
}

// They are routed by the tag, and by the key.
func routed(ctx context.Context, cluster *redis.ClusterClient, user string) error {
	if err := cluster.Scan(ctx, 0, "{"+user+"}:*", 100).Err(); err != nil {
		return err
	}
	return cluster.HScan(ctx, user, 0, "mail.*", 100).Err()
}

type index struct {
	mu   sync.Mutex
	keys []string
	seen map[string]bool
}

func (x *index) add(ctx context.Context, node *redis.Client) error {
	keys, err := node.Keys(ctx, "user:*").Result()
	x.keys = append(x.keys, keys...)
	return err
}

func races(ctx context.Context, cluster *redis.ClusterClient, ring *redis.Ring) ([]string, error) {
	var keys []string
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error { // want `ForEachMaster runs its function for all nodes at the same time, and it appends to keys at nodes.go:\d+ without a lock, so that elements are lost: hold a mutex there`
		iter := node.Scan(ctx, 0, "user:*", 100).Iterator()
		for iter.Next(ctx) {
			keys = append(keys, iter.Val())
		}
		return iter.Err()
	})
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	err = ring.ForEachShard(ctx, func(ctx context.Context, node *redis.Client) error { // want `ForEachShard runs its function .* sets elements of seen at nodes.go:\d+ without a lock, which may end the program`
		seen[node.String()] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	x := new(index)
	if err := cluster.ForEachMaster(ctx, x.add); err != nil { // want `appends to keys at`
		return nil, err
	}
	err = cluster.ForEachSlave(ctx, func(ctx context.Context, node *redis.Client) error { // want `sets elements of seen at`
		x.seen[node.String()] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	n := 0
	err = cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error { // want `adds to n at nodes.go:\d+ without a lock, so that some is lost`
		n++
		return nil
	})
	return append(keys, x.keys...), err
}

func locked(ctx context.Context, cluster *redis.ClusterClient, lock func(func())) ([]string, error) {
	var mu sync.Mutex
	var keys []string
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		found, err := node.Keys(ctx, "user:*").Result()
		mu.Lock()
		defer mu.Unlock()
		keys = append(keys, found...)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		lock(func() { keys = append(keys, node.String()) })
		return nil
	})
	if err != nil {
		return nil, err
	}
	x := new(index)
	err = cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		x.mu.Lock()
		x.seen[node.String()] = true
		x.mu.Unlock()
		return nil
	})
	return keys, err
}

func apart(ctx context.Context, cluster *redis.ClusterClient) (int64, error) {
	var total atomic.Int64
	found := make(chan string, 100)
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		var own []string
		own = append(own, node.String())
		seen := map[string]bool{}
		seen[node.String()] = true
		total.Add(int64(len(own)))
		found <- own[0]
		return nil
	})
	return total.Load(), err
}

// One after the other.
func inTurn(ctx context.Context, nodes []*redis.Client) (keys []string, err error) {
	for _, node := range nodes {
		iter := node.Scan(ctx, 0, "user:*", 100).Iterator()
		for iter.Next(ctx) {
			keys = append(keys, iter.Val())
		}
		if err := iter.Err(); err != nil {
			return nil, err
		}
	}
	return keys, nil
}
