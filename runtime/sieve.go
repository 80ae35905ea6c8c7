package redisrt

import (
	"container/list"
	"sync"
	"sync/atomic"
	"time"
)

// sieve keeps a number of values for a time. Values that come stand in front. When it is
// full the hand goes from back to front: it passes those that were read since it
// last came by, and removes the first that was not.
type sieve struct {
	mu      sync.RWMutex
	byKey   map[string]*list.Element // of *kept
	queue   *list.List
	hand    *list.Element
	size    int
	dropped uint64
}

type kept struct {
	key  string
	data []byte
	ends time.Time
	read atomic.Bool
}

func newSieve(size int) *sieve {
	return &sieve{byKey: map[string]*list.Element{}, queue: list.New(), size: size}
}

func (s *sieve) get(key string) ([]byte, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	e, ok := s.byKey[key]
	if !ok {
		return nil, false
	}
	k := e.Value.(*kept)
	if !time.Now().Before(k.ends) {
		return nil, false
	}
	if !k.read.Load() { // a write would take the cache line from other readers
		k.read.Store(true)
	}
	return k.data, true
}

// drops counts the calls of drop.
func (s *sieve) drops() uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.dropped
}

// put keeps a value that was read when there had been that many drops, unless there was
// one since: it might be about the same key.
func (s *sieve) put(key string, data []byte, ends time.Time, drops uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dropped != drops || !time.Now().Before(ends) {
		return
	}
	fresh := &kept{key: key, data: data, ends: ends}
	if e, ok := s.byKey[key]; ok {
		fresh.read.Store(e.Value.(*kept).read.Load())
		e.Value = fresh
		return
	}
	if s.queue.Len() >= s.size {
		s.evict()
	}
	s.byKey[key] = s.queue.PushFront(fresh)
}

func (s *sieve) evict() {
	e := s.hand
	for {
		if e == nil {
			e = s.queue.Back()
		}
		k := e.Value.(*kept)
		if !k.read.Swap(false) {
			break
		}
		e = e.Prev()
	}
	s.hand = e.Prev()
	s.remove(e)
}

func (s *sieve) drop(keys ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped++
	for _, key := range keys {
		if e, ok := s.byKey[key]; ok {
			if s.hand == e {
				s.hand = e.Prev()
			}
			s.remove(e)
		}
	}
}

func (s *sieve) remove(e *list.Element) {
	delete(s.byKey, s.queue.Remove(e).(*kept).key)
}
