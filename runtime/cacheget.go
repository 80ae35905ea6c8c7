package redisrt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"
)

// request is one call of Get, with what it has found in Redis.
type request[T any] struct {
	key   string
	load  func(context.Context) (T, error)
	read  entry         // by GET, if there was one
	lead  time.Duration // how long before its end the value is to be loaded anew
	stale bool          // there is a value that is better than none
	err   error         // of Redis
	early bool          // the value is still fresh, and nobody waits
	until time.Time     // the end of waiting for others
}

// get also returns the entry that the value was decoded from.
func (c *Cache[T]) get(ctx context.Context, key string, load func(context.Context) (T, error)) (v T, e entry, err error) {
	var zero T
	var until time.Time
	broken := false // what is in Redis cannot be decoded
	for {
		if err := ctx.Err(); err != nil {
			return zero, e, err
		}
		e, err = c.entries.read(ctx, key)
		if err != nil {
			if done := over(ctx); done != nil {
				return zero, e, done
			}
		}
		r := request[T]{key: key, load: load, read: e}
		left := noneLeft
		if err == nil && e.answers() {
			left = e.left()
			r.lead = c.lead(e.delta)
		} else if err != nil && !errors.Is(err, redis.Nil) {
			r.err = err
		}
		if left > 0 {
			v, err = c.decode(key, e)
			if err == nil || errors.Is(err, ErrNotFound) {
				if left <= r.lead && !e.leased() {
					c.refresh(ctx, r)
				}
				return v, e, err
			}
			broken = true
		}
		if broken {
			r.lead = always
		}
		if until.IsZero() {
			until = time.Now().Add(c.o.Wait)
		}
		r.until = until
		r.stale = left <= 0 && left > -c.o.StaleFor
		out, err := c.await(ctx, r)
		if err == nil {
			v, err = c.decode(key, out.entry)
			if err == nil || errors.Is(err, ErrNotFound) || !out.found || time.Now().After(until) {
				return v, out.entry, err
			}
			broken = true
			continue
		}
		if err == errAgain {
			continue
		}
		if r.stale && !errors.Is(err, ErrNotFound) && ctx.Err() == nil {
			if v, undecodable := c.decode(key, e); undecodable == nil || errors.Is(undecodable, ErrNotFound) {
				return v, e, undecodable
			}
		}
		return zero, entry{}, err
	}
}

const (
	noneLeft = time.Duration(math.MinInt64)
	// always is the lead of a value that is to be loaded anew in any case, as takeLease has it.
	always = -time.Millisecond
)

// lead draws how long before its end a value is loaded anew: XFetch, whose -ln of a
// uniform number is an exponential one.
func (c *Cache[T]) lead(delta time.Duration) time.Duration {
	if c.o.Beta < 0 {
		return 0
	}
	return time.Duration(min(float64(delta)*c.o.Beta*rand.ExpFloat64(), float64(maxDuration)))
}

// decode returns the value of an entry, or ErrNotFound.
func (c *Cache[T]) decode(key string, e entry) (T, error) {
	var v, zero T
	if e.kind == kindNotFound {
		return zero, ErrNotFound
	}
	if err := c.o.Codec.Unmarshal(e.payload, &v); err != nil {
		return zero, fmt.Errorf("redisrt: the value of %q cannot be decoded: %w", key, err)
	}
	return v, nil
}

// errAgain says that the flight tells nothing to who has joined it.
const errAgain = sentinel("redisrt: look again")

// await joins the flight of the key, or starts one, and waits for it: who has started
// it as long as it takes, but all others, and who has a stale value, not after r.until.
func (c *Cache[T]) await(ctx context.Context, r request[T]) (outcome, error) {
	f, joined, err := c.flights.join(ctx, r.key, func(ctx context.Context, f *flight) outcome { return c.fly(ctx, f, r) })
	if err != nil {
		return outcome{}, err
	}
	var tooLate <-chan time.Time
	if !joined.started || r.stale {
		t := time.NewTimer(time.Until(r.until))
		defer t.Stop()
		tooLate = t.C
	}
	select {
	case <-f.done:
	case <-ctx.Done():
		return outcome{}, ctx.Err()
	case <-tooLate:
		return outcome{}, c.busyHere(r, cmp.Or(r.err, c.flights.causeOf(f)))
	}
	if joined.started && f.panicked != nil {
		panic(f.panicked)
	}
	inTime := time.Now().Before(r.until)
	late := !f.loaded && errors.Is(f.err, ErrBusy)
	switch {
	case f.err == errAgain, inTime && !joined.started && late:
		return outcome{}, errAgain // what was too long for another is not for this one
	case joined.started || joined.looks < f.looks || f.sure || late:
		return f.outcome, f.err
	case f.found && f.entry.is(r.read):
		return f.outcome, nil // which is fresh, though not by the clock of this machine
	case inTime:
		return outcome{}, errAgain
	}
	return outcome{}, fmt.Errorf("%w: for %v its loads were voided: %q", ErrBusy, c.o.Wait, r.key)
}

// busyHere is the error of who waited too long for another in this process. The cause is
// nil where Redis could be asked.
func (c *Cache[T]) busyHere(r request[T], cause error) error {
	err := fmt.Errorf("%w in this process after %v: %q", ErrBusy, c.o.Wait, r.key)
	if cause != nil {
		err = fmt.Errorf("%w, and Redis could not be asked: %w", err, cause)
	}
	return err
}

// refresh starts a flight that nobody has to wait for.
func (c *Cache[T]) refresh(ctx context.Context, r request[T]) {
	r.early = true
	c.flights.ensure(ctx, r.key, func(ctx context.Context, f *flight) outcome { return c.fly(ctx, f, r) })
}

// tell passes an error on to who wants to know.
func (c *Cache[T]) tell(ctx context.Context, key string, err error) {
	if c.o.OnError != nil {
		c.o.OnError(ctx, key, err)
	}
}
