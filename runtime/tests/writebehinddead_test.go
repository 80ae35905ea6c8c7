package tests

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// letters reads the dead letters as "key value".
func letters(t testing.TB, wb *redisrt.WriteBehind[int]) (all []string) {
	t.Helper()
	ids := map[string]string{}
	for d, err := range wb.DeadLetters(t.Context()) {
		must(t, err)
		if d.ID <= ids[d.Key] || d.Reason == "" {
			t.Errorf("%+v after %s", d, ids[d.Key])
		}
		ids[d.Key] = d.ID
		all = append(all, fmt.Sprint(d.Key, " ", d.Value))
	}
	return all
}

// drained waits until nothing waits.
func drained(t testing.TB, wb *redisrt.WriteBehind[int]) {
	t.Helper()
	must(t, servers.Eventually(time.Minute, func(ctx context.Context) error {
		n, err := wb.Len(ctx)
		if err == nil && n > 0 {
			err = fmt.Errorf("%d items wait", n)
		}
		return err
	}))
}

// rejecting is a store that does not take one value of a key.
func rejecting(s *storage, key string, value int, err error) {
	s.fail = func(items []redisrt.Item[int]) error {
		if slices.ContainsFunc(items, func(i redisrt.Item[int]) bool { return i.Key == key && i.Value == value }) {
			return fmt.Errorf("row %d: %w", value, err)
		}
		return nil
	}
}

// TestWriteBehindDeadLetters: an item that is rejected, or fails too often, parks its
// key and no other, and can be requeued or dropped.
func TestWriteBehindDeadLetters(t *testing.T) {
	for name, test := range map[string]struct {
		err      error
		attempts int
	}{
		"rejected":          {redisrt.ErrRejected, 0},
		"the only attempt":  {errors.New("broken"), 1},
		"the third attempt": {errors.New("broken"), 3},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			ctx := t.Context()
			c := client(t, servers.Plain(t).Addr)
			var told errorsOf
			o := redisrt.WriteBehindOptions{Partitions: 1, Batch: 8, Interval: quick.Interval, Attempts: test.attempts, OnError: told.add}
			s := newStorage()
			rejecting(s, "bad", 2, test.err)
			alone := 0
			fail := s.fail
			s.fail = func(items []redisrt.Item[int]) error {
				err := fail(items)
				if err != nil && len(items) == 1 {
					alone++
				}
				return err
			}
			want := numbers(t, opened(t, c, nil, o), []string{"good", "bad", "better"}, 10)
			wb := opened(t, c, s.store, o)
			drained(t, wb)
			all := want["bad"]
			want["bad"] = all[:2]
			s.is(t, want)
			if tries := max(1, test.attempts); alone != tries {
				t.Errorf("the item was tried %d times, not %d", alone, tries)
			}
			must(t, told.have(`an item of "bad" is a dead letter: row 2`))
			if got := strings.Join(letters(t, wb), ", "); got != "bad 2, bad 3, bad 4, bad 5, bad 6, bad 7, bad 8, bad 9" {
				t.Error(got)
			}
			if err := wb.Enqueue(ctx, "bad", 10); !errors.Is(err, redisrt.ErrParked) {
				t.Error(err)
			}
			if n, err := wb.Requeue(ctx, "good"); n != 0 || err != nil {
				t.Errorf("%d of a good key were requeued, %v", n, err)
			}
			s.mu.Lock()
			rejecting(s, "bad", 6, redisrt.ErrRejected)
			s.mu.Unlock()
			if n, err := wb.Requeue(ctx, "bad"); n != 8 || err != nil {
				t.Errorf("%d were requeued, %v", n, err)
			}
			drained(t, wb)
			want["bad"] = all[:6]
			s.is(t, want)
			if n, err := wb.Drop(ctx, "bad"); n != 4 || err != nil {
				t.Errorf("%d were dropped, %v", n, err)
			}
			if left := letters(t, wb); len(left) > 0 {
				t.Error(left)
			}
			must(t, wb.Enqueue(ctx, "bad", 11))
			closed(t, wb)
			want["bad"] = append(slices.Clone(all[:6]), 11)
			s.is(t, want)
		})
	}
}

// TestWriteBehindRequeueEarly: items of the key that no worker has come upon yet stay
// behind the dead letters.
func TestWriteBehindRequeueEarly(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	o := redisrt.WriteBehindOptions{Partitions: 1, Batch: 1, Interval: quick.Interval}
	producer := opened(t, c, nil, o)
	want := numbers(t, producer, []string{"key"}, 1200)
	s := newStorage()
	rejecting(s, "key", 3, redisrt.ErrRejected)
	parked := make(chan struct{})
	blocked := make(chan struct{})
	o.OnError = func(err error) {
		if errors.Is(err, redisrt.ErrRejected) {
			close(parked)
			<-blocked
		}
	}
	wb := opened(t, c, s.store, o)
	<-parked
	s.fail = nil // the worker waits
	length(t, wb, 1196)
	if n, err := wb.Requeue(t.Context(), "key"); n != 1197 || err != nil {
		t.Errorf("%d were requeued, %v", n, err)
	}
	must(t, wb.Enqueue(t.Context(), "key", 1200))
	close(blocked)
	closed(t, wb)
	want["key"] = append(want["key"], 1200)
	s.is(t, want)
}

// TestWriteBehindUndecodable: what the codec cannot decode is kept as it is.
func TestWriteBehindUndecodable(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	c := client(t, servers.Plain(t).Addr)
	o := redisrt.WriteBehindOptions{Partitions: 1, Interval: quick.Interval}
	texts, err := redisrt.NewWriteBehind[string](ctx, c, "test", nil, o)
	must(t, err)
	s := newStorage()
	producer := opened(t, c, nil, o)
	want := numbers(t, producer, []string{"a", "b"}, 2)
	must(t, texts.Enqueue(ctx, "a", "no number"))
	must(t, producer.Enqueue(ctx, "b", 2))
	want["b"] = append(want["b"], 2)
	wb := opened(t, c, s.store, o)
	closed(t, wb)
	s.is(t, want)
	n := 0
	for d, err := range wb.DeadLetters(ctx) {
		must(t, err)
		if n++; d.Key != "a" || d.Data != `"no number"` || d.Err == nil || !strings.Contains(d.Reason, "cannot be decoded") {
			t.Errorf("%+v", d)
		}
	}
	if n != 1 {
		t.Errorf("%d dead letters", n)
	}
}

// TestWriteBehindDeadPages: more than a page of dead letters, in each partition.
func TestWriteBehindDeadPages(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	s := newStorage()
	s.fail = func([]redisrt.Item[int]) error { return redisrt.ErrRejected }
	o := redisrt.WriteBehindOptions{Partitions: 2, Interval: quick.Interval}
	numbers(t, opened(t, c, nil, o), names(10, "key:%d"), 50)
	wb := opened(t, c, s.store, o)
	closed(t, wb)
	if n := len(unique(letters(t, wb))); n != 500 {
		t.Errorf("%d dead letters", n)
	}
	for range wb.DeadLetters(t.Context()) {
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n := 0
	for _, err := range wb.DeadLetters(ctx) {
		if n++; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if n != 1 {
		t.Errorf("%d pairs after a cancelled context", n)
	}
}
