// Package shapes has reads of which it matters what else happens to the key.
package shapes

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

type store struct {
	rdb    redis.UniversalClient
	prefix string
}

func feed(user string) string { return fmt.Sprintf("user:%s:feed", user) }

func (s *store) write(ctx context.Context, user, member string, now time.Time) {
	s.rdb.RPush(ctx, "log", member)
	s.rdb.LPush(ctx, "stack", member)
	s.rdb.RPush(ctx, "recent", member)
	s.rdb.LTrim(ctx, "recent", -900, -1)
	s.rdb.SAdd(ctx, "online", user)
	s.rdb.SAdd(ctx, "roles", "admin", "user")
	s.rdb.ZAdd(ctx, feed(user), redis.Z{Score: 1, Member: member})
	s.rdb.ZAdd(ctx, s.prefix+":top", redis.Z{Score: 1, Member: member})
	s.rdb.ZRemRangeByRank(ctx, s.prefix+":top", 0, -101)
	s.rdb.ZAdd(ctx, "window:"+user, redis.Z{Score: 1, Member: member})
	s.rdb.ZRemRangeByScore(ctx, "window:"+user, "-inf", fmt.Sprint(now.Unix()-60))
	s.rdb.HSet(ctx, "user:"+user, "name", member, "seen", now)
	s.rdb.HSet(ctx, "sessions", user, member)
	s.rdb.HIncrBy(ctx, "counts:"+user, member, 1)
	s.rdb.HIncrBy(ctx, "stats", "op:"+member, 1)
	s.rdb.HSet(ctx, "stats", "since", now)
	s.rdb.XAdd(ctx, &redis.XAddArgs{Stream: "capped", MaxLen: 1000, Values: []string{"a", member}})
	s.rdb.XAdd(ctx, &redis.XAddArgs{Stream: "events", Values: []string{"a", member}})
}

func (s *store) read(ctx context.Context, user string) {
	s.rdb.LRange(ctx, "log", 0, -1)           // want `LRANGE reads all of log, a list that grows \(RPUSH at shapes.go:20\)`
	s.rdb.LRange(ctx, "stack", 0, -1)         // want `LRANGE reads all of stack, a list that grows \(LPUSH at shapes.go:21\)`
	s.rdb.LRange(ctx, "recent", 0, -1)        // LTRIM
	s.rdb.SMembers(ctx, "online")             // want `SMEMBERS reads all of online, a set that grows \(SADD at shapes.go:24\), while all other clients wait \(666 ms`
	s.rdb.SMembersMap(ctx, "online")          // want `SMEMBERS reads all of online`
	s.rdb.SMembers(ctx, "roles")              // constants
	s.rdb.ZRange(ctx, feed(user), 0, -1)      // want `ZRANGE reads all of user:\*:feed, a sorted set that grows \(ZADD at shapes.go:26\)`
	s.rdb.ZRange(ctx, s.prefix+":top", 0, -1) // ZREMRANGEBYRANK
	s.rdb.ZRange(ctx, "window:"+user, 0, -1)  // of level info: ZREMRANGEBYSCORE
	s.rdb.HGetAll(ctx, "user:"+user)          // an object
	s.rdb.HGetAll(ctx, "sessions")            // want `HGETALL reads all of sessions, a hash that grows \(HSET at shapes.go:32\), while all other clients wait \(771 ms`
	s.rdb.HKeys(ctx, "counts:"+user)          // want `HKEYS reads all of counts:\*, a hash that grows \(HINCRBY at shapes.go:33\)`
	s.rdb.HGetAll(ctx, "stats")               // an object, too
	s.rdb.HVals(ctx, "counts:"+user)          // want `HVALS reads all of counts:\*`
	s.rdb.XRange(ctx, "capped", "-", "+")     // MAXLEN
	s.rdb.XRange(ctx, "events", "-", "+")     // want `XRANGE reads all of events, a stream that grows \(XADD at shapes.go:37\)`
}

// The parts of a program are few, and what a function has just made is its own.
func (s *store) few(ctx context.Context, server, job string) ([]string, error) {
	s.rdb.SAdd(ctx, "active_servers", server)
	s.rdb.SMembers(ctx, "active_servers") // of level info
	s.rdb.SAdd(ctx, "servers:"+job, server)
	s.rdb.SMembers(ctx, "servers:"+job) // want `SMEMBERS reads all of servers:\*`
	s.rdb.Unlink(ctx, "result:"+job)
	s.rdb.RPush(ctx, "result:"+job, server)
	return s.rdb.LRange(ctx, "result:"+job, 0, -1).Result() // of level info
}

// Of an unknown key nothing is known but its type.
func (s *store) Unknown(ctx context.Context, key, id string) ([]string, error) {
	s.rdb.SMembers(ctx, id)
	return s.rdb.LRange(ctx, key, 0, -1).Result() // want `LRANGE reads all of a list without a bound in view`
}
