package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

const addCapped = `redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1001)`

var pushCapped = redis.NewScript(`redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], -1000, -1)`)

// ScoreCapped keeps the best thousand.
func (c *Collections) ScoreCapped(ctx context.Context, key, member string, score float64) error {
	return c.rdb.Eval(ctx, addCapped, []string{key}, score, member).Err()
}

// PushCapped keeps the last thousand.
func (c *Collections) PushCapped(ctx context.Context, key, value string) error {
	return pushCapped.Run(ctx, c.rdb, []string{key}, value).Err()
}

// Reset removes what a team has: what is wrong with that is said here.
func (c *Collections) Reset(ctx context.Context, team string) error {
	return c.rdb.Del(ctx, "name:"+team, teamKey(team)).Err() // REPORT redisdel info: DEL frees team:\*:members, a set
}

func (c *Collections) Join(ctx context.Context, team, member string) error {
	return c.rdb.SAdd(ctx, teamKey(team), member).Err()
}

func (c *Collections) joinAll(ctx context.Context, team string, members []string) error {
	for _, member := range members {
		if err := c.rdb.SAdd(ctx, teamKey(team), member).Err(); err != nil {
			return err
		}
	}
	return nil
}

func teamKey(team string) string { return "team:" + team + ":members" }
