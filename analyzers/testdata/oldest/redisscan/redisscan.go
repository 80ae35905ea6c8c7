// Package redisscan is on the oldest go-redis v9.
package redisscan

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func scan(ctx context.Context, rdb *redis.Client, cluster *redis.ClusterClient) (keys []string, err error) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN that fails ends this iterator's loop`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	more, _, err := rdb.Scan(ctx, 0, "user:*", 100).Result() // want `SCAN is called once, and its cursor dropped: it looks at about 100 keys of all, and may find none though some match: go on until the cursor is 0, as redisrt.Scan does`
	if err != nil {
		return nil, err
	}
	all := cluster.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN on a cluster .*: scan every master, as redisrt.Scan does, or with ForEachMaster`
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

func fixable(ctx context.Context, rdb *redis.Client) (n int, err error) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err: check it after the loop; for a fix, run go get github.com/redislint/redislint/runtime$`
	for iter.Next(ctx) {
		n += len(iter.Val())
	}
	return n, nil
}
