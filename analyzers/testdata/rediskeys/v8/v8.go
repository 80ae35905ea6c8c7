// Package v8 is still on go-redis v8, for which there is no runtime package.
package v8

import (
	"context"

	"github.com/go-redis/redis/v8"
)

type Store struct{ redis.UniversalClient }

func keys(ctx context.Context, rdb *redis.Client, cluster *redis.ClusterClient, any redis.Cmdable, s Store) {
	rdb.Keys(ctx, "a")                                   // want `KEYS "a" walks .*: page through it with SCAN$`
	cluster.Keys(ctx, "b")                               // want `KEYS "b" asks one node`
	any.Keys(ctx, "c")                                   // want `KEYS "c" walks`
	s.Keys(ctx, "d")                                     // want `KEYS "d" walks`
	rdb.Do(ctx, "keys", "e")                             // want `KEYS "e" walks`
	_ = rdb.Process(ctx, redis.NewCmd(ctx, "keys", "f")) // want `KEYS "f" walks`
	_, _ = rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		return pipe.Keys(ctx, "g").Err() // want `KEYS "g" walks`
	})
}
