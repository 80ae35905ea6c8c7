package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Collections are lists, sets, sorted sets, hashes and streams.
type Collections struct{ rdb *redis.Client }

func CollectionsOf(db *DB) *Collections { return &Collections{db.rdb} }

func (c *Collections) Touch(ctx context.Context, key string, ttl time.Duration) error {
	return c.rdb.Expire(ctx, key, ttl).Err()
}

func (c *Collections) Remove(ctx context.Context, keys ...string) error {
	return c.rdb.Del(ctx, keys...).Err()
}

// Drop lets the server take its time.
func (c *Collections) Drop(ctx context.Context, keys ...string) error {
	return c.rdb.Unlink(ctx, keys...).Err()
}

// ArchiveOrRemove does either.
func (c *Collections) ArchiveOrRemove(ctx context.Context, key string, archive bool) error {
	if archive {
		return c.rdb.Rename(ctx, key, key+".old").Err()
	}
	return c.rdb.Del(ctx, key).Err()
}

// Lists.

func (c *Collections) Push(ctx context.Context, key string, values ...any) error {
	return c.rdb.RPush(ctx, key, values...).Err()
}

func (c *Collections) Range(ctx context.Context, key string, from, to int64) ([]string, error) {
	return c.rdb.LRange(ctx, key, from, to).Result()
}

func (c *Collections) All(ctx context.Context, key string) ([]string, error) {
	return c.rdb.LRange(ctx, key, 0, -1).Result() // ALLOW redisrange: of a key that is not known here it may be said, too
}

func (c *Collections) Trim(ctx context.Context, key string, limit int64) error {
	return c.rdb.LTrim(ctx, key, 0, limit-1).Err()
}

// Sets.

func (c *Collections) Enrol(ctx context.Context, key string, members ...any) error {
	return c.rdb.SAdd(ctx, key, members...).Err()
}

func (c *Collections) Members(ctx context.Context, key string) ([]string, error) {
	return c.rdb.SMembers(ctx, key).Result()
}

// Sorted sets.

func (c *Collections) Score(ctx context.Context, key, member string, score float64) error {
	return c.rdb.ZAdd(ctx, key, redis.Z{Score: score, Member: member}).Err()
}

func (c *Collections) Top(ctx context.Context, key string, from, to int64) ([]string, error) {
	return c.rdb.ZRevRange(ctx, key, from, to).Result()
}

func (c *Collections) KeepBest(ctx context.Context, key string, limit int64) error {
	return c.rdb.ZRemRangeByRank(ctx, key, 0, -limit-1).Err()
}

// Hashes.

func (c *Collections) SetField(ctx context.Context, key, field, value string) error {
	return c.rdb.HSet(ctx, key, field, value).Err()
}

func (c *Collections) Fields(ctx context.Context, key string) (map[string]string, error) {
	return c.rdb.HGetAll(ctx, key).Result()
}

// Streams.

func (c *Collections) Append(ctx context.Context, stream, event string) error {
	return c.rdb.XAdd(ctx, &redis.XAddArgs{Stream: stream, Values: []string{"event", event}}).Err()
}

func (c *Collections) Since(ctx context.Context, stream, from, to string) ([]string, error) {
	messages, err := c.rdb.XRange(ctx, stream, from, to).Result()
	var ids []string
	for _, message := range messages {
		ids = append(ids, message.ID)
	}
	return ids, err
}
