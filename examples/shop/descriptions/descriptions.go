// Package descriptions has what the shop says of its items. They are in a database, and in Redis only as copies.
package descriptions

import (
	"context"
	"time"

	redisrt "github.com/redislint/redislint/runtime"
)

// Description is what the shop says of an item.
type Description struct {
	Title, Text string
	Version     int
}

// Database is where descriptions are kept. Its Description returns redisrt.ErrNotFound where there is none.
type Database interface {
	Description(ctx context.Context, item string) (Description, error)
	Describe(ctx context.Context, item string, d Description) error
}

// Descriptions reads from the database through a cache.
type Descriptions struct {
	db    Database
	cache *redisrt.Cache[Description]
}

// New returns descriptions that are cached on a client.
func New(db Database, rdb redisrt.CacheClient) (*Descriptions, error) {
	cache, err := redisrt.NewCache[Description](rdb, redisrt.CacheOptions{
		TTL:         10 * time.Minute,
		StaleFor:    time.Hour, // an old text is better than none while the database is down
		NegativeTTL: time.Minute,
		Wait:        time.Second,
	})
	if err != nil {
		return nil, err
	}
	return &Descriptions{db: db, cache: cache}, nil
}

// key is made of the item's id, which never changes, and not of its title, which may.
func key(item string) string { return "shop:description:" + item }

// Of returns the description of an item, or redisrt.ErrNotFound.
func (s *Descriptions) Of(ctx context.Context, item string) (Description, error) {
	return s.cache.Get(ctx, key(item), func(ctx context.Context) (Description, error) {
		return s.db.Description(ctx, item)
	})
}

// Describe changes the description of an item.
func (s *Descriptions) Describe(ctx context.Context, item string, d Description) error {
	if err := s.db.Describe(ctx, item, d); err != nil {
		return err
	}
	// The change is made: that the user has gone must not leave the old text in the cache.
	return s.cache.Invalidate(context.WithoutCancel(ctx), key(item))
}

// Close waits for what is being read.
func (s *Descriptions) Close() { s.cache.Close() }
