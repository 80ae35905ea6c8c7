// Package writes drops the results of commands, and keeps others.
package writes

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

const globalGate = "im:gate"

func userSlots(user string) string { return fmt.Sprintf("im:slots:%s", user) }

var gate = redis.NewScript(`
	local n = redis.call('INCR', KEYS[1])
	redis.call('PEXPIRE', KEYS[1], ARGV[2])
	if n <= tonumber(ARGV[1]) then return 1 end
	redis.call('DECR', KEYS[1])
	return 0`)

func acquire(ctx context.Context, rdb *redis.Client, user string) (bool, error) {
	free, err := gate.Run(ctx, rdb, []string{globalGate}, 5, 1000).Int64()
	if err != nil || free == 0 {
		return false, err
	}
	n, err := rdb.Incr(ctx, userSlots(user)).Result()
	if err != nil {
		return false, err
	}
	if n > 3 {
		rdb.Decr(ctx, userSlots(user)) // want `DECR's error is dropped, and if it fails im:slots:\* stays one too high for ever: handle it, or write _ = if that is meant$`
		return false, nil
	}
	return true, nil
}

func release(rdb *redis.Client, user string) {
	rdb.Decr(context.Background(), globalGate)      // want `DECR's error is dropped, and if it fails im:gate stays one too high: handle it`
	rdb.Decr(context.Background(), userSlots(user)) // want `im:slots:\* stays one too high for ever`
}

func work(ctx context.Context, rdb *redis.Client, user string) {
	defer rdb.Decr(ctx, userSlots(user))         // want `im:slots:\* stays one too high for ever`
	go rdb.Decr(ctx, userSlots(user))            // want `im:slots:\* stays one too high for ever`
	defer func() { rdb.Decr(ctx, globalGate) }() // want `im:gate stays one too high`
}

func forms(ctx context.Context, rdb *redis.ClusterClient, embedded struct{ redis.UniversalClient }, any redis.UniversalClient) {
	decr := rdb.Decr
	decr(ctx, globalGate)                                      // want `im:gate stays one too high`
	(*redis.ClusterClient).Decr(rdb, ctx, globalGate)          // want `im:gate stays one too high`
	embedded.DecrBy(ctx, globalGate, 2)                        // want `im:gate stays too high`
	any.Do(ctx, "DECR", globalGate)                            // want `DECR's error is dropped, and if it fails im:gate stays one too high`
	any.IncrBy(ctx, "stock:1", -3)                             // want `stock:1 stays too high for ever`
	any.HIncrBy(ctx, "refs", "a", -1)                          // want `refs stays too high for ever`
	rdb.Process(ctx, redis.NewIntCmd(ctx, "DECR", globalGate)) // an error: not ours
}

func quantity(ctx context.Context, rdb *redis.Client, item string, n int64) {
	rdb.IncrBy(ctx, "bought:"+item, -n)   // want `bought:\* stays too high for ever`
	rdb.IncrBy(ctx, "bought:"+item, n)    // of level info
	rdb.HIncrBy(ctx, "stats", "hits", n)  // of level info
	rdb.Incr(ctx, "visits")               // of level info
	rdb.DecrBy(ctx, "window:"+item, n)    // want `DECRBY's error is dropped, and if it fails, as it does unsent if its context has ended, window:\* stays too high until it expires`
	rdb.HIncrBy(ctx, "cached", "all", -n) // of level info: it expires
	rdb.Expire(ctx, "window:"+item, time.Minute)
	rdb.Expire(ctx, "cached", time.Minute)
}

func handled(ctx context.Context, rdb *redis.Client, user string, n int64) (*redis.IntCmd, error) {
	if err := rdb.Decr(ctx, userSlots(user)).Err(); err != nil {
		return nil, err
	}
	_ = rdb.Decr(ctx, userSlots(user))
	_, _ = rdb.Decr(ctx, userSlots(user)).Result()
	rdb.Decr(ctx, userSlots(user)).Err() // errcheck says so
	left := rdb.Decr(ctx, userSlots(user)).Val()
	cmd := rdb.DecrBy(ctx, userSlots(user), n-left)
	return cmd, keep(rdb.Decr(ctx, userSlots(user)))
}

func keep(cmd *redis.IntCmd) error { return cmd.Err() }

func unknown(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Decr(ctx, key) // of level info: of which nothing is known
	rdb.Get(ctx, "user:1")
	rdb.Ping(ctx)
	rdb.Publish(ctx, "events", "1")
	rdb.XGroupCreateMkStream(ctx, "events", "workers", "0")
	rdb.Close()
}

func queued(ctx context.Context, rdb *redis.Client) error {
	pp := rdb.Pipeline()
	pp.Decr(ctx, globalGate)
	if _, err := pp.Exec(ctx); err != nil {
		return err
	}
	_, err := rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Decr(ctx, globalGate)
		give(ctx, p)
		return nil
	})
	return err
}

func give(ctx context.Context, on redis.Cmdable) { on.Decr(ctx, globalGate) }

// Give is for other packages, which may give it a pipeline.
func Give(ctx context.Context, on redis.Cmdable) { on.Decr(ctx, globalGate) }

func GiveOn[C redis.Cmdable](ctx context.Context, on C) { on.Decr(ctx, globalGate) }

type decrer interface {
	Decr(ctx context.Context, key string) *redis.IntCmd
}

// GiveBack may be given one, too.
func GiveBack(ctx context.Context, on decrer) { on.Decr(ctx, globalGate) }

// GiveNow may not.
func GiveNow(ctx context.Context, on redis.UniversalClient) {
	on.Decr(ctx, globalGate) // want `im:gate stays one too high`
}

func giveThrough(ctx context.Context, rdb *redis.Client) { back(ctx, rdb) }

func back(ctx context.Context, on redis.Cmdable) {
	on.Decr(ctx, globalGate) // want `im:gate stays one too high`
}

func inTransaction(ctx context.Context, rdb *redis.Client) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		tx.Decr(ctx, globalGate) // redistx
		return nil
	}, globalGate)
}

func idempotent(w http.ResponseWriter, r *http.Request, rdb *redis.Client) {
	key := "idempotency:" + r.Header.Get("Idempotency-Key")
	first, err := rdb.SetNX(r.Context(), key, "1", time.Hour).Result()
	if err != nil || !first {
		w.WriteHeader(http.StatusConflict)
		return
	}
	defer rdb.Del(r.Context(), key) // want `DEL's error is dropped, and if it fails, as it does unsent once the client of the request has gone, the lock idempotency:\* \(SET at counters.go:\d+\) stays taken until its TTL runs out`
}

// A client that goes away in time keeps its token.
func redeem(rdb *redis.Client, r *http.Request) error {
	ctx := r.Context()
	key := "once:" + r.FormValue("token")
	if err := rdb.Get(ctx, key).Err(); err != nil {
		return err
	}
	rdb.Del(ctx, key) // want `DEL's error is dropped, and if it fails, as it does unsent once the client of the request has gone, once:\* stays`
	return nil
}

// Sent whether the client is there or not: best effort.
func unsee(rdb *redis.Client, r *http.Request) {
	rdb.Del(context.WithoutCancel(r.Context()), "seen:"+r.FormValue("id"))
	rdb.Expire(r.Context(), "recent:"+r.FormValue("id"), time.Hour)
}

func chosen(ctx context.Context, rdb *redis.Client, cluster *redis.ClusterClient, batched bool) error {
	var on redis.Cmdable = rdb
	pipe := rdb.Pipeline()
	if batched {
		on = pipe
	}
	on.Decr(ctx, globalGate) // it may be queued
	var direct redis.Cmdable = rdb
	if batched {
		direct = cluster
	}
	direct.Decr(ctx, globalGate) // want `im:gate stays one too high`
	_, err := pipe.Exec(ctx)
	return err
}

type inContext struct{}

// on returns the pipeline that a request has, if it has one.
func on(ctx context.Context, rdb redis.UniversalClient) redis.Cmdable {
	if pipe, ok := ctx.Value(inContext{}).(redis.Pipeliner); ok {
		return pipe
	}
	return rdb
}

func only(rdb redis.UniversalClient) redis.Cmdable { return rdb }

func throughMaker(ctx context.Context, rdb redis.UniversalClient) {
	on(ctx, rdb).Decr(ctx, globalGate) // it may be queued
	only(rdb).Decr(ctx, globalGate)    // want `im:gate stays one too high`
}

type bound struct{ on redis.Cmdable }

// newBound is given a pipeline, too.
func newBound(on redis.Cmdable) *bound { return &bound{on} }

func (b *bound) give(ctx context.Context) { b.on.Decr(ctx, globalGate) }

func giveBound(ctx context.Context, rdb *redis.Client) error {
	newBound(rdb).give(ctx)
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		newBound(pipe).give(ctx)
		return nil
	})
	return err
}

type unbound struct{ on redis.Cmdable }

func newUnbound(on redis.Cmdable) *unbound { return &unbound{on} }

func (u *unbound) give(ctx context.Context) {
	u.on.Decr(ctx, globalGate) // want `im:gate stays one too high`
}

func giveUnbound(ctx context.Context, rdb redis.UniversalClient) { newUnbound(rdb).give(ctx) }
