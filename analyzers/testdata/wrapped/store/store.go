// Package store is where the program talks to Redis: nothing above it imports go-redis.
package store

import (
	"time"

	"github.com/redis/go-redis/v9"
)

// Keep leaves a key the time that it has.
const Keep time.Duration = redis.KeepTTL

// A DB is one server.
type DB struct{ rdb *redis.Client }

func Open(addr string) *DB {
	return &DB{rdb: redis.NewClient(&redis.Options{Addr: addr})}
}

// Redis is for what has no method here.
func (db *DB) Redis() *redis.Client { return db.rdb }

func (db *DB) Cache() *Cache { return &Cache{db.rdb} }

func (db *DB) Counts() *Counts { return &Counts{db.rdb} }
