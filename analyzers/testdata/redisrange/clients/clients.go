// Package clients has reads on every kind of client, with the fix where there is one.
package clients

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type embedded struct{ *redis.Client }

type own interface {
	ZRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd
}

type narrow interface {
	redis.HashCmdable
}

func clients(ctx context.Context, cluster *redis.ClusterClient, ring *redis.Ring, conn *redis.Conn, any redis.Cmdable, e embedded, o own, n narrow) {
	cluster.ZRange(ctx, "z", 0, -1)  // want `ZRANGE`
	ring.ZRange(ctx, "z", 0, -1)     // want `ZRANGE`
	conn.ZRange(ctx, "z", 0, -1)     // want `ZRANGE`
	any.ZRevRange(ctx, "z", 0, -1)   // want `ZREVRANGE`
	e.ZRange(ctx, "z", 0, -1)        // want `ZRANGE`
	e.Client.ZRange(ctx, "z", 0, -1) // want `ZRANGE`
	o.ZRange(ctx, "z", 0, -1)        // want `ZRANGE`
	n.HSet(ctx, "h", e.String(), 1)
	n.HGetAll(ctx, "h") // want `HGETALL`
}

func generic[C redis.Cmdable](ctx context.Context, rdb C) ([]redis.Z, error) {
	return rdb.ZRangeWithScores(ctx, "z", 0, -1).Result() // want `ZRANGE`
}

func pipelines(ctx context.Context, rdb *redis.Client) error {
	pipe := rdb.Pipeline()
	pipe.ZRange(ctx, "z", 0, -1) // want `ZRANGE`
	_, err := rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.ZRange(ctx, "z", 0, -1) // want `ZRANGE`
		return nil
	})
	if err != nil {
		return err
	}
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		rdb.ZRange(ctx, "watched", 0, -1)             // of level info: one value, as the next line takes it
		return tx.ZRange(ctx, "watched", 0, -1).Err() // of level info
	}, "watched")
}

func kept(ctx context.Context, rdb *redis.Client) (map[string]struct{}, error) {
	rdb.SAdd(ctx, "s", rdb.String())
	if names := rdb.SMembers(ctx, "s").Val(); len(names) > 0 { // want `SMEMBERS`
		return nil, nil
	}
	return rdb.SMembersMap( // want `SMEMBERS`
		ctx, // the request's
		"s",
	).Result()
}

func streams(ctx context.Context, rdb redis.UniversalClient) ([]redis.XMessage, error) {
	return rdb.XRange(ctx, "x", "-", "+").Result() // want `XRANGE`
}

func scores(ctx context.Context, rdb redis.UniversalClient, now string) ([]string, error) {
	return rdb.ZRangeByScore(ctx, "z", &redis.ZRangeBy{Min: "-inf", Max: now}).Result() // want `ZRANGEBYSCORE`
}

func list(ctx context.Context, rdb redis.UniversalClient) ([]string, error) {
	rdb.RPush(ctx, "tail", 1)
	rdb.LPush(ctx, "head", 1)
	if head, err := rdb.LRange(ctx, "head", 0, -1).Result(); err != nil { // want `LRANGE`
		return head, err
	}
	return rdb.LRange(ctx, "tail", 0, -1).Result() // want `LRANGE`
}
