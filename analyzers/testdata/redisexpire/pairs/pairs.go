// Package pairs has writes and EXPIREs side by side: which of them are about one key, on one client, in two round trips.
package pairs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

type limiter struct {
	rdb    *goredis.Client
	other  *goredis.Client
	prefix string
	ttl    time.Duration
}

func (l *limiter) key(id string) string { return l.prefix + ":" + id }

func (l *limiter) writes(ctx context.Context, id string) {
	l.rdb.Incr(ctx, "hits:"+id) // want `INCR makes hits:\* without a TTL, and its EXPIRE at pairs.go:25 is another round trip`
	l.rdb.Expire(ctx, "hits:"+id, time.Minute)

	l.rdb.IncrBy(ctx, l.key(id), 2) // want `INCRBY makes .* without a TTL, and its PEXPIRE at pairs.go:28`
	l.rdb.PExpire(ctx, l.key(id), l.ttl)

	key := fmt.Sprintf("seen:%s", id)
	_ = l.rdb.SAdd(ctx, key, 1) // want `SADD makes seen:\*`
	_, _ = l.rdb.ExpireAt(ctx, "seen:"+id, time.Now().Add(l.ttl)).Result()

	l.rdb.XAdd(ctx, &goredis.XAddArgs{Stream: "events:" + id, Values: "a b"}) // want `XADD makes events:\*`
	l.rdb.PExpireAt(ctx, "events:"+id, time.Now().Add(l.ttl))

	l.rdb.GetSet(ctx, "owner", id) // want `GETSET makes owner`
	l.rdb.Expire(ctx, "owner", l.ttl)

	l.rdb.HSetNX(ctx, "tokens", id, 1) // want `HSETNX makes tokens`
	l.rdb.Expire(ctx, "tokens", l.ttl)

	l.rdb.Set(ctx, "state:"+id, 1, 0) // want `SET makes state:\* .* pass the TTL to Set`
	l.rdb.Expire(ctx, "state:"+id, time.Hour)

	if ok, _ := l.rdb.SetNX(ctx, "lock:"+id, 1, 0).Result(); ok { // want `SETNX makes lock:\* .* pass the TTL to SetNX|SET makes lock:\*`
		l.rdb.Expire(ctx, "lock:"+id, time.Hour)
	}

	l.rdb.Do(ctx, "INCR", "raw:"+id) // want `INCR makes raw:\*`
	l.rdb.Do(ctx, "EXPIRE", "raw:"+id, 60)

	l.rdb.LPush(ctx, "a:"+strconv.Itoa(len(id)), id) // want `LPUSH makes a:\*`
	l.rdb.Expire(ctx, fmt.Sprintf("a:%d", len(id)), l.ttl)

	l.rdb.SMove(ctx, "from", "to", id) // want `SMOVE makes to without a TTL`
	l.rdb.Expire(ctx, "to", l.ttl)

	l.rdb.MSet(ctx, "m1", 1, "m2", 2) // want `MSET makes m2`
	l.rdb.Expire(ctx, "m2", l.ttl)
}

// The first of several writes makes a key.
func (l *limiter) several(ctx context.Context, id string) {
	l.rdb.HSet(ctx, "user:"+id, "name", id) // want `HSET makes user:\*`
	l.rdb.HIncrBy(ctx, "user:"+id, "visits", 1)
	l.rdb.Expire(ctx, "user:"+id, l.ttl)
}

func (l *limiter) differ(ctx context.Context, a, b string) {
	l.rdb.Incr(ctx, "x:"+a)
	l.rdb.Expire(ctx, "x:"+b, l.ttl)
	l.rdb.Incr(ctx, "y:"+a)
	l.other.Expire(ctx, "y:"+a, l.ttl)
	l.rdb.Incr(ctx, l.key(a))
	l.rdb.Expire(ctx, l.key(b), l.ttl)
	l.rdb.Incr(ctx, "z:"+a+":"+b)
	l.rdb.Expire(ctx, "z:"+a, l.ttl)
	l.rdb.Incr(ctx, randomKey())
	l.rdb.Expire(ctx, randomKey(), l.ttl)
}

func (l *limiter) change(ctx context.Context, keys []string, names map[string]string) {
	l.rdb.SAdd(ctx, names["a"], 1)
	names["a"] = "other"
	l.rdb.Expire(ctx, names["a"], l.ttl)
	l.rdb.SAdd(ctx, keys[0], 1)
	keys[0] = "other"
	l.rdb.Expire(ctx, keys[0], l.ttl)
	l.rdb.SAdd(ctx, l.prefix, 1)
	l.next()
	l.rdb.Expire(ctx, l.prefix, l.ttl)
	l.rdb.SAdd(ctx, "r:"+strconv.Itoa(rand.IntN(5)), 1)
	l.rdb.Expire(ctx, "r:"+strconv.Itoa(rand.IntN(5)), l.ttl)
}

func (l *limiter) next() { l.prefix += "+" }

// The first two have made it, and given it a TTL.
func (l *limiter) later(ctx context.Context, id string) {
	l.rdb.TxPipelined(ctx, func(pipe goredis.Pipeliner) error {
		pipe.HSet(ctx, "later:"+id, "a", 1)
		pipe.Expire(ctx, "later:"+id, l.ttl)
		return nil
	})
	l.rdb.HSet(ctx, "later:"+id, "b", 1)
	l.rdb.Expire(ctx, "later:"+id, l.ttl)
}

func randomKey() string { return strconv.FormatInt(time.Now().UnixNano(), 10) }

func (l *limiter) alike(ctx context.Context, id string) {
	l.rdb.Set(ctx, "a:"+id, 1, l.ttl) // its own TTL
	l.rdb.Expire(ctx, "a:"+id, time.Hour)
	l.rdb.SetNX(ctx, "b:"+id, 1, time.Minute) // a lease, which is renewed
	l.rdb.Incr(ctx, "b:"+id)
	l.rdb.Expire(ctx, "b:"+id, time.Hour)
	l.rdb.Get(ctx, "c:"+id) // a session that slides
	l.rdb.Expire(ctx, "c:"+id, time.Hour)
	l.rdb.Expire(ctx, "d:"+id, time.Hour) // before
	l.rdb.Incr(ctx, "d:"+id)
	l.rdb.LPushX(ctx, "e:"+id, 1) // makes nothing
	l.rdb.Expire(ctx, "e:"+id, time.Hour)
	l.rdb.SetArgs(ctx, "f:"+id, 1, goredis.SetArgs{TTL: l.ttl})
	l.rdb.Expire(ctx, "f:"+id, time.Hour)
	l.rdb.Set(ctx, "g:"+id, 1, goredis.KeepTTL)
	l.rdb.Expire(ctx, "g:"+id, time.Hour)
}

func (l *limiter) batches(ctx context.Context, id string) {
	pipe := l.rdb.Pipeline()
	n := pipe.Incr(ctx, "p:"+id)
	pipe.Expire(ctx, "p:"+id, l.ttl)
	pipe.Exec(ctx)
	_ = n

	l.rdb.TxPipelined(ctx, func(pipe goredis.Pipeliner) error {
		pipe.Incr(ctx, "q:"+id)
		pipe.Expire(ctx, "q:"+id, l.ttl)
		return nil
	})

	first := l.rdb.TxPipeline()
	count := first.Incr(ctx, "r:"+id) // want `INCR makes r:\* without a TTL, and its EXPIRE`
	first.Exec(ctx)
	if count.Val() == 1 {
		l.rdb.Expire(ctx, "r:"+id, l.ttl)
	}

	l.rdb.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		pipe.HSet(ctx, "s:"+id, "a", 1) // the closure's: it is sent when the callback has returned
		return nil
	})

	l.rdb.Incr(ctx, "t:"+id) // want `INCR makes t:\*`
	second := l.rdb.Pipeline()
	second.Expire(ctx, "t:"+id, l.ttl)
	second.Exec(ctx)

	l.rdb.Watch(ctx, func(tx *goredis.Tx) error {
		tx.Incr(ctx, "u:"+id) // want `INCR makes u:\*`
		return tx.Expire(ctx, "u:"+id, l.ttl).Err()
	}, "u:"+id)
}

func queue(ctx context.Context, pipe goredis.Pipeliner, key string) {
	pipe.Incr(ctx, key)
	pipe.Expire(ctx, key, time.Minute)
}

type own interface {
	Incr(ctx context.Context, key string) *goredis.IntCmd
	Expire(ctx context.Context, key string, ttl time.Duration) *goredis.BoolCmd
}

type embedded struct{ goredis.UniversalClient }

func clients[C goredis.Cmdable](ctx context.Context, narrow own, e embedded, c C, conn *goredis.Conn) {
	narrow.Incr(ctx, "n") // want `INCR makes n without`
	narrow.Expire(ctx, "n", time.Minute)
	e.Incr(ctx, "e") // want `INCR makes e without`
	e.Expire(ctx, "e", time.Minute)
	c.Incr(ctx, "c") // want `INCR makes c without`
	c.Expire(ctx, "c", time.Minute)
	conn.Incr(ctx, "conn") // want `INCR makes conn without`
	conn.Expire(ctx, "conn", time.Minute)
	incr := e.Incr
	incr(ctx, "v") // want `INCR makes v without`
	expire := e.Expire
	expire(ctx, "v", time.Minute)
}

func shared() *goredis.Client { return nil }

func getters(ctx context.Context) {
	shared().Incr(ctx, "got") // want `INCR makes got`
	shared().Expire(ctx, "got", time.Minute)
}

var lazy *goredis.Client

// lazily makes the client when it is first asked for.
func lazily() *goredis.Client {
	if lazy == nil {
		lazy = goredis.NewClient(&goredis.Options{})
	}
	return lazy
}

var numbers int

func numbered(id string) string {
	numbers++
	return fmt.Sprintf("n:%s:%d", id, numbers)
}

func throughLazily(ctx context.Context, id string) {
	lazily().Incr(ctx, "shared:"+id) // want `INCR makes shared:\*`
	lazily().Expire(ctx, "shared:"+id, time.Hour)
	lazily().Incr(ctx, numbered(id))
	lazily().Expire(ctx, numbered(id), time.Hour)
}
