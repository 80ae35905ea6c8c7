// Package sessions keeps who is signed in.
package sessions

import (
	"context"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	redisrt "github.com/redislint/redislint/runtime"
)

const prefix = "shop:session:"

// Store keeps sessions in Redis.
type Store struct{ rdb redis.UniversalClient }

// New returns a store on a client.
func New(rdb redis.UniversalClient) *Store { return &Store{rdb: rdb} }

// Open signs a user in for a while.
func (s *Store) Open(ctx context.Context, user string, ttl time.Duration) error {
	return s.rdb.Set(ctx, prefix+user, time.Now().Format(time.RFC3339), ttl).Err()
}

// Seen notes for an hour that a user was here.
func (s *Store) Seen(ctx context.Context, user string) error {
	return s.rdb.Set(ctx, "shop:seen:"+user, 1, 60*60).Err()
}

// Attempt counts a try of a user to sign in, and says whether it is one too many within a minute.
func (s *Store) Attempt(ctx context.Context, user string) (bool, error) {
	n, err := s.rdb.Incr(ctx, "shop:attempts:"+user).Result()
	if err != nil {
		return false, err
	}
	if n == 1 {
		s.rdb.Expire(ctx, "shop:attempts:"+user, time.Minute)
	}
	return n > 3, nil
}

// Users returns who is signed in.
func (s *Store) Users(ctx context.Context) ([]string, error) {
	keys, err := s.rdb.Keys(ctx, prefix+"*").Result()
	if err != nil {
		return nil, err
	}
	users := make([]string, len(keys))
	for i, key := range keys {
		users[i] = strings.TrimPrefix(key, prefix)
	}
	return users, nil
}

// Count returns how many are signed in. This is how to walk a keyspace.
func (s *Store) Count(ctx context.Context) (int, error) {
	users := make(map[string]bool) // a stream may bring a key twice
	for key, err := range redisrt.Scan(ctx, s.rdb, prefix+"*") {
		if err != nil {
			return 0, err
		}
		users[key] = true
	}
	return len(users), nil
}

// Client is for what the store does not offer.
func (s *Store) Client() redis.UniversalClient { return s.rdb }

// Soon returns how many sessions end within a while.
func (s *Store) Soon(ctx context.Context, while time.Duration) int {
	n := 0
	for iter := s.rdb.Scan(ctx, 0, prefix+"*", 1000).Iterator(); iter.Next(ctx); {
		if left, err := s.rdb.TTL(ctx, iter.Val()).Result(); err == nil && left < while {
			n++
		}
	}
	return n
}
