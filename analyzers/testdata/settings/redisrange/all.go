// Package redisrange is for -redisrange.all.
package redisrange

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func all(ctx context.Context, rdb *redis.Client) {
	rdb.HGetAll(ctx, "user:1")                                    // want `HGETALL reads all of user:1, a hash`
	rdb.SMembers(ctx, "roles")                                    // want `SMEMBERS`
	rdb.SUnion(ctx, "a", "b")                                     // want `SUNION`
	rdb.Sort(ctx, "l", &redis.Sort{By: "nosort"})                 // want `SORT`
	rdb.XRead(ctx, &redis.XReadArgs{Streams: []string{"s", "0"}}) // want `XREAD`
	rdb.GeoSearch(ctx, "g", &redis.GeoSearchQuery{Radius: 1})     // want `GEOSEARCH`
	rdb.Sort(ctx, "l", &redis.Sort{Count: 10})
	rdb.XRead(ctx, &redis.XReadArgs{Streams: []string{"s", "0"}, Count: 10})
	rdb.GeoSearch(ctx, "g", &redis.GeoSearchQuery{Radius: 1, Count: 10})
	rdb.ZRange(ctx, "z", 0, 9)
}
