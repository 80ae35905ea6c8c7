// Package v8 is still on go-redis v8.
package v8

import (
	"context"

	"github.com/go-redis/redis/v8"
)

func scan(ctx context.Context, rdb *redis.Client, cluster *redis.ClusterClient) (keys []string, err error) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN that fails ends this iterator's loop`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	more, _, err := rdb.Scan(ctx, 0, "user:*", 100).Result() // want `SCAN is called once, and its cursor dropped: it looks at about 100 keys of all, and may find none though some match: go on until the cursor is 0$`
	if err != nil {
		return nil, err
	}
	all := cluster.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN on a cluster .*: scan every master, with ForEachMaster$`
	for all.Next(ctx) {
		keys = append(keys, all.Val())
	}
	if err := all.Err(); err != nil {
		return nil, err
	}
	err = cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error { // want `ForEachMaster runs its function for all nodes`
		keys = append(keys, node.String())
		return nil
	})
	return append(keys, more...), err
}

func checked(ctx context.Context, rdb *redis.Client) (keys []string, err error) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	return keys, iter.Err()
}
