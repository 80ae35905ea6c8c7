package redisrt

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// The clients of go-redis, redis.UniversalClient, redis.Cmdable, and what embeds
// one of them, have the methods of all the interfaces below. Which of them are
// accepted at run time is told in the package documentation.

// ZRangeClient is any client that has the methods that [ZRange] calls on it.
type ZRangeClient interface {
	ZRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd
}

// ZRevRangeClient is any client that has the methods that [ZRevRange] calls on it.
type ZRevRangeClient interface {
	ZRevRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd
}

// ZRangeWithScoresClient is any client that has the methods that [ZRangeWithScores] calls on it.
type ZRangeWithScoresClient interface {
	ZRangeWithScores(ctx context.Context, key string, start, stop int64) *redis.ZSliceCmd
}

// ZRevRangeWithScoresClient is any client that has the methods that [ZRevRangeWithScores] calls on it.
type ZRevRangeWithScoresClient interface {
	ZRevRangeWithScores(ctx context.Context, key string, start, stop int64) *redis.ZSliceCmd
}

// ZRangeByScoreClient is any client that has the methods that [ZRangeByScore] calls on it.
type ZRangeByScoreClient interface {
	ZRangeByScore(ctx context.Context, key string, opt *redis.ZRangeBy) *redis.StringSliceCmd
}

// ZRevRangeByScoreClient is any client that has the methods that [ZRevRangeByScore] calls on it.
type ZRevRangeByScoreClient interface {
	ZRevRangeByScore(ctx context.Context, key string, opt *redis.ZRangeBy) *redis.StringSliceCmd
}

// ZRangeByScoreWithScoresClient is any client that has the methods that [ZRangeByScoreWithScores] calls on it.
type ZRangeByScoreWithScoresClient interface {
	ZRangeByScoreWithScores(ctx context.Context, key string, opt *redis.ZRangeBy) *redis.ZSliceCmd
}

// ZRevRangeByScoreWithScoresClient is any client that has the methods that [ZRevRangeByScoreWithScores] calls on it.
type ZRevRangeByScoreWithScoresClient interface {
	ZRevRangeByScoreWithScores(ctx context.Context, key string, opt *redis.ZRangeBy) *redis.ZSliceCmd
}

// LRangeClient is any client that has the methods that [LRange] calls on it.
type LRangeClient interface {
	LRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd
}

// XRangeClient is any client that has the methods that [XRange] calls on it.
type XRangeClient interface {
	XRange(ctx context.Context, stream, start, stop string) *redis.XMessageSliceCmd
	XRangeN(ctx context.Context, stream, start, stop string, count int64) *redis.XMessageSliceCmd
}

// XRevRangeClient is any client that has the methods that [XRevRange] calls on it.
type XRevRangeClient interface {
	XRevRange(ctx context.Context, stream, start, stop string) *redis.XMessageSliceCmd
	XRevRangeN(ctx context.Context, stream, start, stop string, count int64) *redis.XMessageSliceCmd
}

// HGetAllClient is any client that has the methods that [HGetAll] calls on it.
type HGetAllClient interface {
	HGetAll(ctx context.Context, key string) *redis.MapStringStringCmd
	HScan(ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd
}

// HKeysClient is any client that has the methods that [HKeys] calls on it.
type HKeysClient interface {
	HKeys(ctx context.Context, key string) *redis.StringSliceCmd
	HScan(ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd
}

// HValsClient is any client that has the methods that [HVals] calls on it.
type HValsClient interface {
	HVals(ctx context.Context, key string) *redis.StringSliceCmd
	HScan(ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd
}

// SMembersClient is any client that has the methods that [SMembers] calls on it.
type SMembersClient interface {
	SMembers(ctx context.Context, key string) *redis.StringSliceCmd
	SScan(ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd
}

// SMembersMapClient is any client that has the methods that [SMembersMap] calls on it.
type SMembersMapClient interface {
	SMembersMap(ctx context.Context, key string) *redis.StringStructMapCmd
	SScan(ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd
}

// UnlinkClient is any client that has the methods that [Unlink] calls on it.
type UnlinkClient interface {
	Unlink(ctx context.Context, keys ...string) *redis.IntCmd
	Pipelined(ctx context.Context, fn func(redis.Pipeliner) error) ([]redis.Cmder, error)
}

// WatchClient is any client that has the methods that [Watch] and [Update] call on it.
type WatchClient interface {
	Watch(ctx context.Context, fn func(*redis.Tx) error, keys ...string) error
}

// ExpiringClient is any client that can write in a transaction, as [Expiring] does.
type ExpiringClient interface {
	TxPipelined(ctx context.Context, fn func(redis.Pipeliner) error) ([]redis.Cmder, error)
}

// ExpiringOnceClient is any client that can write in a transaction, as [ExpiringOnce]
// does where it does not use a script.
type ExpiringOnceClient interface {
	TxPipelined(ctx context.Context, fn func(redis.Pipeliner) error) ([]redis.Cmder, error)
}
