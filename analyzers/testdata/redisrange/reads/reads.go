// Package reads has reads of collections, by every command and in every form.
package reads

import (
	"context"
	"strconv"

	"github.com/redis/go-redis/v9"
)

const all = -1

func whole(ctx context.Context, rdb *redis.Client, now int64) {
	rdb.ZRange(ctx, "z", 0, -1)  // want `ZRANGE reads all of z, a sorted set without a bound in view, while all other clients wait \(53 ms for 1 M elements\): read it in pages, as redisrt.ZRange does, or only what is needed$`
	rdb.ZRange(ctx, "z", 0, all) // want `ZRANGE reads all of z`
	rdb.ZRange(ctx, "z", 10, -2)
	rdb.ZRevRange(ctx, "z", 0, -1)            // want `ZREVRANGE reads all`
	rdb.ZRangeWithScores(ctx, "z", 0, -1)     // want `ZRANGE reads all`
	rdb.ZRevRangeWithScores(ctx, "z", 0, all) // want `ZREVRANGE reads all`
	rdb.LRange(ctx, "l", 0, -1)               // want `LRANGE reads all of l, a list without a bound in view, while all other clients wait \(115 ms`
	first, last := int64(0), int64(-1)
	rdb.LRange(ctx, "l", first, last)                                                             // want `LRANGE reads all`
	rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: "z", Start: 0, Stop: -1})                           // want `ZRANGE reads all`
	rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: "z", Start: "-inf", Stop: now, ByScore: true})      // want `ZRANGE reads all`
	rdb.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: "z", Start: "-", Stop: "+", ByLex: true}) // want `ZRANGE reads all`
	rdb.ZRangeByScore(ctx, "z", &redis.ZRangeBy{Min: "-inf", Max: "+inf"})                        // want `ZRANGEBYSCORE reads z`
	rdb.ZRangeByScore(ctx, "z", &redis.ZRangeBy{Min: "0", Max: strconv.FormatInt(now, 10)})       // want `ZRANGEBYSCORE reads z, .* from its lowest on and without a count`
	rdb.ZRangeByScoreWithScores(ctx, "z", &redis.ZRangeBy{Min: "-inf", Max: "10"})                // want `ZRANGEBYSCORE reads z, .* from its lowest on and without a count`
	rdb.ZRevRangeByScore(ctx, "z", &redis.ZRangeBy{Min: "-inf", Max: "+inf"})                     // want `ZREVRANGEBYSCORE reads z, .* from its lowest on and without a count`
	rdb.ZRangeByLex(ctx, "z", &redis.ZRangeBy{Min: "-", Max: "[c"})                               // want `ZRANGEBYLEX reads z.*: give it a count, or read it in pages$`
	rdb.XRange(ctx, "s", "-", "+")                                                                // want `XRANGE reads all of s`
	rdb.XRevRange(ctx, "s", "+", "-")                                                             // want `XREVRANGE reads all of s`
	rdb.Do(ctx, "ZRANGE", "z", 0, -1)                                                             // want `ZRANGE reads all of z`
	rdb.Do(ctx, "lrange", "l", "0", "-1")                                                         // want `LRANGE reads all of l`
	rdb.Do(ctx, "zrange", "z", "-inf", "+inf", "byscore")                                         // want `ZRANGE reads all of z`
	_ = rdb.Process(ctx, redis.NewStringSliceCmd(ctx, "zrevrangebyscore", "z", "+inf", "-inf"))   // want `ZREVRANGEBYSCORE reads z, .* from its lowest on and without a count`
	(*redis.Client).ZRange(rdb, ctx, "z", 0, -1)                                                  // want `ZRANGE reads all`
	zrange := rdb.ZRange
	zrange(ctx, "z", 0, -1) // want `ZRANGE reads all`
}

func parts(ctx context.Context, rdb *redis.Client, start, stop, now int64, by redis.ZRangeBy, byPointer *redis.ZRangeBy) {
	rdb.ZRange(ctx, "z", 0, 99)
	rdb.ZRange(ctx, "z", 500, -1)
	rdb.ZRangeByScore(ctx, "z", &redis.ZRangeBy{Min: "0", Max: "0"})
	paged := &redis.ZRangeBy{Min: "-inf", Max: "+inf"}
	limit(paged)
	rdb.ZRangeByScore(ctx, "z", paged)
	rdb.ZRange(ctx, "z", -20, -1)
	rdb.ZRange(ctx, "z", start, -1)
	rdb.ZRange(ctx, "z", 0, stop)
	rdb.ZRangeByScore(ctx, "z", &redis.ZRangeBy{Min: "-inf", Max: "+inf", Count: 100})
	rdb.ZRangeByScore(ctx, "z", &redis.ZRangeBy{Min: "-inf", Max: "+inf", Count: stop})
	rdb.ZRangeByScore(ctx, "z", &redis.ZRangeBy{Min: strconv.FormatInt(now-60, 10), Max: "+inf"})
	rdb.ZRangeByScore(ctx, "z", &by)
	rdb.ZRangeByScore(ctx, "z", byPointer)
	rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: "z", Start: now - 60, Stop: "+inf", ByScore: true})
	rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: "z", Start: "-inf", Stop: "+inf", ByScore: true, Count: 10})
	rdb.XRange(ctx, "s", "-", "5-0")
	rdb.XRangeN(ctx, "s", "-", "+", 100)
	rdb.Do(ctx, "ZRANGE", "z", "-inf", "+inf", "BYSCORE", "LIMIT", 0, 10)
	rdb.Do(ctx, "ZRANGE", "z", 0, stop)
	rdb.LRange(ctx, "l", 0, 0)
	rdb.SMembers(ctx, "who knows")
	rdb.HGetAll(ctx, "who knows")
}

func limit(by *redis.ZRangeBy) { by.Count = 10 }
