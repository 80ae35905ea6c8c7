package redisrt

import (
	"context"
	"crypto/rand"
	"iter"

	"github.com/redis/go-redis/v9"
)

// DeadLetter is an item that the store has not taken and will not be given, or one
// of the same key after such a one.
type DeadLetter[T any] struct {
	Item[T]
	Data   string // what Redis has for the value
	Err    error  // of the codec, where it cannot decode that
	Reason string // the text of the store's error
}

// deadPage is how many dead letters are read at once.
const deadPage = 100

// DeadLetters reads the dead letters of all keys, those of a key in their order. It
// does not remove them. Items of a parked key become dead letters when the workers
// come upon them, so later ones of the key may still be in the stream.
//
// Commands: an XRANGE for each 100 dead letters, and one for each partition. What is
// there when the loop begins and stays there, comes once; a cluster client that reads
// from replicas asks those, which may lag behind. An error ends the loop, with a
// zero DeadLetter.
func (w *WriteBehind[T]) DeadLetters(ctx context.Context) iter.Seq2[DeadLetter[T], error] {
	return func(yield func(DeadLetter[T], error) bool) {
		for _, k := range w.keys {
			from := "-"
			for {
				page, err := w.deadFrom(ctx, k.dead, from)
				if err != nil {
					yield(DeadLetter[T]{}, orDone(ctx, err))
					return
				}
				for _, m := range page {
					if !yield(w.deadLetter(m), nil) {
						return
					}
					from = "(" + m.ID
				}
				if len(page) < deadPage {
					break
				}
			}
		}
	}
}

func (w *WriteBehind[T]) deadFrom(ctx context.Context, stream, from string) ([]redis.XMessage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.client.XRangeN(ctx, stream, from, "+", deadPage).Result()
}

func (w *WriteBehind[T]) deadLetter(m redis.XMessage) DeadLetter[T] {
	field := func(name string) string { s, _ := m.Values[name].(string); return s }
	d := DeadLetter[T]{Data: field("v"), Reason: field("why")}
	d.Key, d.ID = field("k"), parseStreamID(field("id")).String()
	d.Err = w.opts.Codec.Unmarshal([]byte(d.Data), &d.Value)
	return d
}

// Requeue gives the items of a parked key to the store again, in order and with new
// IDs, and lets Enqueue accept the key. It returns how many they are: 0 for a key that
// is not parked.
//
// Commands: one EVALSHA, with an EVAL after it where the server does not know the
// script, at one moment. The script reads the dead letters and the stream of the
// key's partition as a whole: O(their length), which is at most the partition's share
// of the limit. A lost reply: go-redis sends it again, and a copy changes nothing and
// returns the same: a key has that for 10 minutes. After an error, such as a time-out, it
// is not known whether it was done, and a copy may still be under way: then it is done
// later, to what there is of the key by then.
func (w *WriteBehind[T]) Requeue(ctx context.Context, key string) (int64, error) {
	return w.settle(ctx, key, 1)
}

// Drop deletes the items of a parked key, and lets Enqueue accept the key. It returns
// how many they were: 0 for a key that is not parked. In all else it is like
// [WriteBehind.Requeue].
func (w *WriteBehind[T]) Drop(ctx context.Context, key string) (int64, error) {
	return w.settle(ctx, key, 0)
}

func (w *WriteBehind[T]) settle(ctx context.Context, key string, again int) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	k := w.keys[partition(key, len(w.keys))]
	keys := []string{k.stream, k.dead, k.parked, k.seen + rand.Text()}
	n, err := settleScript.run(ctx, w.client, keys, key, again, seenFor.Milliseconds()).Int64()
	if err != nil {
		return 0, replyOrDone(ctx, err)
	}
	return n, nil
}
