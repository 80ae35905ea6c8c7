package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/redis/go-redis/v9"
)

// KV has strings.
type KV struct{ rdb redis.UniversalClient }

func NewKV(addr string) *KV {
	return &KV{rdb: redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{addr}})}
}

func (kv *KV) Get(ctx context.Context, key string) (string, error) {
	return kv.rdb.Get(ctx, key).Result()
}

func (kv *KV) Put(ctx context.Context, key, value string, ttl time.Duration) error {
	return kv.rdb.Set(ctx, key, value, ttl).Err()
}

// PutSeconds is for those who count in seconds.
func (kv *KV) PutSeconds(ctx context.Context, key, value string, seconds int) error {
	return kv.rdb.Set(ctx, key, value, time.Duration(seconds)*time.Second).Err()
}

// PutOrDefault gives a day to what is given nothing.
func (kv *KV) PutOrDefault(ctx context.Context, key, value string, ttl time.Duration) error {
	if ttl == 0 {
		ttl = 24 * time.Hour
	}
	return kv.rdb.Set(ctx, key, value, ttl).Err()
}

func (kv *KV) PutPlain(ctx context.Context, key, value string) error {
	return kv.rdb.Set(ctx, key, value, 0).Err() // REPORT redisttl info: SET gives its key no
}

// PutAgain tries several times.
func (kv *KV) PutAgain(ctx context.Context, key, value string, ttl time.Duration, attempts int) error {
	err := kv.rdb.Set(ctx, key, value, ttl).Err()
	if err != nil && attempts > 1 {
		return kv.PutAgain(ctx, key, value, ttl, attempts-1)
	}
	return err
}

// Touch sets when a key ends.
func (kv *KV) Touch(ctx context.Context, key string, ttl time.Duration) error {
	return kv.rdb.Expire(ctx, key, ttl).Err()
}

func (kv *KV) Remove(ctx context.Context, keys ...string) error {
	return kv.rdb.Del(ctx, keys...).Err()
}

// IssueToken lets somebody in for an hour.
func (kv *KV) IssueToken(ctx context.Context, id, token string) error {
	return kv.rdb.Set(ctx, "api-token:"+id, token, time.Hour).Err()
}

// Publish makes a draft public.
func (kv *KV) Publish(ctx context.Context, id string) error {
	return kv.rdb.Del(ctx, "draft:"+id).Err()
}

// A Cache has what can be computed again.
type Cache struct{ rdb *redis.Client }

func NewCache(addr string) *Cache {
	return &Cache{rdb: redis.NewClient(&redis.Options{Addr: addr})}
}

func (c *Cache) Put(ctx context.Context, key, value string, ttl time.Duration) error {
	return c.rdb.Set(ctx, key, value, ttl).Err()
}

func (c *Cache) Touch(ctx context.Context, key string, ttl time.Duration) error {
	return c.rdb.Expire(ctx, key, ttl).Err()
}

// A Session is who is logged in.
type Session struct{ cache *Cache }

func NewSession(cache *Cache) *Session { return &Session{cache} }

func (s *Session) Save(ctx context.Context, id, data string, ttl time.Duration) error {
	return s.cache.Put(ctx, "session:"+id, data, ttl)
}

// A View is passed by value.
type View struct{ rdb redis.Cmdable }

func ViewOf(db *DB) View { return View{db.rdb} }

func (v View) Put(ctx context.Context, key, value string, ttl time.Duration) error {
	return v.rdb.Set(ctx, key, value, ttl).Err()
}

// Put is KV.Put for those who like functions.
func Put(ctx context.Context, kv *KV, key, value string, ttl time.Duration) error {
	return kv.rdb.Set(ctx, key, value, ttl).Err()
}

// PutJSON puts anything.
func PutJSON[T any](ctx context.Context, c *Cache, key string, value T, ttl time.Duration) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return c.rdb.Set(ctx, key, text, ttl).Err()
}

// A Box has values of one type.
type Box[T any] struct{ cache *Cache }

func NewBox[T any](cache *Cache) *Box[T] { return &Box[T]{cache} }

func (b *Box[T]) Store(ctx context.Context, key string, value T, ttl time.Duration) error {
	return PutJSON(ctx, b.cache, key, value, ttl)
}
