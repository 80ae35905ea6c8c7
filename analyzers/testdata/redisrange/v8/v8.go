// Package v8 is still on go-redis v8, for which there is no runtime package.
package v8

import (
	"context"

	"github.com/go-redis/redis/v8"
)

func reads(ctx context.Context, rdb *redis.Client, any redis.Cmdable, user string) {
	rdb.ZRange(ctx, "z", 0, -1)                                            // want `ZRANGE reads all of z.*: read it in pages, or only what is needed$`
	any.LRange(ctx, "l", 0, -1)                                            // want `LRANGE`
	rdb.ZRangeByScore(ctx, "z", &redis.ZRangeBy{Min: "-inf", Max: "+inf"}) // want `ZRANGEBYSCORE`
	rdb.ZAdd(ctx, "top", &redis.Z{Score: 1, Member: user})
	rdb.ZRemRangeByRank(ctx, "top", 0, -101)
	rdb.ZRange(ctx, "top", 0, -1)
	rdb.XAdd(ctx, &redis.XAddArgs{Stream: "s", MaxLenApprox: 100, Values: "a b"})
	rdb.XRange(ctx, "s", "-", "+")
	rdb.SAdd(ctx, "online", user)
	rdb.SMembers(ctx, "online") // want `SMEMBERS reads all of online, a set that grows`
}
