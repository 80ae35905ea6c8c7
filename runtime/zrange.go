package redisrt

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// ZRange is c.ZRange(ctx, key, start, stop) in pages: the same members in the
// same order and type, but the server's other clients get through after every
// 16,000 at most, which the server reads in 1 ms. The command that it returns
// prints as the caller's; a key that does not exist is an empty slice, and on any
// error the value is nil.
//
// Commands: where start and stop are not more than 1000 apart, the caller's, and
// no other. Else one ZRANGE of the first 1000, which if it is not full is the
// whole answer (not where start is negative). Else, on one connection that is
// held meanwhile, WATCH, ZCARD, ZRANGE by ZRANGE of 1000, 2000 and so on to 16,000
// members each, MULTI, EXISTS and EXEC in one trip, and UNWATCH. If the set was
// written to, and the range is the whole set, 0 to -1, it is read again with
// scores, 2000 members a ZRANGE at most, after a ZCARD and a ZRANGE of the last
// element; scores take three to four times as long. If it was written
// to and the range is a part, it is read again, three times in all, and then by
// the caller's command.
//
// Guarantee: if nothing is written to the set meanwhile, and for every range but
// 0 to -1, the answer is what one ZRANGE would have given at one moment. If the
// whole set is read while others write, an element that keeps its member and
// score from start to end is in the answer, once, and the answer is in the set's
// order (scores, then bytes of members). An element that is added, removed or
// moved meanwhile may be in it or not, or, moved, twice. That rests on the order
// of the set and not on ranks: https://redis.io/docs/latest/develop/data-types/sorted-sets/.
//
// A lost reply or a broken connection: the read begins again on a new
// connection, three times in all, then the error is returned. A *redis.Conn or
// a *redis.Tx is not replaced, and not watched, since that would end a WATCH of
// the caller's: there the whole set is read with scores, and a part of more than
// 1000 by the caller's command.
//
// Cluster: the first page comes from where go-redis sends it, the others all
// from the key's master, whatever ReadOnly, RouteByLatency and RouteRandomly say.
// If the slot moves, the read begins again at its new owner; if it is
// half moved, the caller's command is sent, which go-redis sends on. Ring: all
// from the key's shard; like go-redis, a ring takes another shard for the key's
// if that is down.
//
// Hooks of a *redis.Client see every command. Those of a cluster client or a
// ring see the first page and the caller's command only, so none of them may
// change keys.
//
// Errors: a server's error reply is returned as it came. A context that is done
// ends the call with the context's error before the next command.
func ZRange(ctx context.Context, c ZRangeClient, key string, start, stop int64) *redis.StringSliceCmd {
	cmd := redis.NewStringSliceCmd(ctx, "zrange", key, start, stop)
	t, err := holder(c, zRangeMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	members, err := zMembers(ctx, t, zset{key: key}, span{start, stop}, func(start, stop int64) ([]string, error) {
		return c.ZRange(ctx, key, start, stop).Result()
	})
	return answer(cmd, members, err)
}

// ZRevRange is c.ZRevRange(ctx, key, start, stop) in pages, as [ZRange] is
// ZRange's, from the highest score down.
func ZRevRange(ctx context.Context, c ZRevRangeClient, key string, start, stop int64) *redis.StringSliceCmd {
	cmd := redis.NewStringSliceCmd(ctx, "zrevrange", key, start, stop)
	t, err := holder(c, zRevRangeMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	members, err := zMembers(ctx, t, zset{key: key, rev: true}, span{start, stop}, func(start, stop int64) ([]string, error) {
		return c.ZRevRange(ctx, key, start, stop).Result()
	})
	return answer(cmd, members, err)
}

// ZRangeWithScores is c.ZRangeWithScores(ctx, key, start, stop) in pages. All
// that is said of [ZRange] is true of it, except that the whole set is read in
// one go, without EXEC, 2000 elements a command at most: the pages have the
// scores anyway.
func ZRangeWithScores(ctx context.Context, c ZRangeWithScoresClient, key string, start, stop int64) *redis.ZSliceCmd {
	cmd := redis.NewZSliceCmd(ctx, "zrange", key, start, stop, "withscores")
	t, err := holder(c, zRangeWithScoresMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	zs, err := zScores(ctx, t, zset{key: key}, span{start, stop}, func(start, stop int64) ([]redis.Z, error) {
		return c.ZRangeWithScores(ctx, key, start, stop).Result()
	})
	return answer(cmd, zs, err)
}

// ZRevRangeWithScores is c.ZRevRangeWithScores(ctx, key, start, stop) in pages,
// as [ZRangeWithScores] is ZRangeWithScores', from the highest score down.
func ZRevRangeWithScores(ctx context.Context, c ZRevRangeWithScoresClient, key string, start, stop int64) *redis.ZSliceCmd {
	cmd := redis.NewZSliceCmd(ctx, "zrevrange", key, start, stop, "withscores")
	t, err := holder(c, zRevRangeWithScoresMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	zs, err := zScores(ctx, t, zset{key: key, rev: true}, span{start, stop}, func(start, stop int64) ([]redis.Z, error) {
		return c.ZRevRangeWithScores(ctx, key, start, stop).Result()
	})
	return answer(cmd, zs, err)
}

// zset is a sorted set and a direction to read it in.
type zset struct {
	key string
	rev bool
}

func (z zset) members(ctx context.Context, c redis.Cmdable, from, to int64) ([]string, error) {
	if z.rev {
		return c.ZRevRange(ctx, z.key, from, to).Result()
	}
	return c.ZRange(ctx, z.key, from, to).Result()
}

func (z zset) scores(ctx context.Context, c redis.Cmdable, from, to int64) ([]redis.Z, error) {
	if z.rev {
		return c.ZRevRangeWithScores(ctx, z.key, from, to).Result()
	}
	return c.ZRangeWithScores(ctx, z.key, from, to).Result()
}

func (z zset) bounds(s span) func(context.Context, redis.Cmdable) (int64, int64, error) {
	return func(ctx context.Context, c redis.Cmdable) (int64, int64, error) {
		n, err := c.ZCard(ctx, z.key).Result()
		from, count := s.within(n)
		return from, count, err
	}
}

func zMembers(ctx context.Context, t target, z zset, s span, call func(start, stop int64) ([]string, error)) ([]string, error) {
	r := ranked[string]{key: z.key, bounds: z.bounds(s), page: z.members}
	if s == (span{0, -1}) {
		r.order = order{rev: z.rev, page: z.scores}.members
	}
	return bySpan(ctx, t, s, r, call)
}

func zScores(ctx context.Context, t target, z zset, s span, call func(start, stop int64) ([]redis.Z, error)) ([]redis.Z, error) {
	r := ranked[redis.Z]{key: z.key, bounds: z.bounds(s), page: z.scores}
	if s == (span{0, -1}) {
		r.order, r.orderFirst = order{rev: z.rev, page: z.scores}.scores, true
	}
	return bySpan(ctx, t, s, r, call)
}

func (o order) members(ctx context.Context, c redis.Cmdable, count int64) ([]string, error) {
	all := make([]string, 0, count)
	err := o.read(ctx, c, func(z redis.Z) { all = append(all, member(z)) })
	return all, err
}

func (o order) scores(ctx context.Context, c redis.Cmdable, count int64) ([]redis.Z, error) {
	all := make([]redis.Z, 0, count)
	err := o.read(ctx, c, func(z redis.Z) { all = append(all, z) })
	return all, err
}
