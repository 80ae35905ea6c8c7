package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

func UserKey(id int64) string { return fmt.Sprintf("user:%d:hits", id) }

func FeedKey(user string) string { return "feed:" + user }

func GeoKey(country, city string) string { return strings.Join([]string{"geo", country, city}, ":") }

// A Tenant is a customer.
type Tenant string

func (t Tenant) Quota() string { return "tenant:" + string(t) + ":quota" }

// A Keyring names the keys of one environment.
type Keyring struct{ Env string }

func (k *Keyring) Login(token string) string {
	return fmt.Sprintf("%s:session:%s", k.Env, token)
}

// A Finder looks for keys.
type Finder struct{ rdb *redis.Client }

func NewFinder(db *DB) *Finder { return &Finder{db.rdb} }

func (f *Finder) Keys(ctx context.Context, pattern string) ([]string, error) {
	return f.rdb.Keys(ctx, pattern).Result() // REPORT rediskeys: KEYS pattern walks the whole keyspace
}

// Scan returns all keys like the pattern, page by page.
func (f *Finder) Scan(ctx context.Context, pattern string) ([]string, error) {
	var all []string
	pages := f.rdb.Scan(ctx, 0, pattern, 500).Iterator()
	for pages.Next(ctx) {
		all = append(all, pages.Val())
	}
	return all, pages.Err()
}

// Remove waits until the memory is free.
func (f *Finder) Remove(ctx context.Context, keys ...string) error {
	return f.rdb.Del(ctx, keys...).Err()
}
