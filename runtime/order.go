package redisrt

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// retreats is how often one read goes back because what lay before its place
// has gone: a bound for what no working set does.
const retreats = 100

// order reads a sorted set in its order, by score and then by the bytes of the
// member, while others write. The place that a read has come to is an element
// of that order, (score, member), whether it is still there or not, and not a
// rank. A page is right wherever it begins at or before that place, as a page is
// one state of the set: what follows the place in it follows it in the set. So
// each page begins one rank before the place's; where its first element shows
// that it begins too late, it is read again from further ahead.
//
// An element that stands still is in the page that passes its place, and in no
// other.
type order struct {
	rev    bool
	page   func(ctx context.Context, c redis.Cmdable, from, to int64) ([]redis.Z, error)
	start  func(ctx context.Context, c redis.Cmdable) (int64, error) // the first rank in the range, or nil
	before func(score float64) bool                                  // the score lies before the range; nil: none does
	after  func(score float64) bool
}

func (o order) read(ctx context.Context, c redis.Cmdable, emit func(redis.Z)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// What comes behind the element that is the last now was not there at the
	// start. So writers at that end cannot make the read endless.
	end, err := o.page(ctx, c, -1, -1)
	if err != nil || len(end) == 0 {
		return err
	}
	at := int64(0)
	if o.start != nil {
		if at, err = o.start(ctx, c); err != nil {
			return err
		}
		at = max(at-1, 0)
	}

	var place redis.Z
	placed := false
	passed := func(z redis.Z) bool {
		if placed {
			return o.compare(z, place) <= 0
		}
		return o.before != nil && o.before(z.Score)
	}
	size, step := int64(pageSize), int64(1)
	for back := 0; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		page, err := o.page(ctx, c, at, at+size-1)
		if err != nil {
			return err
		}
		if at > 0 && (len(page) == 0 || !passed(page[0])) {
			if back++; back > retreats {
				return errWritten
			}
			at = max(at-step, 0)
			step *= 4
			continue
		}
		step = 1
		var fresh []redis.Z
		for i, z := range page {
			if !passed(z) {
				fresh = page[i:]
				break
			}
		}
		for _, z := range fresh {
			if o.compare(z, end[0]) > 0 || o.after != nil && o.after(z.Score) {
				return nil
			}
			emit(z)
		}
		if len(fresh) > 0 {
			place, placed = fresh[len(fresh)-1], true
		}
		if int64(len(page)) < size {
			return nil
		}
		at += size - 1
		size = min(2*size, maxScored)
	}
}

// compare orders as the server does: bytes of members, and of two that begin
// alike the shorter first.
func (o order) compare(a, b redis.Z) int {
	n := cmp.Compare(a.Score, b.Score)
	if n == 0 {
		n = strings.Compare(member(a), member(b))
	}
	if o.rev {
		return -n
	}
	return n
}

// member is a member as replies have it.
func member(z redis.Z) string {
	s, _ := z.Member.(string)
	return s
}

// bound is one end of a range of scores, as ZRANGEBYSCORE takes it: "5", "(5",
// "-inf".
type bound string

func (b bound) exclusive() bool { return strings.HasPrefix(string(b), "(") }

// flip is where the range begins that ends at b.
func (b bound) flip() string {
	if b.exclusive() {
		return string(b[1:])
	}
	return "(" + string(b)
}

// score reads b; ok is false for what C's strtod reads and Go does not.
func (b bound) score() (score float64, ok bool) {
	score, err := strconv.ParseFloat(strings.TrimPrefix(string(b), "("), 64)
	return score, err == nil
}
