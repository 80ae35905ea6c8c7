package redisrt

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

const (
	// seenBits is the number of items of which one key says that they were enqueued.
	seenBits = 4096
	// seenFor is longer than the copy of a command can be under way.
	seenFor = 10 * time.Minute
)

// Enqueue accepts an item, which the store will then be given after all those of
// its key that were accepted before. With a nil error Redis has it.
//
// Commands: one EVALSHA, with an EVAL after it where the server does not know the
// script. O(1).
//
// A lost reply: go-redis sends EVALSHA again, but the item is in the stream once, and
// a copy that comes late does not follow newer items: each call has a bit in a key
// of 512 bytes for 4096 calls, which expires after 10 minutes.
//
// Errors: [ErrFull], [ErrParked] and [ErrClosed], with which nothing was accepted,
// as with an error reply of the server's, such as OOM. After any other error, such as
// a time-out, it is not known whether the item was accepted: to enqueue it again may
// add it twice. A context that is done before the call sends nothing.
func (w *WriteBehind[T]) Enqueue(ctx context.Context, key string, value T) error {
	if w.closed.Load() {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	data, err := w.opts.Codec.Marshal(value)
	if err != nil {
		return fmt.Errorf("redisrt: the value of %q cannot be encoded: %w", key, err)
	}
	p := partition(key, len(w.keys))
	keys := w.keys[p]
	n := w.sent[p].Add(1) - 1
	seen := keys.seen + w.id + ":" + strconv.FormatInt(n/seenBits, 10)
	share := (w.opts.Limit-1)/int64(len(w.keys)) + 1
	accepted, err := enqueueScript.run(ctx, w.client,
		[]string{keys.stream, keys.dead, keys.parked, seen},
		share, n%seenBits, seenFor.Milliseconds(), key, data).Int()
	switch {
	case err != nil:
		return replyOrDone(ctx, err)
	case accepted == 0:
		return ErrFull
	case accepted < 0:
		return ErrParked
	}
	return nil
}

// Len is the number of items that the store has yet to take, without dead letters.
//
// Commands: an XLEN for each partition, one after another; a cluster client that
// reads from replicas asks those, which may lag behind.
func (w *WriteBehind[T]) Len(ctx context.Context) (int64, error) {
	var sum int64
	for _, k := range w.keys {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := w.client.XLen(ctx, k.stream).Result()
		if err != nil {
			return 0, orDone(ctx, err)
		}
		sum += n
	}
	return sum, nil
}
