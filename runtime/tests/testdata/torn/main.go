// Torn has every form of a torn write and of a lost conflict that redislint mends. It prints what the program and the
// server say of each.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

type counter struct {
	rdb *redis.Client
	ttl time.Duration
}

type form struct {
	name  string
	write func(ctx context.Context, key string) (any, error)
}

func main() {
	opts, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		log.Fatal(err)
	}
	rdb := redis.NewClient(opts)
	defer rdb.Close()
	ctx := context.Background()
	c := &counter{rdb: rdb, ttl: time.Minute}
	// A key of another type: the writes below fail on it.
	rdb.RPush(ctx, "wrong", "type")
	rdb.Set(ctx, "wrong:string", "type", time.Hour)

	for range 2 {
		for _, form := range []form{
			{"incr", c.incr}, {"incrby", c.incrBy}, {"bare", c.bare}, {"hset", c.hset}, {"sadd", c.sadd}, {"zadd", c.zadd},
			{"push", c.push}, {"xadd", c.xadd}, {"getset", c.getSet}, {"hincr", c.hincr}, {"set", c.set}, {"setnx", c.setNX},
			{"pfadd", c.pfadd}, {"append", c.append},
		} {
			c.show(ctx, "torn:"+form.name, form.write)
			switch form.name {
			case "hset", "sadd", "zadd", "xadd", "hincr":
				c.show(ctx, "wrong:string", form.write)
			case "incr", "incrby", "append":
				c.show(ctx, "wrong", form.write)
			}
		}
	}
	for range 3 {
		c.dropped(ctx, "stock")
		fmt.Println("watch:logged", c.logged(ctx, "stock"))
	}
	fmt.Println("watch:stock", rdb.Get(ctx, "stock").Val())
	c.logged(ctx, "wrong")
}

// show prints what a write returns, and whether the key has its TTL.
func (c *counter) show(ctx context.Context, key string, write func(context.Context, string) (any, error)) {
	value, err := write(ctx, key)
	if err != nil {
		fmt.Println(key, "error:", err)
		return
	}
	ttl := c.rdb.PTTL(ctx, key).Val()
	fmt.Println(key, value, c.rdb.Type(ctx, key).Val(), "has a TTL:", ttl > c.ttl-10*time.Second && ttl <= c.ttl)
}

func (c *counter) incr(ctx context.Context, key string) (any, error) {
	n, err := c.rdb.Incr(ctx, key).Result()
	if err != nil {
		return nil, err
	}
	if n == 1 {
		c.rdb.Expire(ctx, key, c.ttl)
	}
	return n, nil
}

func (c *counter) incrBy(ctx context.Context, key string) (any, error) {
	n := c.rdb.IncrBy(ctx, key, 3)
	if n.Err() == nil && n.Val() == 3 {
		c.rdb.Expire(ctx, key, time.Minute)
	}
	return n.Val(), n.Err()
}

func (c *counter) bare(ctx context.Context, key string) (any, error) {
	c.rdb.Incr(ctx, key)
	c.rdb.Expire(ctx, key, c.ttl)
	return nil, nil
}

func (c *counter) hset(ctx context.Context, key string) (any, error) {
	n, err := c.rdb.HSet(ctx, key, "a", 1, "b", 2).Result()
	if err != nil {
		return nil, fmt.Errorf("hset: %w", err)
	}
	if err := c.rdb.Expire(ctx, key, c.ttl).Err(); err != nil {
		return nil, fmt.Errorf("expire: %w", err)
	}
	return n, nil
}

func (c *counter) sadd(ctx context.Context, key string) (any, error) {
	return nil, c.add(ctx, key)
}

func (c *counter) add(ctx context.Context, key string) error {
	if err := c.rdb.SAdd(ctx, key, 1, 2).Err(); err != nil {
		return err
	}
	return c.rdb.Expire(ctx, key, time.Minute).Err()
}

func (c *counter) zadd(ctx context.Context, key string) (any, error) {
	err := c.rdb.ZAdd(ctx, key, redis.Z{Score: 1, Member: "m"}).Err()
	if err == nil {
		err = c.rdb.Expire(ctx, key, time.Minute).Err()
	}
	return "z", err
}

func (c *counter) push(ctx context.Context, key string) (any, error) {
	n := c.rdb.LPush(ctx, key, "x").Val()
	if n == 1 {
		c.rdb.Expire(ctx, key, c.ttl)
	}
	return nil, nil
}

func (c *counter) xadd(ctx context.Context, key string) (any, error) {
	err := c.rdb.XAdd(ctx, &redis.XAddArgs{Stream: key, Values: map[string]any{"a": 1}}).Err()
	if err != nil {
		return nil, err
	}
	// Let it expire.
	c.rdb.PExpire(ctx, key, c.ttl)
	return c.rdb.XLen(ctx, key).Val(), nil
}

func (c *counter) getSet(ctx context.Context, key string) (any, error) {
	old, _ := c.rdb.GetSet(ctx, key, "v").Result()
	c.rdb.Expire(ctx, key, c.ttl)
	return old, nil
}

func (c *counter) hincr(ctx context.Context, key string) (any, error) {
	n, err := c.rdb.HIncrBy(ctx, key, "n", 2).Result()
	if err != nil {
		return nil, err
	}
	c.rdb.Expire(ctx, key, c.ttl)
	return n, nil
}

func (c *counter) set(ctx context.Context, key string) (any, error) {
	if err := c.rdb.Set(ctx, key, "v", 0).Err(); err != nil {
		return nil, err
	}
	c.rdb.Expire(ctx, key, time.Minute)
	return "set", nil
}

func (c *counter) setNX(ctx context.Context, key string) (any, error) {
	ok, err := c.rdb.SetNX(ctx, key, "v", 0).Result()
	if err != nil {
		return nil, err
	}
	if ok {
		c.rdb.Expire(ctx, key, time.Minute)
	}
	return ok, nil
}

func (c *counter) pfadd(ctx context.Context, key string) (any, error) {
	_ = c.rdb.PFAdd(ctx, key, "a", "b").Err()
	_ = c.rdb.Expire(ctx, key, c.ttl).Err()
	return nil, nil
}

func (c *counter) append(ctx context.Context, key string) (any, error) {
	n, err := c.rdb.Append(ctx, key, "xy").Result()
	if err != nil {
		return nil, err
	}
	if err = c.rdb.Expire(ctx, key, c.ttl).Err(); err != nil {
		return nil, err
	}
	return n, nil
}

func (c *counter) dropped(ctx context.Context, key string) {
	_ = c.rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, key, strconv.Itoa(n+1), 0)
			return nil
		})
		return err
	}, key)
}

func (c *counter) logged(ctx context.Context, key string) (n int) {
	err := c.rdb.Watch(ctx, func(tx *redis.Tx) error {
		var err error
		if n, err = tx.Get(ctx, key).Int(); err != nil {
			return err
		}
		pipe := tx.TxPipeline()
		pipe.IncrBy(ctx, key, 10)
		_, err = pipe.Exec(ctx)
		return err
	}, key)
	if err != nil {
		fmt.Println("watch:error", err)
	}
	return n
}
