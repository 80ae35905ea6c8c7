package writes

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type jobs struct{ rdb *redis.Client }

func (j *jobs) take(ctx context.Context) ([]string, error) {
	return j.rdb.BLPop(ctx, time.Second, "jobs:mail", "jobs:image").Result()
}

func (j *jobs) put(ctx context.Context, job string) {
	j.rdb.RPush(ctx, "jobs:mail", job)                   // want `RPUSH's error is dropped, and if it fails what it adds to jobs:mail is lost, and BLPOP at data.go:14 never gets it`
	j.rdb.LPop(ctx, "jobs:mail")                         // want `LPOP's error is dropped, and if it fails what it should take away stays in jobs:mail, and is taken again \(BLPOP at data.go:14\)`
	j.rdb.LMove(ctx, "jobs:a", "jobs:b", "LEFT", "LEFT") // want `LMOVE's error is dropped, and if it fails jobs:a stays where it is`
	j.rdb.Rename(ctx, "index:new", "index")              // want `RENAME's error is dropped, and if it fails index:new stays where it is`
	j.rdb.RPush(ctx, "log", job)                         // of level info: nobody takes it
	j.rdb.LPop(ctx, "log")                               // of level info
	j.rdb.LRange(ctx, "log", 0, 99)
}

func (j *jobs) stream(ctx context.Context) error {
	j.rdb.XAdd(ctx, &redis.XAddArgs{Stream: "orders", MaxLen: 1000, Values: []string{"id", "1"}}) // want `what it adds to orders is lost, and XREADGROUP at data.go:\d+ never gets it`
	streams, err := j.rdb.XReadGroup(ctx, &redis.XReadGroupArgs{Group: "g", Streams: []string{"orders", ">"}}).Result()
	for _, stream := range streams {
		j.rdb.XAck(ctx, stream.Stream, "g", stream.Messages[0].ID) // of level info: it comes again
	}
	return err
}

type users struct{ rdb redis.UniversalClient }

func (u *users) all(ctx context.Context) ([]string, error) {
	return u.rdb.SMembers(ctx, "users:all").Result()
}

func (u *users) get(ctx context.Context, id string) (map[string]string, error) {
	return u.rdb.HGetAll(ctx, "user:"+id).Result()
}

func (u *users) add(ctx context.Context, id, name string) error {
	if err := u.rdb.HSet(ctx, "user:"+id, "name", name).Err(); err != nil {
		return err
	}
	u.rdb.SAdd(ctx, "users:all", id)              // want `SADD's error is dropped, and if it fails users:all lacks what SMEMBERS at data.go:\d+ is to find, though the function says that it has succeeded`
	u.rdb.SAdd(ctx, "users:cached", id)           // of level info: it expires
	u.rdb.SAdd(ctx, "users:never", id)            // of level info: nothing reads it
	u.rdb.Set(ctx, "users:last", id, 0)           // of level info
	u.rdb.HIncrBy(ctx, "user:"+id, "versions", 1) // of level info
	return u.rdb.Expire(ctx, "users:cached", time.Hour).Err()
}

func (u *users) remove(ctx context.Context, id string) error {
	u.rdb.SRem(ctx, "users:all", id) // want `SREM's error is dropped, and if it fails SMEMBERS at data.go:\d+ still finds it in users:all, though the function says that it has succeeded`
	return u.rdb.Del(ctx, "user:"+id).Err()
}

// tidy comes again.
func (u *users) tidy(ctx context.Context) error {
	ids, err := u.all(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if n, _ := u.rdb.Exists(ctx, "user:"+id).Result(); n == 0 {
			u.rdb.SRem(ctx, "users:all", id) // of level info
		}
	}
	return nil
}

func (u *users) find(ctx context.Context, id string) error {
	_, err := u.rdb.HGet(ctx, "user:"+id, "name").Result()
	if errors.Is(err, redis.Nil) {
		u.rdb.SRem(ctx, "users:all", id) // of level info
	}
	if err == redis.Nil {
		u.rdb.SRem(ctx, "users:all", id) // of level info
	}
	return err
}

// seen cannot say that it has failed.
func (u *users) seen(ctx context.Context, id string) {
	u.rdb.HSet(ctx, "user:"+id, "seen", time.Now()) // of level info
	cached, _ := u.rdb.SMembers(ctx, "users:cached").Result()
	_ = cached
}

func (u *users) recent(ctx context.Context, id string) error {
	u.rdb.LPush(ctx, "users:recent", id) // of level info: it keeps a hundred
	u.rdb.LTrim(ctx, "users:recent", 0, 99)
	return u.rdb.LRange(ctx, "users:recent", 0, 99).Err()
}

func (u *users) cache(ctx context.Context, id string) {
	u.rdb.Set(ctx, "cache:"+id, "1", time.Hour)
	u.rdb.Expire(ctx, "cache:"+id, time.Hour)
	u.rdb.Del(ctx, "cache:"+id)
	u.rdb.Unlink(ctx, "cache:"+id)
	u.rdb.Incr(ctx, "hits")
}

//redislint:ignore rediserr the next run counts anew
func (u *users) ignored(ctx context.Context) { u.rdb.Decr(ctx, "online") }

type node struct {
	rdb    *redis.Client
	id     string
	ticker *time.Ticker
}

func (n *node) run(ctx context.Context) {
	go func() {
		for range n.ticker.C {
			n.report(ctx)
			n.rdb.RPush(ctx, "due", n.id) // want `what it adds to due is lost, and BLPOP at data.go:\d+ never gets it`
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.ticker.C:
			n.rdb.ZAdd(ctx, "load", redis.Z{Member: n.id}) // of level info: it comes again
		}
	}
}

func (n *node) report(ctx context.Context) {
	n.rdb.ZAdd(ctx, "load", redis.Z{Member: n.id}) // of level info: it comes again
}

func (n *node) Least(ctx context.Context) ([]redis.Z, error) {
	n.rdb.ZAdd(ctx, "load", redis.Z{Member: n.id}) // want `what it adds to load is lost, and ZPOPMIN at data.go:\d+ never gets it`
	if err := n.rdb.BLPop(ctx, 0, "due").Err(); err != nil {
		return nil, err
	}
	return n.rdb.ZPopMin(ctx, "load").Result()
}

// bounded drops the oldest where there are too many.
func (j *jobs) bounded(ctx context.Context, job string) error {
	n, err := j.rdb.RPush(ctx, "bounded", job).Result()
	if err != nil {
		return err
	}
	if n > 1000 {
		j.rdb.LPop(ctx, "bounded") // of level info
	}
	for j.rdb.LLen(ctx, "bounded").Val() > 1000 {
		j.rdb.LPop(ctx, "bounded") // of level info
	}
	if j.rdb.LLen(ctx, "bounded").Val() > 0 {
		j.rdb.LPop(ctx, "bounded") // want `what it should take away stays in bounded`
	}
	return j.rdb.BLPop(ctx, 0, "bounded").Err()
}

func (j *jobs) turn(ctx context.Context, a, b string) {
	j.rdb.LMove(ctx, "ring", "ring", "LEFT", "RIGHT")     // of level info: the next call turns it
	j.rdb.LMove(ctx, "of:"+a, "of:"+b, "LEFT", "RIGHT")   // want `of:\* stays where it is`
	j.rdb.SMove(ctx, "state:open", "state:closed", "job") // want `state:open stays where it is`
}

// name reads through: what is not kept is loaded again.
func (u *users) name(ctx context.Context, id string, load func(string) (string, error)) (string, error) {
	name, err := u.rdb.HGet(ctx, "names", id).Result()
	if err == nil {
		return name, nil
	}
	if name, err = load(id); err != nil {
		return "", err
	}
	u.rdb.HSet(ctx, "names", id, name) // of level info
	return name, nil
}

// join asks, too, but what it does not add is lost.
func (u *users) join(ctx context.Context, id string) error {
	if u.rdb.SIsMember(ctx, "users:all", id).Val() {
		return nil
	}
	u.rdb.SAdd(ctx, "users:all", id) // want `users:all lacks what`
	return nil
}

// open tidies up what has expired.
func (u *users) open(ctx context.Context, id string) (bool, error) {
	n, err := u.rdb.Exists(ctx, "user:"+id).Result()
	if err != nil {
		return false, err
	}
	if n == 0 {
		u.rdb.SRem(ctx, "users:all", id) // of level info
		return false, nil
	}
	return true, nil
}
