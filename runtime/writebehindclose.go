package redisrt

import (
	"context"
	"fmt"
	"time"
)

// Close lets Enqueue accept nothing more, and waits until the store has taken what
// the streams hold now, by whichever process; partitions that others have in hand are
// left to them. When ctx is done, it cancels the context of the store, waits until the
// calls of the store that are running return, however long that takes, and those of
// Redis, and returns an error that says how many items are left, which stay in Redis, for
// the next process that takes them. With a nil error none of those is left except as dead
// letters. Without a store it does not wait.
//
// No goroutine is left after it. Items that are enqueued by others while it runs may
// be given to the store or not. It may be called again, with the same result. The
// caller must not call it in the store or in OnError, as it waits for these.
//
// Commands: those of the workers, and at its end an EVALSHA for each lease that is
// held; after ctx is done those of [WriteBehind.Len], for at most a second.
func (w *WriteBehind[T]) Close(ctx context.Context) error {
	w.closing.Do(func() {
		w.closed.Store(true)
		close(w.draining)
		select {
		case <-w.ended:
		case <-ctx.Done():
			w.stop()
			<-w.ended
			w.closeErr = w.left(ctx)
		}
		w.stop()
	})
	return w.closeErr
}

// left says how many items are left though ctx is done.
func (w *WriteBehind[T]) left(ctx context.Context) error {
	count, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	n, err := w.Len(count)
	switch {
	case err != nil:
		return fmt.Errorf("redisrt: items of %q may be left, and could not be counted (%w): %w", w.name, err, ctx.Err())
	case n > 0:
		return fmt.Errorf("redisrt: %d items of %q are left: %w", n, w.name, ctx.Err())
	}
	return nil
}
