package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Slots are how many may do something at a time.
type Slots struct{ rdb *redis.Client }

func NewSlots(db *DB) *Slots { return &Slots{db.rdb} }

func (s *Slots) Take(ctx context.Context, name string) (int64, error) {
	return s.rdb.Incr(ctx, "slots:"+name).Result()
}

// Give leaves the error to its callers.
func (s *Slots) Give(ctx context.Context, name string) *redis.IntCmd {
	return s.rdb.Decr(ctx, "slots:"+name)
}

// GiveMain is for the one that all share.
func (s *Slots) GiveMain(ctx context.Context) *redis.IntCmd { return s.rdb.Decr(ctx, "slots:main") }

func (s *Slots) GiveErr(ctx context.Context, name string) error { return s.Give(ctx, name).Err() }

// Drop drops it itself.
func (s *Slots) Drop(ctx context.Context, name string) {
	s.rdb.Decr(ctx, "slots:"+name) // REPORT rediserr: DECR's error is dropped, and if it fails slots:\* stays one too high for ever
}

// DropKey knows no key.
func (s *Slots) DropKey(ctx context.Context, key string) {
	s.rdb.Decr(ctx, key) // REPORT rediserr info: DECR's error is dropped: handle it
}

// DropOn may be given a pipeline.
func DropOn(ctx context.Context, on redis.Cmdable, name string) { on.Decr(ctx, "slots:"+name) } // SILENT rediserr: it may be queued

// Note leaves the error to its callers, and what it is about.
func (s *Slots) Note(ctx context.Context, key, value string, ttl time.Duration) *redis.StatusCmd {
	return s.rdb.Set(ctx, key, value, ttl)
}

func (s *Slots) Claim(ctx context.Context, name string) (bool, error) {
	return s.rdb.SetNX(ctx, "claim:"+name, "1", time.Hour).Result()
}
