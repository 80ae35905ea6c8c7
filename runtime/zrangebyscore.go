package redisrt

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// ZRangeByScore is c.ZRangeByScore(ctx, key, opt) in pages: the same members in
// the same order and type, whatever opt.Min and opt.Max are, "(" and infinities
// included, and with opt.Offset and opt.Count as go-redis takes them.
//
// Commands: with a Count of 1 to 1000 the caller's, and no other. Else one with
// LIMIT for the first 1000, which if it is not full is the whole answer. Else, on
// one connection, WATCH, two ZCOUNT that turn the scores into ranks, and ZRANGE by
// rank as [ZRange] does, so that the server never counts off what was read
// already. If the set was written to, and opt has no Offset and Count, the range
// is read again with scores, after three ZCOUNT and one ZRANGE of the last
// element. With an Offset or Count it is read again as it was,
// three times in all, and then by the caller's command.
//
// Guarantee, lost replies, cluster, ring, hooks and errors are as for [ZRange],
// where 0 to -1 is a range without Offset and Count. A bound that is written as
// Go cannot read it, such as "0x10", counts as one with a Count.
func ZRangeByScore(ctx context.Context, c ZRangeByScoreClient, key string, opt *redis.ZRangeBy) *redis.StringSliceCmd {
	s := scoreRange{zset{key: key}, *opt}
	cmd := redis.NewStringSliceCmd(ctx, s.args("zrangebyscore")...)
	t, err := holder(c, zRangeByScoreMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	members, err := byScore(ctx, t, s, ranked[string]{page: s.members, order: s.order().members}, func(opt *redis.ZRangeBy) ([]string, error) {
		return c.ZRangeByScore(ctx, key, opt).Result()
	})
	return answer(cmd, members, err)
}

// ZRevRangeByScore is c.ZRevRangeByScore(ctx, key, opt) in pages, as
// [ZRangeByScore] is ZRangeByScore's, from opt.Max down to opt.Min.
func ZRevRangeByScore(ctx context.Context, c ZRevRangeByScoreClient, key string, opt *redis.ZRangeBy) *redis.StringSliceCmd {
	s := scoreRange{zset{key: key, rev: true}, *opt}
	cmd := redis.NewStringSliceCmd(ctx, s.args("zrevrangebyscore")...)
	t, err := holder(c, zRevRangeByScoreMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	members, err := byScore(ctx, t, s, ranked[string]{page: s.members, order: s.order().members}, func(opt *redis.ZRangeBy) ([]string, error) {
		return c.ZRevRangeByScore(ctx, key, opt).Result()
	})
	return answer(cmd, members, err)
}

// ZRangeByScoreWithScores is c.ZRangeByScoreWithScores(ctx, key, opt) in pages.
// All that is said of [ZRangeByScore] is true of it, except that a range without
// Offset and Count is read in one go, as the pages have the scores anyway.
func ZRangeByScoreWithScores(ctx context.Context, c ZRangeByScoreWithScoresClient, key string, opt *redis.ZRangeBy) *redis.ZSliceCmd {
	s := scoreRange{zset{key: key}, *opt}
	cmd := redis.NewZSliceCmd(ctx, s.args("zrangebyscore", "withscores")...)
	t, err := holder(c, zRangeByScoreWithScoresMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	zs, err := byScore(ctx, t, s, ranked[redis.Z]{page: s.scores, order: s.order().scores, orderFirst: true}, func(opt *redis.ZRangeBy) ([]redis.Z, error) {
		return c.ZRangeByScoreWithScores(ctx, key, opt).Result()
	})
	return answer(cmd, zs, err)
}

// ZRevRangeByScoreWithScores is c.ZRevRangeByScoreWithScores(ctx, key, opt) in
// pages, as [ZRangeByScoreWithScores] is ZRangeByScoreWithScores', from opt.Max
// down to opt.Min.
func ZRevRangeByScoreWithScores(ctx context.Context, c ZRevRangeByScoreWithScoresClient, key string, opt *redis.ZRangeBy) *redis.ZSliceCmd {
	s := scoreRange{zset{key: key, rev: true}, *opt}
	cmd := redis.NewZSliceCmd(ctx, s.args("zrevrangebyscore", "withscores")...)
	t, err := holder(c, zRevRangeByScoreWithScoresMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	zs, err := byScore(ctx, t, s, ranked[redis.Z]{page: s.scores, order: s.order().scores, orderFirst: true}, func(opt *redis.ZRangeBy) ([]redis.Z, error) {
		return c.ZRevRangeByScoreWithScores(ctx, key, opt).Result()
	})
	return answer(cmd, zs, err)
}

// scoreRange is a part of a sorted set by scores.
type scoreRange struct {
	zset
	redis.ZRangeBy
}

func (s scoreRange) limited() bool { return s.Offset != 0 || s.Count != 0 }

// args spells the command as go-redis does.
func (s scoreRange) args(name string, more ...any) []any {
	args := []any{name, s.key, s.Min, s.Max}
	if s.rev {
		args[2], args[3] = s.Max, s.Min
	}
	args = append(args, more...)
	if s.limited() {
		args = append(args, "limit", s.Offset, s.Count)
	}
	return args
}

// start counts what lies before the range.
func (s scoreRange) start(ctx context.Context, c redis.Cmdable) (int64, error) {
	if s.rev {
		return c.ZCount(ctx, s.key, bound(s.Max).flip(), "+inf").Result()
	}
	return c.ZCount(ctx, s.key, "-inf", bound(s.Min).flip()).Result()
}

func (s scoreRange) bounds(ctx context.Context, c redis.Cmdable) (from, count int64, err error) {
	if from, err = s.start(ctx, c); err != nil {
		return 0, 0, err
	}
	if count, err = c.ZCount(ctx, s.key, s.Min, s.Max).Result(); err != nil {
		return 0, 0, err
	}
	count -= s.Offset
	if s.Count > 0 {
		count = min(count, s.Count)
	}
	return from + s.Offset, max(count, 0), nil
}

// readable tells whether the bounds can be compared with scores.
func (s scoreRange) readable() bool {
	_, lo := bound(s.Min).score()
	_, hi := bound(s.Max).score()
	return lo && hi
}

func (s scoreRange) order() order {
	lo, _ := bound(s.Min).score()
	hi, _ := bound(s.Max).score()
	below := func(score float64) bool { return score < lo || score == lo && bound(s.Min).exclusive() }
	above := func(score float64) bool { return score > hi || score == hi && bound(s.Max).exclusive() }
	o := order{rev: s.rev, page: s.scores, start: s.start, before: below, after: above}
	if s.rev {
		o.before, o.after = above, below
	}
	return o
}

func byScore[E comparable](
	ctx context.Context, t target, s scoreRange, r ranked[E],
	call func(*redis.ZRangeBy) ([]E, error),
) ([]E, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r.key, r.bounds = s.key, s.bounds
	r.whole = func() ([]E, error) { return call(&s.ZRangeBy) }
	if s.limited() || !s.readable() {
		r.order = nil
	}
	// With an Offset below 0, or an Offset and no Count, the answer is empty.
	if s.Offset < 0 || s.limited() && 0 <= s.Count && s.Count <= pageSize {
		return r.whole()
	}
	first := s.ZRangeBy
	first.Count = pageSize
	page, err := call(&first)
	if err != nil {
		return nil, orDone(ctx, err)
	}
	if len(page) < pageSize {
		return page, nil
	}
	return r.read(ctx, t)
}
