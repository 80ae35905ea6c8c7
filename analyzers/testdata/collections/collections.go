// Package collections asks EXISTS for keys, so that the test can say what is known of their values.
package collections

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

type kind string

const (
	small kind = "small"
	large kind = "large"
)

type row struct {
	Name string `redis:"name"`
}

type store struct {
	rdb   *redis.Client
	queue string
}

func (s *store) fill(ctx context.Context, id, field string, k kind, r *row, many []string, scores []redis.Z, values map[string]any) {
	s.rdb.RPush(ctx, "list:tail", id)
	s.rdb.LPush(ctx, "list:head", id)
	s.rdb.LPush(ctx, "list:trimmed", id)
	s.rdb.LTrim(ctx, "list:trimmed", 0, 99)
	s.rdb.RPush(ctx, "list:last", id)
	s.rdb.LTrim(ctx, "list:last", -100, -1)
	s.rdb.RPush(ctx, "list:drained", id)
	s.rdb.LTrim(ctx, "list:drained", int64(len(many)), -1)
	s.rdb.RPush(ctx, "queue:"+id, 1)
	s.rdb.LPush(ctx, s.queue, id)
	s.rdb.SAdd(ctx, "set:data", id)
	s.rdb.SAdd(ctx, "set:slice", many)
	s.rdb.SAdd(ctx, "set:constants", "a", "b")
	s.rdb.SAdd(ctx, "set:kinds", k)
	s.rdb.ZAdd(ctx, "zset:data", redis.Z{Score: 1, Member: id})
	s.rdb.ZAdd(ctx, "zset:slice", scores...)
	s.rdb.ZAdd(ctx, "zset:constants", redis.Z{Score: 1, Member: "a"})
	s.rdb.ZIncrBy(ctx, "zset:counts", 1, id)
	s.rdb.ZAdd(ctx, "zset:aged", redis.Z{Score: 1, Member: id})
	s.rdb.ZRemRangeByScore(ctx, "zset:aged", "-inf", "10")
	s.rdb.ZAdd(ctx, "zset:top", redis.Z{Score: 1, Member: id})
	s.rdb.ZRemRangeByRank(ctx, "zset:top", 0, -101)
	s.rdb.HSet(ctx, "hash:object", "name", id, "age", 3)
	s.rdb.HSet(ctx, "hash:struct", r)
	s.rdb.HSet(ctx, "hash:map", map[string]any{"name": id})
	s.rdb.HSet(ctx, "hash:values", values)
	s.rdb.HSet(ctx, "hash:field", field, 1)
	s.rdb.HSet(ctx, "hash:data", id, 1)
	s.rdb.HIncrBy(ctx, "hash:kinds", string(k), 1)
	s.rdb.HIncrBy(ctx, "hash:days", time.Now().Format(time.DateOnly), 1)
	s.rdb.Do(ctx, "HSET", "hash:raw", id, 1)
	s.rdb.XAdd(ctx, &redis.XAddArgs{Stream: "stream:all", Values: "a b"})
	s.rdb.XAdd(ctx, &redis.XAddArgs{Stream: "stream:capped", MaxLen: 100, Approx: true, Values: "a b"})
	s.rdb.Rename(ctx, "hash:data", "hash:renamed")
	s.rdb.Set(ctx, "string", 1, 0)
	s.rdb.LPop(ctx, fmt.Sprintf("work:%s", id))
}

func (s *store) ask(ctx context.Context, id string) {
	s.rdb.Exists(ctx, "list:tail")      // want `^\^list grows\(RPUSH\) can grow\$$`
	s.rdb.Exists(ctx, "list:head")      // want `^\^list grows\(LPUSH\) shifts\(LPUSH\) can grow\$$`
	s.rdb.Exists(ctx, "list:trimmed")   // want `^\^list grows\(LPUSH\) bound\(LTRIM\) shifts\(LPUSH\)\$$`
	s.rdb.Exists(ctx, "list:last")      // want `^\^list grows\(RPUSH\) bound\(LTRIM\) shifts\(LTRIM\)\$$`
	s.rdb.Exists(ctx, "list:drained")   // want `^\^list grows\(RPUSH\) shifts\(LTRIM\) can grow\$$`
	s.rdb.Exists(ctx, "queue:"+id)      // want `^\^list grows\(RPUSH\) can grow\$$`
	s.rdb.Exists(ctx, s.queue)          // want `^\^list grows\(LPUSH\) shifts\(LPUSH\) can grow\$$`
	s.rdb.Exists(ctx, "set:data")       // want `^\^set grows\(SADD\) can grow\$$`
	s.rdb.Exists(ctx, "set:slice")      // want `^\^set grows\(SADD\) can grow\$$`
	s.rdb.Exists(ctx, "set:constants")  // want `^\^set fixed\(SADD\)\$$`
	s.rdb.Exists(ctx, "set:kinds")      // want `^\^set fixed\(SADD\)\$$`
	s.rdb.Exists(ctx, "zset:data")      // want `^\^sorted set grows\(ZADD\) can grow\$$`
	s.rdb.Exists(ctx, "zset:slice")     // want `^\^sorted set grows\(ZADD\) can grow\$$`
	s.rdb.Exists(ctx, "zset:constants") // want `^\^sorted set fixed\(ZADD\)\$$`
	s.rdb.Exists(ctx, "zset:counts")    // want `^\^sorted set grows\(ZINCRBY\) can grow\$$`
	s.rdb.Exists(ctx, "zset:aged")      // want `^\^sorted set grows\(ZADD\) ages\(ZREMRANGEBYSCORE\) can grow\$$`
	s.rdb.Exists(ctx, "zset:top")       // want `^\^sorted set grows\(ZADD\) bound\(ZREMRANGEBYRANK\)\$$`
	s.rdb.Exists(ctx, "hash:object")    // want `^\^hash fixed\(HSET\)\$$`
	s.rdb.Exists(ctx, "hash:struct")    // want `^\^hash fixed\(HSET\)\$$`
	s.rdb.Exists(ctx, "hash:map")       // want `^\^hash fixed\(HSET\)\$$`
	s.rdb.Exists(ctx, "hash:values")    // want `^\^hash\$$`
	s.rdb.Exists(ctx, "hash:field")     // want `^\^hash\$$`
	s.rdb.Exists(ctx, "hash:data")      // want `^\^hash grows\(HSET\) can grow\$$`
	s.rdb.Exists(ctx, "hash:kinds")     // want `^\^hash fixed\(HINCRBY\)\$$`
	s.rdb.Exists(ctx, "hash:days")      // want `^\^hash grows\(HINCRBY\) can grow\$$`
	s.rdb.Exists(ctx, "hash:raw")       // want `^\^hash grows\(HSET\) can grow\$$`
	s.rdb.Exists(ctx, "hash:renamed")   // want `^\^hash grows\(HSET\) can grow\$$`
	s.rdb.Exists(ctx, "stream:all")     // want `^\^stream grows\(XADD\) can grow\$$`
	s.rdb.Exists(ctx, "stream:capped")  // want `^\^stream grows\(XADD\) bound\(XADD\)\$$`
	s.rdb.Exists(ctx, "string")         // want `^\^string\$$`
	s.rdb.Exists(ctx, "work:"+id)       // want `^\^list shifts\(LPOP\) can grow\$$`
	s.rdb.Exists(ctx, "nothing")        // want `^\^\$$`
	s.rdb.Exists(ctx, id)               // want `^\^\$$`
}
