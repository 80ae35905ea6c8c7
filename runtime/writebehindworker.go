package redisrt

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	storeBase = 50 * time.Millisecond
	storeCap  = 5 * time.Second
	// maxEnded is how many leases may end with an item before it is a dead letter.
	maxEnded = 20
)

// start starts a worker for each partition.
func (w *WriteBehind[T]) start(store func(context.Context, []Item[T]) error) {
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	if store == nil {
		close(w.ended)
		return
	}
	w.working.Store(int64(len(w.keys)))
	for _, keys := range w.keys {
		k := &worker[T]{w: w, keys: keys, store: store}
		go func() {
			defer func() {
				if w.working.Add(-1) == 0 {
					close(w.ended)
				}
			}()
			k.run(ctx)
		}()
	}
}

// worker gives the items of one partition to the store.
type worker[T any] struct {
	w     *WriteBehind[T]
	keys  partitionKeys
	store func(context.Context, []Item[T]) error

	token  string    // of the lease, "" without one
	until  time.Time // when it ends if it is not renewed
	leases int64
	done   []string // stored, and to be removed

	draining bool
	target   *streamID // the last item when that began
}

// run ends when ctx is done, or when it is draining and nothing is left of what was
// there when that began.
func (k *worker[T]) run(ctx context.Context) {
	failed := 0
	for ctx.Err() == nil {
		more, err := k.round(ctx)
		switch {
		case errors.Is(err, errStop) || ctx.Err() != nil:
		case err != nil:
			k.w.opts.OnError(err)
			failed++
			k.wait(ctx, rand.N(backoff(failed)))
			continue
		case more:
			failed = 0
			continue
		default:
			failed = 0
			d := k.w.opts.Interval
			k.wait(ctx, d/2+rand.N(d))
			continue
		}
		break
	}
	// The lease ends by itself otherwise, and what is not removed comes again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(k.w.opts.Lease, time.Second))
	defer cancel()
	if err := k.release(ctx); err != nil {
		k.w.opts.OnError(err)
	}
}

// wait sleeps, until Close ends that.
func (k *worker[T]) wait(ctx context.Context, d time.Duration) {
	draining := k.w.draining
	if k.draining {
		draining = nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	case <-draining:
	}
}

// backoff is the most that is waited for after n failures.
func backoff(n int) time.Duration { return min(storeCap, storeBase<<min(n-1, 10)) }

// round takes a batch and stores it; more tells whether to go on at once.
func (k *worker[T]) round(ctx context.Context) (more bool, err error) {
	select {
	case <-k.w.draining:
		k.draining = true
	default:
	}
	t, err := k.take(ctx)
	if err != nil {
		return false, fmt.Errorf("redisrt: %s: %w", k.keys.stream, err)
	}
	if k.draining {
		if k.target == nil {
			k.target = &t.last
		}
		if t.head == (streamID{}) || t.head.after(*k.target) {
			return false, errStop
		}
	}
	if len(t.items) == 0 {
		return t.more || t.mine && k.draining, nil
	}
	items, undecoded := k.decode(t.items)
	switch {
	case len(items) == 0:
		return true, k.park(ctx, t.items[0], undecoded)
	case k.w.opts.Attempts > 0 && t.ended >= maxEnded:
		return true, k.park(ctx, t.items[0], fmt.Errorf("redisrt: %d leases have ended before the store returned", t.ended))
	}
	if err := k.give(ctx, items); err != nil {
		return k.failed(ctx, t, items, err)
	}
	for _, item := range t.items[:len(items)] {
		k.done = append(k.done, item.id)
	}
	if t.more || k.draining || undecoded != nil {
		return true, nil
	}
	return false, k.release(ctx)
}

// decode returns the items before one that cannot be decoded, and why that cannot.
func (k *worker[T]) decode(raw []rawItem) (items []Item[T], err error) {
	for _, r := range raw {
		item := Item[T]{Key: r.key, ID: parseStreamID(r.id).String()}
		if err := k.w.opts.Codec.Unmarshal([]byte(r.value), &item.Value); err != nil {
			return items, fmt.Errorf("redisrt: the value of %q cannot be decoded: %w", r.key, err)
		}
		items = append(items, item)
	}
	return items, nil
}

// failed sees to what the store has not taken.
func (k *worker[T]) failed(ctx context.Context, t taken, items []Item[T], why error) (more bool, err error) {
	err = fmt.Errorf("redisrt: %d items of %s were not stored: %w", len(items), k.keys.stream, why)
	if ctx.Err() != nil || k.token == "" {
		return false, err
	}
	rejected := errors.Is(why, ErrRejected)
	if len(t.items) == 1 {
		t.failed++
		if rejected || k.w.opts.Attempts > 0 && t.failed >= int64(k.w.opts.Attempts) {
			return true, k.park(ctx, t.items[0], why)
		}
	}
	if told := failedScript.run(ctx, k.w.client, k.keys.all(), k.token, t.items[0].id, len(t.items), t.failed).Err(); told != nil {
		return false, fmt.Errorf("%w; that could not be noted: %w", err, told)
	}
	if rejected {
		k.w.opts.OnError(why)
		return true, nil // they come one at a time
	}
	return false, err
}

// park makes a dead letter of an item.
func (k *worker[T]) park(ctx context.Context, item rawItem, why error) error {
	mine, err := parkScript.run(ctx, k.w.client, k.keys.all(), k.token, item.id, why.Error()).Int()
	if err != nil {
		return fmt.Errorf("redisrt: %s: %w", k.keys.stream, err)
	}
	if mine == 1 {
		k.w.opts.OnError(fmt.Errorf("redisrt: an item of %q is a dead letter: %w", item.key, why))
	}
	return nil
}
