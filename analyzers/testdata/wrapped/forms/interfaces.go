package forms

import (
	"context"
	"time"

	"redislint.test/wrapped/store"
)

// Cache is what the package needs of a store.
type Cache interface {
	Put(ctx context.Context, key, value string, ttl time.Duration) error
}

func assigned(ctx context.Context, addr, id string) error {
	var c Cache = store.NewCache(addr)
	return c.Put(ctx, "tmp:assigned:"+id, "1", 0) // REPORT redisttl: through store\.Cache\.Put
}

// A shelf has one cache, for as long as it lives.
type shelf struct{ cache Cache }

func newShelf(addr string) *shelf { return &shelf{cache: store.NewCache(addr)} }

func (s *shelf) put(ctx context.Context, id string) error {
	return s.cache.Put(ctx, "tmp:shelf:"+id, "1", 0) // REPORT redisttl: through store\.Cache\.Put
}

func (s *shelf) putRight(ctx context.Context, id string) error {
	return s.cache.Put(ctx, "tmp:shelf-right:"+id, "1", time.Hour) // SILENT redisttl: an hour
}

func shelve(ctx context.Context, addr, id string) error {
	s := newShelf(addr)
	if err := s.put(ctx, id); err != nil {
		return err
	}
	return s.putRight(ctx, id)
}

// A Drawer has what it is given.
type Drawer struct{ Cache Cache }

func (d *Drawer) Put(ctx context.Context, id string) error {
	return d.Cache.Put(ctx, "tmp:drawer:"+id, "1", 0) // SILENT redisttl: nobody knows what is behind it
}

func Given(ctx context.Context, c Cache, id string) error {
	return c.Put(ctx, "tmp:given:"+id, "1", 0) // SILENT redisttl: nobody knows what is behind it
}

// A Hook is called by others.
type Hook struct {
	Save func(ctx context.Context, key, value string, ttl time.Duration) error
}

func (h *Hook) run(ctx context.Context, id string) error {
	return h.Save(ctx, "tmp:hook:"+id, "1", 0) // SILENT redisttl: nobody knows what is behind it
}

// notes looks like a store, and has nothing to do with Redis.
type notes map[string]string

func (n notes) Put(_ context.Context, key, value string, _ time.Duration) error {
	n[key] = value
	return nil
}

func inMemory(ctx context.Context, id string) error {
	var c Cache = make(notes)
	return c.Put(ctx, "tmp:notes:"+id, "1", 0) // SILENT redisttl: a map
}

func flags(ctx context.Context, addr, id string) error {
	all := store.New(addr)
	return all.Raise(ctx, "tmp:flag:"+id, "because", 0) // REPORT redisttl: through store\.
}

func flagsRight(ctx context.Context, addr, id string) error {
	all := store.New(addr)
	return all.Raise(ctx, "tmp:flag-right:"+id, "because", time.Hour) // SILENT redisttl: an hour
}

func flagsTorn(ctx context.Context, addr, id string) error {
	all := store.New(addr)
	if _, err := all.Bump(ctx, "bumps:"+id); err != nil { // REPORT redisexpire: makes bumps:\*
		return err
	}
	return all.Touch(ctx, "bumps:"+id, time.Hour)
}

func flagsTornNot(ctx context.Context, a, b store.Flags, id string) error {
	if _, err := a.Bump(ctx, "thuds:"+id); err != nil { // SILENT redisexpire: two servers
		return err
	}
	return b.Touch(ctx, "thuds:"+id, time.Hour)
}
