package redisrt

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

const (
	// seenCalls is the number of calls of Enqueue whose answers one key has.
	seenCalls = 4096
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
// a copy that comes late adds nothing, and gets the first answer: each call has two bits
// in a key of 1 KB for 4096 calls, which expires 5 to 10 minutes after the last of them.
//
// Errors: with [ErrFull], [ErrParked], [ErrClosed], a codec's error, and a context that
// was done before the call, nothing was accepted, nor will be, unless the server's own
// memory was full when it refused, and a copy of the command is under way. After any
// other error, such as a time-out or OOM, the item may have been accepted, and a copy may
// still be under way: then it is accepted later, even after newer items of its key. To
// enqueue it again may add it twice.
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
	seen := keys.seen + w.id + ":" + strconv.FormatInt(n/seenCalls, 10)
	share := (w.opts.Limit-1)/int64(len(w.keys)) + 1
	answer, err := enqueueScript.run(ctx, w.client,
		[]string{keys.stream, keys.dead, keys.parked, seen},
		share, n%seenCalls, seenFor.Milliseconds(), key, data).Int()
	if err != nil {
		return replyOrDone(ctx, err)
	}
	switch answer {
	case itemAccepted:
		return nil
	case itemRefused:
		return ErrFull
	case itemParked:
		return ErrParked
	}
	return fmt.Errorf("redisrt: %s: the answer %d", keys.stream, answer)
}

// Len is the number of items that the store has yet to take, without dead letters.
//
// Commands: an EVALSHA of XLEN for each partition, one after another, each with an EVAL
// after it where the server does not know the script. They go to the masters.
func (w *WriteBehind[T]) Len(ctx context.Context) (int64, error) {
	var sum int64
	for _, k := range w.keys {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := lengthScript.run(ctx, w.client, []string{k.stream}).Int64()
		if err != nil {
			return 0, orDone(ctx, err)
		}
		sum += n
	}
	return sum, nil
}
