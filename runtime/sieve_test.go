package redisrt

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestSieve(t *testing.T) {
	s := newSieve(3)
	put := func(keys ...string) {
		for _, k := range keys {
			s.put(k, []byte(k), later(), s.drops())
		}
	}
	has := func(keys ...string) {
		t.Helper()
		for _, k := range []string{"a", "b", "c", "d", "e"} {
			want := false
			for _, w := range keys {
				want = want || w == k
			}
			if _, ok := s.byKey[k]; ok != want {
				t.Errorf("%s is there: %v, want %v", k, ok, want)
			}
		}
		if s.queue.Len() != len(keys) {
			t.Errorf("%d in the queue, want %d", s.queue.Len(), len(keys))
		}
	}
	put("a", "b", "c")
	s.get("a")
	put("d") // the hand passes a, which was read, and removes b
	has("a", "c", "d")
	put("e") // and goes on with c
	has("a", "d", "e")
	s.get("d")
	s.drop("a", "no such")
	has("d", "e")
	put("b", "c")
	has("b", "c", "d")
}

func TestSieveDropDuringRead(t *testing.T) {
	s := newSieve(3)
	drops := s.drops()
	s.drop("a")
	s.put("a", nil, later(), drops)
	if _, ok := s.get("a"); ok {
		t.Error("a value from before the drop is kept")
	}
}

func TestSieveEnds(t *testing.T) {
	s := newSieve(3)
	s.put("a", nil, time.Now().Add(time.Millisecond), 0)
	time.Sleep(time.Millisecond)
	if _, ok := s.get("a"); ok {
		t.Error("a value is kept after its end")
	}
	s.put("a", nil, later(), 0)
	if _, ok := s.get("a"); !ok {
		t.Error("a value that was put anew is not there")
	}
}

// TestSieveScan: keys that are read again survive many that are not.
func TestSieveScan(t *testing.T) {
	s := newSieve(100)
	for i := range 10_000 {
		hot := fmt.Sprint("hot", i%10)
		if _, ok := s.get(hot); !ok {
			s.put(hot, nil, later(), 0)
		}
		s.put(fmt.Sprint("once", i), nil, later(), 0)
	}
	for i := range 10 {
		if _, ok := s.get(fmt.Sprint("hot", i)); !ok {
			t.Errorf("hot%d was removed", i)
		}
	}
	if s.queue.Len() != 100 || len(s.byKey) != 100 {
		t.Errorf("%d values, %d keys", s.queue.Len(), len(s.byKey))
	}
}

func TestSieveConcurrent(t *testing.T) {
	s := newSieve(10)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 2000 {
				key := fmt.Sprint(i % 20)
				switch {
				case i%7 == g:
					s.drop(key)
				default:
					if data, ok := s.get(key); ok && string(data) != key {
						t.Errorf("%s has %s", key, data)
					}
					s.put(key, []byte(key), later(), s.drops())
				}
			}
		}()
	}
	wg.Wait()
	if s.queue.Len() != len(s.byKey) || s.queue.Len() > 10 {
		t.Errorf("%d values, %d keys", s.queue.Len(), len(s.byKey))
	}
}

func later() time.Time { return time.Now().Add(time.Minute) }
