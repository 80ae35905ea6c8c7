package redisrt

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// XRange is c.XRange(ctx, stream, start, stop) in pages: the same entries in the
// same order and type, but the server's other clients get through after every
// 1000. The command that it returns prints as the caller's; a stream that does
// not exist is an empty slice, and on any error the value is nil.
//
// Commands: one XRANGE with COUNT 1000, which if it is not full is the whole
// answer. Else, on one connection that is held meanwhile, WATCH (for go-redis to
// find the node), XREVRANGE with COUNT 1 for the last entry, an XRANGE with COUNT
// 1000 from behind the last id read for each 1000, and UNWATCH.
//
// Guarantee: an entry that is there from start to end of the call is in the
// answer, once, and the answer is in the order of ids, as ids only grow
// (https://redis.io/docs/latest/develop/data-types/streams/). It is not a
// snapshot: what is added meanwhile is in it or not, and what is deleted or
// trimmed as well.
//
// A lost reply or a broken connection: the read begins again on a new
// connection, three times in all, then the error is returned. A *redis.Conn or a
// *redis.Tx is not replaced: its first failure is the call's.
//
// Cluster, ring, hooks and errors are as for [ZRange].
func XRange(ctx context.Context, c XRangeClient, stream, start, stop string) *redis.XMessageSliceCmd {
	cmd := redis.NewXMessageSliceCmd(ctx, "xrange", stream, start, stop)
	t, err := holder(c, xRangeMethod, xRangeNMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	entries, err := byID(ctx, t, stream,
		func() ([]redis.XMessage, error) { return c.XRangeN(ctx, stream, start, stop, pageSize).Result() },
		func(n redis.Cmdable) ([]redis.XMessage, error) {
			last, err := n.XRevRangeN(ctx, stream, stop, start, 1).Result()
			if err != nil || len(last) == 0 {
				return []redis.XMessage{}, err
			}
			// Writers at the end cannot make the read endless.
			return idPages(ctx, start, func(from string) ([]redis.XMessage, error) {
				return n.XRangeN(ctx, stream, from, last[0].ID, pageSize).Result()
			})
		},
		func() ([]redis.XMessage, error) { return c.XRange(ctx, stream, start, stop).Result() })
	return answer(cmd, entries, err)
}

// XRevRange is c.XRevRange(ctx, stream, start, stop) in pages, from the higher id
// start down to stop, as [XRange] is XRange's; it needs no command for the last
// entry, since new ones come at the other end.
func XRevRange(ctx context.Context, c XRevRangeClient, stream, start, stop string) *redis.XMessageSliceCmd {
	cmd := redis.NewXMessageSliceCmd(ctx, "xrevrange", stream, start, stop)
	t, err := holder(c, xRevRangeMethod, xRevRangeNMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	entries, err := byID(ctx, t, stream,
		func() ([]redis.XMessage, error) { return c.XRevRangeN(ctx, stream, start, stop, pageSize).Result() },
		func(n redis.Cmdable) ([]redis.XMessage, error) {
			return idPages(ctx, start, func(from string) ([]redis.XMessage, error) {
				return n.XRevRangeN(ctx, stream, from, stop, pageSize).Result()
			})
		},
		func() ([]redis.XMessage, error) { return c.XRevRange(ctx, stream, start, stop).Result() })
	return answer(cmd, entries, err)
}

func byID(
	ctx context.Context, t target, stream string,
	first func() ([]redis.XMessage, error), rest func(redis.Cmdable) ([]redis.XMessage, error), whole func() ([]redis.XMessage, error),
) ([]redis.XMessage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	page, err := first()
	if err != nil {
		return nil, orDone(ctx, err)
	}
	if len(page) < pageSize {
		return page, nil
	}
	return onNode(ctx, t, stream, func(n redis.Cmdable, _ *redis.Tx) ([]redis.XMessage, error) { return rest(n) }, whole)
}

// idPages reads from start on, each page from behind the last id of the former.
func idPages(ctx context.Context, start string, page func(from string) ([]redis.XMessage, error)) ([]redis.XMessage, error) {
	all := []redis.XMessage{}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		entries, err := page(start)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
		if len(entries) < pageSize {
			return all, nil
		}
		start = "(" + all[len(all)-1].ID
	}
}
