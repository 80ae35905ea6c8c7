package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// What has keys of its own.

func (c *Collections) Log(ctx context.Context, line string) error {
	return c.rdb.RPush(ctx, "audit:log", line).Err()
}

func (c *Collections) Audit(ctx context.Context) ([]string, error) {
	return c.rdb.LRange(ctx, "audit:log", 0, -1).Result() // REPORT redisrange: LRANGE reads all of audit:log
}

func (c *Collections) Enqueue(ctx context.Context, queue, job string) error {
	return c.rdb.RPush(ctx, "jobs:"+queue, job).Err()
}

func (c *Collections) ForgetMails(ctx context.Context) error {
	return c.rdb.Del(ctx, "mails").Err() // REPORT redisdel: DEL frees mails, a list
}

func (c *Collections) Mail(ctx context.Context, text string) error {
	return c.rdb.LPush(ctx, "mails", text).Err()
}

func (c *Collections) Publish(ctx context.Context, user, item string) error {
	return c.rdb.LPush(ctx, FeedKey(user), item).Err()
}

// Seen notes the last hundred things that a user has looked at.
func (c *Collections) Seen(ctx context.Context, user, item string) error {
	if err := c.rdb.LPush(ctx, "recent:"+user, item).Err(); err != nil {
		return err
	}
	return c.rdb.LTrim(ctx, "recent:"+user, 0, 99).Err()
}

func (c *Collections) Rank(ctx context.Context, game, player string, score float64) error {
	key := "best:" + game
	if err := c.rdb.ZAdd(ctx, key, redis.Z{Score: score, Member: player}).Err(); err != nil {
		return err
	}
	return c.rdb.ZRemRangeByRank(ctx, key, 0, -101).Err()
}

func (c *Collections) Trace(ctx context.Context, service, event string) error {
	return c.rdb.XAdd(ctx, &redis.XAddArgs{
		Stream: "trace:" + service,
		MaxLen: 10000,
		Approx: true,
		Values: []string{"event", event},
	}).Err()
}
