// Package redisrange uses the oldest go-redis v9, in a module that does not have the runtime package.
package redisrange

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func reads(ctx context.Context, rdb *redis.Client, any redis.UniversalClient, user string) {
	rdb.ZRange(ctx, "z", 0, -1)                                                                 // want `ZRANGE reads all of z.*; for a fix, run go get github.com/redislint/redislint/runtime$`
	any.LRange(ctx, "l", 0, -1)                                                                 // want `LRANGE reads all of l`
	rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: "z", Start: "-inf", Stop: "+inf", ByScore: true}) // want `ZRANGE reads all of z`
	rdb.ZAdd(ctx, "top", redis.Z{Score: 1, Member: user})
	rdb.ZRemRangeByRank(ctx, "top", 0, -101)
	rdb.ZRange(ctx, "top", 0, -1)
}
