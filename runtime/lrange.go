package redisrt

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// LRange is c.LRange(ctx, key, start, stop) in pages: the same elements in the
// same order and type, but the server's other clients get through after every
// 16,000 at most, which the server reads in 1 ms. The command that it returns
// prints as the caller's; a key that does not exist is an empty slice, and on any
// error the value is nil.
//
// Commands: where start and stop are not more than 1000 apart, the caller's, and
// no other. Else one LRANGE of the first 1000, which if it is not full is the
// whole answer (not where start is negative). Else, on one connection that is
// held meanwhile, WATCH, LLEN, LRANGE by LRANGE of 1000, 2000 and so on to 16,000
// elements each, MULTI, EXISTS and EXEC in one trip, and UNWATCH.
//
// Guarantee: the answer is what one LRANGE would have given at one moment, so no
// element is lost or repeated. It is the server that says that nothing was
// written meanwhile: LPUSH and LPOP shift what follows, and values cannot tell
// whether they have, since a list may hold equal ones. If something was written,
// the read is made again, three times in all, and then by the caller's command,
// which blocks the server as it did before. So a list that is written to all the
// time gains nothing; pages that do not fit together end an attempt early, which
// keeps what is lost small.
//
// A lost reply or a broken connection: the read begins again on a new
// connection, three times in all, then the error is returned. On a *redis.Conn or
// a *redis.Tx a WATCH and EXEC would end those of the caller: there a range of
// more than 1000 is read by the caller's command.
//
// Cluster, ring, hooks and errors are as for [ZRange].
func LRange(ctx context.Context, c LRangeClient, key string, start, stop int64) *redis.StringSliceCmd {
	cmd := redis.NewStringSliceCmd(ctx, "lrange", key, start, stop)
	t, err := holder(c, lRangeMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	s := span{start, stop}
	r := ranked[string]{
		key: key,
		bounds: func(ctx context.Context, c redis.Cmdable) (int64, int64, error) {
			n, err := c.LLen(ctx, key).Result()
			from, count := s.within(n)
			return from, count, err
		},
		page: func(ctx context.Context, c redis.Cmdable, from, to int64) ([]string, error) {
			return c.LRange(ctx, key, from, to).Result()
		},
	}
	elements, err := bySpan(ctx, t, s, r, func(start, stop int64) ([]string, error) {
		return c.LRange(ctx, key, start, stop).Result()
	})
	return answer(cmd, elements, err)
}
