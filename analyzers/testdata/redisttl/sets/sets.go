// Package sets has SET with and without an expiration.
package sets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

const (
	leader  = "leader"
	forGood = 0
	ttl     = time.Hour
)

type store struct {
	rdb *redis.Client
	ttl time.Duration
}

func load(string) ([]byte, error) { return nil, nil }

// Elsewhere the same key has a TTL.
func (s *store) takesAway(ctx context.Context, id, v string) error {
	return s.rdb.Set(ctx, "profile:"+id, v, 0).Err() // want `SET leaves profile:\* without a T.., and takes away the one that it gets elsewhere \(SET at sets.go:35\)`
}

func (s *store) gives(ctx context.Context, id, v string) error {
	return s.rdb.Set(ctx, "profile:"+id, v, time.Hour).Err()
}

// get, miss, load, set
func (s *store) product(ctx context.Context, id string) ([]byte, error) {
	key := "product:" + id
	if found, err := s.rdb.Get(ctx, key).Bytes(); err == nil {
		return found, nil
	}
	loaded, err := load(id)
	if err != nil {
		return nil, err
	}
	if err := s.rdb.Set(ctx, key, loaded, 0).Err(); err != nil { // want `SET leaves product:\* without a T.., but fills a cache \(after GET at sets.go:41\)`
		return nil, err
	}
	return loaded, nil
}

func (s *store) prices(ctx context.Context, id string) (prices []int, err error) {
	if found, err := s.rdb.Get(ctx, "prices:"+id).Bytes(); err == nil {
		return prices, json.Unmarshal(found, &prices)
	}
	loaded, err := load(id)
	if err != nil {
		return nil, err
	}
	return prices, s.rdb.Set(ctx, "prices:"+id, loaded, 0).Err() // want `SET leaves prices:\* without a T.., but fills a cache`
}

func (s *store) rates(ctx context.Context) ([]byte, error) {
	found, err := s.rdb.Get(ctx, leader).Bytes()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, err
	}
	if !errors.Is(err, redis.Nil) {
		return found, nil
	}
	loaded, err := load("")
	if err == nil {
		err = s.rdb.Set(ctx, leader, loaded, forGood).Err() // want `SET leaves leader without a T.., but fills a cache`
	}
	return loaded, err
}

// To read, change and write fills nothing, and neither does a default.
func (s *store) count(ctx context.Context, id string) error {
	var state struct{ N int }
	found, err := s.rdb.Get(ctx, "state:"+id).Bytes()
	if err != nil && !errors.Is(err, redis.Nil) {
		return err
	}
	if err == nil {
		if err := json.Unmarshal(found, &state); err != nil {
			return err
		}
	}
	state.N++
	changed, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "state:"+id, changed, 0).Err()
}

func (s *store) version(ctx context.Context) (int, error) {
	v, err := s.rdb.Get(ctx, "version").Int()
	if err == redis.Nil {
		return 1, s.rdb.Set(ctx, "version", 1, 0).Err()
	}
	return v, err
}

func (s *store) said(ctx context.Context, id, v string) error {
	s.rdb.Set(ctx, "cache:"+id, v, 0)   // want `SET leaves cache:\* without a T.., and nothing in view deletes it: such keys pile up until memory is full`
	s.rdb.Set(ctx, "session:"+id, v, 0) // want `SET leaves session:\* without a T.., though it is temporary: what misses its DEL at sets.go:113`
	s.rdb.Set(ctx, "template:"+v, v, 0) // want `SET leaves template:\* without a T.., and nothing in view deletes it`
	s.rdb.Set(ctx, "cache", v, 0)       // of level info: there is one
	s.rdb.Del(ctx, "session:"+id)
	return s.rdb.Set(ctx, "user:"+id, v, 0).Err() // of level info: data
}

// cacheUser keeps a user for a while.
func (s *store) cacheUser(ctx context.Context, id, v string) error {
	return s.rdb.Set(ctx, "copy:"+id, v, 0).Err() // want `SET leaves copy:\* without a T..`
}

func (s *store) secondary(ctx context.Context, id, v string) error {
	s.rdb.Set(ctx, "marked:"+id, v, 0)     // want `SET leaves marked:\* without a T.., and nothing in view deletes it`
	_ = s.rdb.Set(ctx, "marked:"+id, v, 0) // want `SET leaves marked:\* without a T..`
	s.rdb.Set(ctx, "job:17", v, 0)         // want `SET leaves job:17 without a T..`
	s.rdb.Set(ctx, "unmarked:"+id, v, 0)   // of level info: deleted
	s.rdb.Unlink(ctx, "unmarked:"+id)
	s.rdb.Set(ctx, "unlinked:"+id, v, 0) // of level info: deleted
	redisrt.Unlink(ctx, s.rdb, "unlinked:"+id)
	s.rdb.Set(ctx, "swept:"+id, v, 0) // of level info: deleted
	swept, _ := redisrt.Keys(ctx, s.rdb, "swept:*").Result()
	s.rdb.Unlink(ctx, swept...)
	s.rdb.Set(ctx, "moved:"+id, v, 0) // of level info: renamed
	s.rdb.Rename(ctx, "moved:"+id, "x:"+id)
	pipe := s.rdb.Pipeline()
	pipe.Set(ctx, "queued:"+id, v, 0)        // of level info: Exec has its error
	pipe.Set(ctx, "seen:"+id, time.Now(), 0) // want `SET leaves seen:\* without a T..`
	if _, err := pipe.Exec(ctx); err != nil {
		return err
	}
	return s.rdb.Set(ctx, "last:"+id, fmt.Sprintf("%d", time.Now().Unix()), 0).Err() // want `SET leaves last:\* without a T..`
}

func (s *store) forms(ctx context.Context, id, v string) {
	none := time.Duration(0)
	s.rdb.Set(ctx, "f:"+id, v, none)                         // want `SET leaves f:\* without a T..`
	s.rdb.SetXX(ctx, "f:"+id, v, 0)                          // want `SET leaves f:\* without a T..`
	s.rdb.SetArgs(ctx, "f:"+id, v, redis.SetArgs{})          // want `SET leaves f:\* without a T..`
	s.rdb.SetArgs(ctx, "f:"+id, v, redis.SetArgs{Get: true}) // want `SET leaves f:\* without a T..`
	s.rdb.MSet(ctx, "f:"+id, v)                              // want `MSET leaves f:\* without a T..`
	s.rdb.GetSet(ctx, "f:"+id, v)                            // want `GETSET leaves f:\* without a T..`
	s.rdb.Do(ctx, "SET", "f:"+id, "v")                       // want `SET leaves f:\* without a T..`
	(*redis.Client).Set(s.rdb, ctx, "f:"+id, v, 0)           // want `SET leaves f:\* without a T..`
	set := s.rdb.Set
	set(ctx, "f:"+id, v, 0) // want `SET leaves f:\* without a T..`
}

func (s *store) fine(ctx context.Context, id, v string, given time.Duration, args redis.SetArgs) {
	s.rdb.Set(ctx, "g:"+id, v, time.Minute)
	s.rdb.Set(ctx, "h:"+id, v, redis.KeepTTL)
	s.rdb.Set(ctx, "h:"+id, v, given)
	s.rdb.Set(ctx, "h:"+id, v, s.ttl)
	s.rdb.Set(ctx, "h:"+id, v, ttl)
	s.rdb.SetEx(ctx, "h:"+id, v, time.Minute)
	s.rdb.SetArgs(ctx, "h:"+id, v, redis.SetArgs{TTL: time.Minute})
	s.rdb.SetArgs(ctx, "h:"+id, v, redis.SetArgs{ExpireAt: time.Now()})
	s.rdb.SetArgs(ctx, "h:"+id, v, redis.SetArgs{KeepTTL: true})
	s.rdb.SetArgs(ctx, "h:"+id, v, args)
	s.rdb.Do(ctx, "SET", "h:"+id, "v", "EX", 60)
	s.rdb.Do(ctx, "SET", "h:"+id, "v", "KEEPTTL")
	s.rdb.Set(ctx, "i:"+id, v, redisrt.Persist)
	s.rdb.SetArgs(ctx, "i:"+id, v, redis.SetArgs{TTL: redisrt.Persist})
	s.rdb.Set(ctx, "i:"+id, v, 0) // never expires
	// Permanent: the audit needs it.
	s.rdb.Set(ctx, "i:"+id, v, 0)
	s.rdb.SetNX(ctx, "i:"+id, v, 0)
	s.rdb.Set(ctx, "j:"+id, v, 0)
	s.rdb.Expire(ctx, "j:"+id, time.Minute)
	var chosen time.Duration
	if given > 0 {
		chosen = given
	}
	s.rdb.Set(ctx, "k:"+id, v, chosen)
}

// put is the only function that sets a p: what its callers pass counts.
func (s *store) put(ctx context.Context, id string, v any, ttl time.Duration) error {
	return s.rdb.Set(ctx, "session:p:"+id, v, ttl).Err()
}

func (s *store) puts(ctx context.Context, id string) error {
	if err := s.put(ctx, id, 1, time.Minute); err != nil {
		return err
	}
	return s.put(ctx, id, 1, redisrt.Persist)
}

func (s *store) putsForEver(ctx context.Context, id string) error {
	return s.put(ctx, id, 1, 0) // want `through store\.put, SET leaves session:p:\* without a T..`
}

// Without these Redis would be taken for the database of this package.
func (s *store) expiring(ctx context.Context, id, v string) {
	s.rdb.Set(ctx, "t1:"+id, v, time.Minute)
	s.rdb.Set(ctx, "t2:"+id, v, time.Minute)
	s.rdb.Set(ctx, "t3:"+id, v, time.Minute)
	s.rdb.Set(ctx, "t4:"+id, v, time.Minute)
	s.rdb.Set(ctx, "t5:"+id, v, time.Minute)
	s.rdb.Set(ctx, "t6:"+id, v, time.Minute)
}
