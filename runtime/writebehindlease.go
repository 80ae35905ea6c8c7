package redisrt

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	errLeaseLost = sentinel("redisrt: the lease was lost")
	errGoexit    = sentinel("redisrt: the store has called runtime.Goexit")
)

// give calls the store with a context that ends when the lease does, and renews the
// lease meanwhile. Without a lease any more, token is "" after it.
func (k *worker[T]) give(ctx context.Context, items []Item[T]) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var lost atomic.Bool
	lose := func() {
		lost.Store(true)
		cancel()
	}
	end := time.AfterFunc(time.Until(k.until), lose)
	err := error(errGoexit)
	returned := make(chan struct{})
	go func() {
		defer close(returned)
		defer cancel()
		err = k.store(ctx, items)
	}()
	k.renew(ctx, end, lose)
	<-returned
	end.Stop()
	if lost.Load() {
		k.token = ""
		if err != nil {
			err = fmt.Errorf("%w: %w", errLeaseLost, err)
		}
	}
	return err
}

// renew renews the lease until ctx is done.
func (k *worker[T]) renew(ctx context.Context, end *time.Timer, lose func()) {
	lease := k.w.opts.Lease
	next := time.NewTimer(time.Until(k.until) - lease*2/3)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		start := time.Now()
		mine, err := renewScript.run(ctx, k.w.client, []string{k.keys.owner}, k.token, lease.Milliseconds()).Int()
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			k.w.opts.OnError(fmt.Errorf("redisrt: the lease of %s was not renewed: %w", k.keys.stream, err))
		case mine == 0:
			lose()
			return
		default:
			end.Reset(time.Until(start.Add(lease)))
		}
		next.Reset(lease / 3)
	}
}
