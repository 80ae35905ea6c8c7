package tests

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// arrivals is what a store was given, in its order.
type arrivals struct {
	mu     sync.Mutex
	values map[string][]int
}

func (a *arrivals) store(_ context.Context, items []redisrt.Item[int]) error {
	time.Sleep(2 * time.Millisecond)
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, i := range items {
		a.values[i.Key] = append(a.values[i.Key], i.Value)
	}
	return nil
}

// sequence enqueues 0, 1, 2 ... for a key, each once, until stop is closed.
type sequence struct {
	key      string
	next     atomic.Int64
	accepted []bool // whether Enqueue has said so
}

func (w *sequence) run(ctx context.Context, wb *redisrt.WriteBehind[int], stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(2 * time.Millisecond):
		}
		err := wb.Enqueue(ctx, w.key, len(w.accepted))
		w.accepted = append(w.accepted, err == nil)
		w.next.Store(int64(len(w.accepted)))
	}
}

// TestWriteBehindFailover: while items are written, another server becomes the master.
// What that had, and what is accepted afterwards, is stored, and the latter in order.
func TestWriteBehindFailover(t *testing.T) {
	for name, fail := range map[string]func(context.Context, *servers.SentinelSet) error{
		"the master is told": func(ctx context.Context, s *servers.SentinelSet) error { return s.Failover(ctx) },
		"the master dies":    func(_ context.Context, s *servers.SentinelSet) error { return s.Kill() },
		"the replica is behind": func(ctx context.Context, s *servers.SentinelSet) error {
			err := s.Isolate(ctx)
			time.Sleep(300 * time.Millisecond)
			return errors.Join(err, s.Lose())
		},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			ctx := t.Context()
			s := servers.Sentinel(t)
			connect := func() *redis.Client {
				c := redis.NewFailoverClient(&redis.FailoverOptions{MasterName: s.Name, SentinelAddrs: s.Addrs, MaxRetries: 10})
				t.Cleanup(func() { c.Close() })
				return c
			}
			o := redisrt.WriteBehindOptions{Partitions: 2, Interval: quick.Interval, Batch: 10, Lease: time.Second, Attempts: 1}
			got := arrivals{values: map[string][]int{}}
			workers := []*redisrt.WriteBehind[int]{opened(t, connect(), got.store, o), opened(t, connect(), got.store, o)}
			c := connect()
			producer := opened(t, c, nil, o)
			var writers []*sequence
			for _, key := range names(6, "key:%d") {
				writers = append(writers, &sequence{key: key})
			}
			stop := make(chan struct{})
			var wg sync.WaitGroup
			for _, w := range writers {
				wg.Go(func() { w.run(ctx, producer, stop) })
			}
			further := func(n int64) (at []int) {
				t.Helper()
				for _, w := range writers {
					from := w.next.Load()
					must(t, servers.Eventually(time.Minute, func(context.Context) error {
						if w.next.Load() < from+n {
							return errors.New("nothing is written")
						}
						return nil
					}))
				}
				for _, w := range writers {
					at = append(at, int(w.next.Load()))
				}
				return at
			}

			replicated := further(100)
			conn := c.Conn()
			n := int64(0)
			err := conn.Set(ctx, "later", 1, time.Minute).Err()
			if err == nil {
				n, err = conn.Wait(ctx, 1, 0).Result()
			}
			if must(t, errors.Join(err, conn.Close())); n != 1 {
				t.Fatalf("%d replicas have the items", n)
			}
			must(t, fail(ctx, s))
			// An Enqueue that has begun before may end now; the next one is at the new master.
			settled := further(2)
			further(100)
			close(stop)
			wg.Wait()
			drained(t, producer)
			for _, wb := range workers {
				closed(t, wb)
			}
			if left := letters(t, producer); len(left) > 0 {
				t.Errorf("dead letters: %v", left)
			}
			for i, w := range writers {
				stored := map[int]bool{}
				newest, lost := settled[i]-1, 0
				for _, v := range got.values[w.key] {
					stored[v] = true
					for ; newest < v; newest++ {
						if missing := newest + 1; missing < v && w.accepted[missing] {
							t.Errorf("%s: %d is stored before %d", w.key, v, missing)
						}
					}
				}
				for v, accepted := range w.accepted {
					switch {
					case !accepted || stored[v]:
					case v < replicated[i] || v >= settled[i]:
						t.Errorf("%s: %d of %d is lost; the replica had %d, the new master has those from %d on", w.key, v, len(w.accepted), replicated[i], settled[i])
					default:
						lost++
					}
				}
				if !w.accepted[len(w.accepted)-1] || newest < settled[i] {
					t.Errorf("%s: the last items were not accepted, or stored", w.key)
				}
				t.Logf("%s: %d items, %d lost between %d and %d, %d repeated", w.key, len(w.accepted), lost, replicated[i], settled[i], len(got.values[w.key])-len(stored))
			}
		})
	}
}
