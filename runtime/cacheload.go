package redisrt

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	pollBase = 5 * time.Millisecond
	pollCap  = 100 * time.Millisecond
)

// fly gets the entry of a key: by loading it, or from who does.
func (c *Cache[T]) fly(ctx context.Context, f *flight, r request[T]) outcome {
	if r.err != nil {
		return c.loadDirectly(ctx, f, r)
	}
	if err := c.turn(ctx, f, r); err != nil {
		return outcome{err: err}
	}
	token := newToken()
	for n := 0; ; n++ {
		c.flights.look(f)
		a, err := c.entries.take(ctx, r.key, token, c.o.LoadTimeout+leaseMargin, r.lead)
		if err != nil {
			c.release(ctx, r.key, token)
		}
		switch {
		case err != nil && r.early:
			c.tell(ctx, r.key, err)
			return outcome{err: errAgain}
		case err != nil:
			r.err = err
			return c.loadDirectly(ctx, f, r)
		case a.lease != "":
			return c.loadLeased(ctx, f, r, a.lease)
		case a.fresh != nil:
			return outcome{entry: *a.fresh, found: true}
		case r.early:
			return outcome{err: errAgain}
		}
		// Half of the pause is random, so that waiting processes do not ask all at once.
		pause := min(pollCap, pollBase<<min(n, 10))
		pause = pause/2 + rand.N(pause/2)
		if time.Until(r.until) < pause {
			return outcome{err: fmt.Errorf("%w by another process after %v: %q", ErrBusy, c.o.Wait, r.key)}
		}
		if sleep(ctx, pause) != nil {
			return outcome{err: ErrClosed}
		}
	}
}

// loadLeased loads, and stores the value in the place of the lease. What it sends it
// sends also after Close: others wait for the lease.
func (c *Cache[T]) loadLeased(ctx context.Context, f *flight, r request[T], l lease) outcome {
	detached := context.WithoutCancel(ctx)
	settled := false
	defer func() {
		if !settled { // load has ended the goroutine
			_, _ = c.entries.end(detached, r.key, l)
		}
	}()
	out := c.loaded(ctx, r)
	settled = true

	// Who joined from here on might have called after an invalidation that the answer
	// does not tell of.
	c.flights.leave(r.key, f)
	life := c.lifetime()
	if errors.Is(out.err, ErrNotFound) && c.o.NegativeTTL > 0 {
		life.fresh = Jitter(c.o.NegativeTTL)
		life.kept = life.fresh
	} else if out.err != nil {
		out.sure = c.endLease(detached, r.key, l)
		return out
	}
	var err error
	if out.sure, err = c.entries.store(detached, r.key, l, out.entry, life); err != nil {
		c.tell(ctx, r.key, err)
		c.endLease(detached, r.key, l)
	}
	return out
}

func (c *Cache[T]) endLease(ctx context.Context, key string, l lease) (stood bool) {
	stood, err := c.entries.end(ctx, key, l)
	if err != nil {
		c.tell(ctx, key, err)
	}
	return stood
}

// release ends a lease that token may have, although the answer was an error. Who loads or
// writes next would otherwise wait for the lease to end. Nobody waits for it, as Redis may be
// down, but Close.
func (c *Cache[T]) release(ctx context.Context, key, token string) {
	select {
	case c.releases <- struct{}{}:
	default:
		return
	}
	end := func(ctx context.Context) {
		defer func() { <-c.releases }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.o.LoadTimeout+leaseMargin)
		defer cancel()
		_, _ = c.entries.end(ctx, key, lease(token))
	}
	if !c.flights.detach(ctx, end) {
		end(ctx)
	}
}

// loadDirectly loads although Redis could not be asked, in its turn.
func (c *Cache[T]) loadDirectly(ctx context.Context, f *flight, r request[T]) outcome {
	if ctx.Err() != nil {
		return outcome{err: ErrClosed}
	}
	c.flights.fails(f, r.err)
	c.tell(ctx, r.key, r.err)
	if cap(c.direct) == 0 {
		return outcome{err: fmt.Errorf("redisrt: Redis could not be asked for %q: %w", r.key, r.err)}
	}
	if err := c.turn(ctx, f, r); err != nil {
		return outcome{err: err}
	}
	switch err := receive(ctx, c.direct, r.until); err {
	case nil:
	case ErrBusy:
		return outcome{err: fmt.Errorf("%w: Redis could not be asked for %q, and %d other loads were running without it: %w", err, r.key, cap(c.direct), r.err)}
	default:
		return outcome{err: err}
	}
	defer func() { c.direct <- struct{}{} }()
	c.flights.loadsDirectly(f)
	out := c.loaded(ctx, r)
	if out.err != nil && !errors.Is(out.err, ErrNotFound) {
		out.err = fmt.Errorf("%w (loaded as Redis could not be asked: %w)", out.err, r.err)
	}
	return out
}

// turn waits for the load without Redis during which the flight was started.
func (c *Cache[T]) turn(ctx context.Context, f *flight, r request[T]) error {
	if f.before == nil {
		return nil
	}
	err := receive(ctx, f.before.done, r.until)
	if err == ErrBusy {
		return c.busyHere(r, r.err)
	}
	return err
}

// receive waits for a channel until a time, which may be past, or until the cache is closed.
func receive(ctx context.Context, from <-chan struct{}, until time.Time) error {
	select {
	case <-from:
		return nil
	default:
	}
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-from:
		return nil
	case <-ctx.Done():
		return ErrClosed
	case <-t.C:
		return ErrBusy
	}
}

// loaded calls load, and encodes the value.
func (c *Cache[T]) loaded(ctx context.Context, r request[T]) outcome {
	out := outcome{loaded: true}
	limited, cancel := context.WithTimeout(ctx, c.o.LoadTimeout)
	defer cancel()
	start := time.Now()
	out.panicked, out.err = recovered(func() error {
		v, err := r.load(limited)
		delta := time.Since(start)
		if errors.Is(err, ErrNotFound) {
			out.entry = entry{kind: kindNotFound, delta: delta}
		}
		if err != nil {
			return err
		}
		out.entry, err = c.encoded(r.key, v)
		out.entry.delta = delta
		return err
	})
	switch {
	case out.err == nil || errors.Is(out.err, ErrNotFound):
	case out.panicked != nil:
		c.tell(ctx, r.key, out.panicked)
	case c.flights.ctx.Err() != nil:
		out.err = ErrClosed
	default:
		c.tell(ctx, r.key, out.err)
	}
	return out
}
