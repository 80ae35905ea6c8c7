// Package redisrange has reads of whole collections, for drivers that ask how much is to be read.
package redisrange

import (
	"context"

	"github.com/redis/go-redis/v9"

	"redislint.test/choices/limits"
)

func byIndex(ctx context.Context, rdb redis.Pipeliner, id string) {
	rdb.ZRange(ctx, "feed:"+id, 0, -1) // want `ZRANGE reads all of feed:\*`
}

func byScore(ctx context.Context, rdb redis.Pipeliner, id string) {
	rdb.ZRangeByScore(ctx, "feed:"+id, &redis.ZRangeBy{Min: "-inf", Max: "+inf"}) // want `ZRANGEBYSCORE reads feed:\*`
}

func entries(ctx context.Context, rdb redis.Pipeliner, id string) {
	rdb.XRange(ctx, "events:"+id, "-", "+") // want `XRANGE reads all of events:\*`
}

// reader has no XRangeN.
type reader interface {
	XRange(ctx context.Context, stream, start, stop string) *redis.XMessageSliceCmd
}

func narrow(ctx context.Context, rdb reader, id string) {
	rdb.XRange(ctx, "events:"+id, "-", "+") // want `XRANGE reads all of events:\*`
}

// own has an XRangeN of its own.
type own struct{ *redis.Client }

func (own) XRangeN(context.Context, int) {}

func hidden(ctx context.Context, s own, id string) {
	s.XRange(ctx, "events:"+id, "-", "+") // want `XRANGE reads all of events:\*`
}

// last is of a package that nothing else here needs.
func last(ctx context.Context, rdb redis.Pipeliner, id string) {
	rdb.ZRange(ctx, "feed:"+id, 0, limits.Last) // want `ZRANGE reads all of feed:\*`
}
