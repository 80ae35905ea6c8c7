package redisrt

import (
	"context"
	"errors"
	"math"

	"github.com/redis/go-redis/v9"
)

// ranked reads a list, a sorted set or a range of scores by positions.
type ranked[E comparable] struct {
	key string
	// whole is the caller's command on the caller's client.
	whole func() ([]E, error)
	// bounds are the first position to read and how many there are.
	bounds func(ctx context.Context, c redis.Cmdable) (from, count int64, err error)
	page   func(ctx context.Context, c redis.Cmdable, from, to int64) ([]E, error)
	// order reads the same, about count elements, while others write; nil if that
	// is not possible.
	order func(ctx context.Context, c redis.Cmdable, count int64) ([]E, error)
	// orderFirst says that order costs no more than positions do.
	orderFirst bool
}

func (r ranked[E]) read(ctx context.Context, t target) ([]E, error) {
	return onNode(ctx, t, r.key, func(c redis.Cmdable, watch *redis.Tx) ([]E, error) {
		if watch != nil && !(r.order != nil && r.orderFirst) {
			all, err := r.snapshot(ctx, watch)
			if r.order == nil || !errors.Is(err, errWritten) {
				return all, err
			}
		}
		if r.order == nil {
			return nil, errWritten // for all that can be known
		}
		_, count, err := r.bounds(ctx, c)
		if err != nil {
			return nil, err
		}
		return r.order(ctx, c, count)
	}, r.whole)
}

// snapshot reads page after page, and asks at the end whether anything was
// written since the WATCH. Values cannot tell: the values at a list's positions
// may be the same before and after it has shifted. That pages overlap by one
// element only serves to notice early.
func (r ranked[E]) snapshot(ctx context.Context, watch *redis.Tx) ([]E, error) {
	from, count, err := r.bounds(ctx, watch)
	if err != nil {
		return nil, err
	}
	all := make([]E, 0, count)
	size := int64(pageSize)
	for n := int64(0); n < count; n = int64(len(all)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		overlap := min(n, 1)
		lo := from + n - overlap
		hi := min(from+count, lo+size) - 1
		size = min(2*size, maxPage)
		page, err := r.page(ctx, watch, lo, hi)
		if err != nil {
			return nil, err
		}
		if int64(len(page)) != hi-lo+1 || overlap == 1 && page[0] != all[n-1] {
			return nil, errWritten
		}
		all = append(all, page[overlap:]...)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return all, unwritten(ctx, watch, r.key)
}

// span is a start and a stop as Redis takes them: negative ones count from the
// end, and -1 is the last.
type span struct{ start, stop int64 }

// short tells that there is at most one page between start and stop.
func (s span) short() bool {
	return s.start > math.MaxInt64-pageSize ||
		(s.start < 0) == (s.stop < 0) && s.stop < s.start+pageSize
}

// within returns the positions in a list of n elements that s means.
func (s span) within(n int64) (from, count int64) {
	from, to := s.start, s.stop
	if from < 0 {
		from = max(from+n, 0)
	}
	if to < 0 {
		to += n
	}
	return from, max(min(to, n-1)-from+1, 0)
}

// bySpan reads what is between start and stop: by the caller's command if that
// cannot be more than a page; then one page by the same method, which if it is
// not full is all that there is; then on one connection.
func bySpan[E comparable](
	ctx context.Context, t target, s span, r ranked[E],
	call func(start, stop int64) ([]E, error),
) ([]E, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r.whole = func() ([]E, error) { return call(s.start, s.stop) }
	if s.short() {
		return r.whole()
	}
	// From a negative start a page may be short although there is more.
	if s.start >= 0 {
		page, err := call(s.start, s.start+pageSize-1)
		if err != nil {
			return nil, orDone(ctx, err)
		}
		if len(page) < pageSize {
			_, n := s.within(s.start + int64(len(page)))
			return page[:n], nil
		}
	}
	return r.read(ctx, t)
}
