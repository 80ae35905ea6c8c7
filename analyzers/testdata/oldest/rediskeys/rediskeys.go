// Package rediskeys uses the oldest go-redis v9, which declares its methods elsewhere than the newest,
// in a module that does not have the runtime package.
package rediskeys

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Store struct{ *redis.Client }

func keys(ctx context.Context, rdb *redis.Client, cluster *redis.ClusterClient, any redis.UniversalClient, s Store) {
	rdb.Keys(ctx, "a")                                   // want `KEYS "a" walks .*; for a fix, run go get github.com/redislint/redislint/runtime$`
	cluster.Keys(ctx, "b")                               // want `KEYS "b" asks one node`
	any.Keys(ctx, "c")                                   // want `KEYS "c" walks`
	s.Keys(ctx, "d")                                     // want `KEYS "d" walks`
	redis.Cmdable.Keys(rdb, ctx, "e")                    // want `KEYS "e" walks .*, as redisrt.Keys does$`
	rdb.Do(ctx, "keys", "f")                             // want `KEYS "f" walks`
	_ = rdb.Process(ctx, redis.NewCmd(ctx, "keys", "g")) // want `KEYS "g" walks`
	_, _ = rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		return pipe.Keys(ctx, "h").Err() // want `KEYS "h" walks`
	})
}
