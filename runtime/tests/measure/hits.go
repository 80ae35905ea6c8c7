package measure

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Record is a value as programs cache it: about 100 bytes of JSON, and 10 kB with
// 100 parts.
type Record struct {
	ID    int
	Name  string
	Price float64
	Tags  []string
	Parts []Record `json:",omitempty"`
}

// NewRecord makes the id's record.
func NewRecord(id, parts int) Record {
	r := Record{ID: id, Name: fmt.Sprintf("product number %d", id), Price: float64(id) + 0.99, Tags: []string{"garden", "wood", "outdoor"}}
	for i := range parts {
		r.Parts = append(r.Parts, NewRecord(id+i, 0))
	}
	return r
}

// Hits reads keys that are there, in each form by turns.
type Hits struct {
	Goroutines, Parts, Keys, Turns int
	Turn                           time.Duration
}

// Hit is what a form has done: medians of its turns.
type Hit struct {
	Name   string
	PerSec float64
	Ratio  float64 // of PerSec to the first form's in the same round of turns
	Allocs float64 // of one read, with those of the client
	Bytes  float64
}

// Run measures all forms. A load when the keys are there is an error.
func (h Hits) Run(ctx context.Context, addr string, forms []Form[Record]) ([]Hit, error) {
	c := redis.NewClient(&redis.Options{Addr: addr, PoolSize: h.Goroutines})
	defer c.Close()
	if err := c.FlushAll(ctx).Err(); err != nil {
		return nil, err
	}
	caches, keys := make([]Cache[Record], len(forms)), make([][]string, len(forms))
	for i, form := range forms {
		var err error
		if caches[i], err = form.New(c, time.Hour); err != nil {
			return nil, err
		}
		defer caches[i].Close()
		for id := range h.Keys {
			key := fmt.Sprintf("form:%d:record:%d", i, id)
			keys[i] = append(keys[i], key)
			_, err := caches[i].Get(ctx, key, func(context.Context) (Record, error) { return NewRecord(id, h.Parts), nil })
			if err != nil {
				return nil, fmt.Errorf("%s: %w", form.Name, err)
			}
		}
	}
	turns := make([][]turned, len(forms))
	for range h.Turns {
		for i, form := range forms {
			t, err := h.turn(ctx, caches[i], keys[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", form.Name, err)
			}
			turns[i] = append(turns[i], t)
		}
	}
	hits := make([]Hit, len(forms))
	for i, form := range forms {
		hits[i] = Hit{
			Name:   form.Name,
			PerSec: medianOf(turns[i], func(_ int, t turned) float64 { return t.perSec }),
			Ratio:  medianOf(turns[i], func(j int, t turned) float64 { return t.perSec / turns[0][j].perSec }),
			Allocs: medianOf(turns[i], func(_ int, t turned) float64 { return t.allocs }),
			Bytes:  medianOf(turns[i], func(_ int, t turned) float64 { return t.bytes }),
		}
	}
	return hits, nil
}

type turned struct{ perSec, allocs, bytes float64 }

var errMiss = errors.New("a key that was there is not")

func (h Hits) turn(ctx context.Context, c Cache[Record], keys []string) (turned, error) {
	var n atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, h.Goroutines)
	var before, after runtime.MemStats
	runtime.GC() // what the turn before has left is not this one's to collect
	runtime.ReadMemStats(&before)
	start := time.Now()
	for i := range h.Goroutines {
		wg.Go(func() {
			for time.Since(start) < h.Turn && errs[i] == nil {
				id := int(n.Add(1)) % len(keys)
				r, err := c.Get(ctx, keys[id], func(context.Context) (Record, error) { return Record{}, errMiss })
				if err == nil && (r.ID != id || len(r.Parts) != h.Parts) {
					err = fmt.Errorf("record %d of %d parts instead of %d of %d", r.ID, len(r.Parts), id, h.Parts)
				}
				errs[i] = err
			}
		})
	}
	wg.Wait()
	seconds := time.Since(start).Seconds()
	runtime.ReadMemStats(&after)
	reads := float64(n.Load())
	return turned{
		perSec: reads / seconds,
		allocs: float64(after.Mallocs-before.Mallocs) / reads,
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / reads,
	}, errors.Join(errs...)
}
