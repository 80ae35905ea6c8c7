package writes

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/redis/go-redis/v9"
)

func forEver(ctx context.Context, rdb *redis.Client, id string) error {
	key := "import:" + id
	ok, err := rdb.SetNX(ctx, key, "1", 0).Result()
	if err != nil || !ok {
		return err
	}
	defer rdb.Del(ctx, key) // want `DEL's error is dropped, and if it fails the lock import:\* \(SET at locks.go:14\) stays taken for ever: handle it`
	return nil
}

func forAWhile(ctx context.Context, rdb *redis.Client, key string) error {
	ok, err := rdb.SetNX(ctx, key, "1", time.Minute).Result()
	if err != nil || !ok {
		return err
	}
	defer func() {
		rdb.Unlink(ctx, key) // want `UNLINK's error is dropped, and if it fails, as it does unsent if its context has ended, the lock \(SET at locks.go:\d+\) stays taken until its TTL runs out`
	}()
	return nil
}

// withItsOwn releases the lock with a context that does not end, and the TTL does the rest.
func withItsOwn(ctx context.Context, rdb *redis.Client, key string) error {
	ok, err := rdb.SetNX(ctx, key, "1", time.Minute).Result()
	if err != nil || !ok {
		return err
	}
	short, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	rdb.Del(short, key)                      // of level info
	rdb.Del(context.WithoutCancel(ctx), key) // of level info
	always(context.Background(), rdb, key)
	long, cancelToo := context.WithTimeout(ctx, time.Minute)
	defer cancelToo()
	rdb.Del(long, key) // want `if its context has ended, the lock \(SET at locks.go:\d+\) stays taken until its TTL runs out`
	return nil
}

func always(ctx context.Context, rdb *redis.Client, key string) {
	if rdb.SetNX(ctx, key, "1", time.Minute).Val() {
		rdb.Del(ctx, key) // of level info: all callers give it their own
	}
}

var unlock = redis.NewScript(`if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0`)

type lock struct {
	rdb   *redis.Client
	key   string
	token string
}

func (l *lock) Lock(ctx context.Context) (bool, error) {
	return l.rdb.SetNX(ctx, l.key, l.token, time.Minute).Result()
}

func (l *lock) Unlock(ctx context.Context) {
	unlock.Run(ctx, l.rdb, []string{l.key}, l.token) // want `EVAL's error is dropped, and if it fails, as it does unsent if its context has ended, the lock lock:\* \(SET at locks.go:\d+\) stays taken until its TTL runs out`
}

func newLock(rdb *redis.Client, name, token string) *lock { return &lock{rdb, "lock:" + name, token} }

// first does not ask whether it was the first.
func first(ctx context.Context, rdb *redis.Client) {
	rdb.SetNX(ctx, "schema", 1, 0) // of level info
	rdb.Del(ctx, "schema")         // of level info
}

var move = redis.NewScript(`redis.call("SREM", KEYS[1], ARGV[1]) redis.call("SADD", KEYS[2], ARGV[1])`)
var look = redis.NewScript(`return redis.call("GET", KEYS[1])`)
var window = redis.NewScript(`redis.call("INCR", KEYS[1]) redis.call("EXPIRE", KEYS[1], 60)`)

func scripts(ctx context.Context, rdb *redis.Client, text string) {
	move.Run(ctx, rdb, []string{"todo", "done"}, "1")              // want `EVAL's error is dropped, and if it fails nothing of what the script does to todo has happened`
	rdb.Eval(ctx, `redis.call('INCR', KEYS[1])`, []string{"todo"}) // want `nothing of what the script does to todo has happened`
	look.Run(ctx, rdb, []string{"todo"})                           // it reads
	window.Run(ctx, rdb, []string{"rate"})                         // of level info
	rdb.Eval(ctx, text, []string{"todo"})                          // nobody knows
	pipe := rdb.Pipeline()
	move.Run(ctx, pipe, []string{"todo", "done"}, "1") // redispipe
}

// prefixed is how all keys of the program are built.
func prefixed(parts ...string) string {
	h := fnv.New32()
	for _, part := range parts {
		h.Write([]byte(part))
	}
	return fmt.Sprint(h.Sum32())
}

func built(ctx context.Context, rdb *redis.Client, job, session string) error {
	key := prefixed("job", job)
	ok, err := rdb.SetNX(ctx, key, 1, 0).Result()
	if err != nil || !ok {
		return err
	}
	rdb.Del(ctx, key)                          // want `the lock \(SET at locks.go:\d+\) stays taken for ever`
	rdb.Del(ctx, prefixed("session", session)) // of level info: another key
	rdb.Decr(ctx, prefixed("n", session))      // of level info: nothing is known
	return nil
}

// defaults are set once, and removed to be set anew.
func defaults(ctx context.Context, rdb *redis.Client) error {
	if err := rdb.SetNX(ctx, "defaults", "{}", 0).Err(); err != nil {
		return err
	}
	rdb.Del(ctx, "defaults") // of level info: nobody asks who has set it
	return nil
}

// A value that is read is no lock, though it is set only if it is absent.
type profiles struct{ rdb *redis.Client }

func (p *profiles) load(ctx context.Context, id, value string) (string, error) {
	set, err := p.rdb.SetNX(ctx, "profile:"+id, value, time.Minute).Result()
	if err != nil || set {
		return value, err
	}
	return p.rdb.Get(ctx, "profile:"+id).Result()
}

func (p *profiles) changed(ctx context.Context, id string) {
	p.rdb.Del(ctx, "profile:"+id) // of level info
}

// A token is only compared.
func compared(ctx context.Context, rdb *redis.Client, name, token string) {
	if !rdb.SetNX(ctx, "held:"+name, token, time.Minute).Val() {
		return
	}
	if holder, err := rdb.Get(ctx, "held:"+name).Result(); err == nil && holder == token {
		rdb.Del(ctx, "held:"+name) // want `the lock held:\* \(SET at locks.go:\d+\) stays taken until its TTL runs out`
	}
}

var forget = redis.NewScript(`for _, key in ipairs(redis.call("SMEMBERS", KEYS[1])) do redis.call("DEL", key) end`)
var age = redis.NewScript(`redis.call("ZREMRANGEBYSCORE", KEYS[1], 0, ARGV[1])`)

// removing scripts remove what is not known to be a lock.
func removing(ctx context.Context, rdb *redis.Client, tag string) {
	forget.Run(ctx, rdb, []string{"tagged:" + tag})               // of level info
	age.Run(ctx, rdb, []string{"window:" + tag}, 1)               // of level info
	unlock.Run(ctx, rdb, []string{"taken-elsewhere:" + tag}, tag) // of level info
}
