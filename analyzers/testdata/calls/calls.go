// Package calls has one call site a line, in the forms that the model has to see.
package calls

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

func keys(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Get(ctx, "a")                                                       // want `GET plain keys\["a"\] dropped`
	rdb.Get(ctx, key)                                                       // want `GET plain keys\[key\]`
	rdb.MGet(ctx, "a", key)                                                 // want `MGET plain keys\["a" key\]`
	rdb.MGet(ctx, unknown()...)                                             // want `MGET plain keys\?`
	rdb.MSet(ctx, "a", 1, "b", 2)                                           // want `MSET plain keys\["a" "b"\]`
	rdb.XAdd(ctx, &redis.XAddArgs{Stream: "s", Values: []string{"f", "v"}}) // want `XADD plain keys\["s"\]`
	rdb.ZUnionStore(ctx, "dest", &redis.ZStore{Keys: []string{"a", key}})   // want `ZUNIONSTORE plain keys\["dest" "a" \?\]`
	rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: "z", Start: 0, Stop: -1})     // want `ZRANGE plain keys\["z"\]`
	rdb.Do(ctx, "SET", key, "v", "EX", 60)                                  // want `SET plain raw keys\[key\] expires 60`
	rdb.Do(ctx, "client", "list")                                           // want `CLIENT LIST plain raw keys\[\]`
	rdb.Do(ctx, "eval", "return 1", 1, key)                                 // want `EVAL plain raw keys\?`
	rdb.Eval(ctx, "return 1", []string{"a", "b"})                           // want `EVAL plain keys\["a" "b"\]`
	_ = rdb.Process(ctx, redis.NewStatusCmd(ctx, "set", "p", 1, "px", 5))   // want `SET plain raw keys\["p"\] expires 5 blank`
	(*redis.Client).Set(rdb, ctx, "e", 1, time.Minute)                      // want `SET plain expression keys\["e"\] expires 60000000000`
	set := rdb.Set                                                          // (its calls are in view)
	set(ctx, key, 1, 0)                                                     // want `SET plain variable keys\[key\] expires 0`
	setOn := (*redis.Client).Set                                            // (its calls are in view)
	setOn(rdb, ctx, key, 1, 0)                                              // want `SET plain variable keys\[key\] expires 0`
	store(rdb.Del)                                                          // want `DEL plain value`
	rdb.SetArgs(ctx, "sa", 1, redis.SetArgs{TTL: time.Second})              // want `SET plain keys\["sa"\] expires 1000000000`
	rdb.SetArgs(ctx, "sa", 1, redis.SetArgs{Mode: "NX"})                    // want `SET plain keys\["sa"\] dropped`
}

func unknown() []string                                    { return nil }
func sink(...any)                                          {}
func store(func(context.Context, ...string) *redis.IntCmd) {}

func uses(ctx context.Context, rdb *redis.Client) (*redis.StringCmd, error) {
	_ = rdb.Get(ctx, "a")                                 // want `GET .* blank`
	_ = rdb.Get(ctx, "a").Err()                           // want `GET .* blank`
	_, _ = rdb.Get(ctx, "a").Result()                     // want `GET .* blank`
	rdb.Get(ctx, "a").Err()                               // want `GET .* dropped`
	v := rdb.Get(ctx, "a").Val()                          // want `GET .* value$`
	_, err := rdb.Get(ctx, "a").Result()                  // want `GET .* error$`
	n, err2 := rdb.Get(ctx, "a").Int()                    // want `GET .* value error$`
	if err := rdb.Set(ctx, "a", 1, 0).Err(); err != nil { // want `SET .* error$`
		return nil, err
	}
	defer rdb.Get(ctx, "a")   // want `GET .* dropped`
	kept := rdb.Get(ctx, "a") // want `GET .* escapes`
	sink(v, err, n, err2)
	if false {
		return kept, kept.Err()
	}
	return rdb.Get(ctx, "a"), nil // want `GET .* escapes`
}

func loops(ctx context.Context, rdb *redis.Client, ids []string) {
	for _, id := range rdb.SMembers(ctx, "ids").Val() { // want `SMEMBERS plain keys\["ids"\] value$`
		rdb.Get(ctx, id)              // want `GET .* loop`
		func() { rdb.Get(ctx, id) }() // want `GET plain keys\[id\] dropped$`
	}
	for err := rdb.Ping(ctx).Err(); err != nil; err = rdb.Ping(ctx).Err() { // want `PING plain keys\[\] error` `PING plain keys\[\] error loop`
	}
}

func pipelines(ctx context.Context, rdb *redis.Client, given redis.Pipeliner) {
	pipe := rdb.Pipeline()
	pipe.Get(ctx, "a") // want `GET pipeline`
	tx := rdb.TxPipeline()
	tx.Get(ctx, "a")              // want `GET transaction`
	func() { tx.Get(ctx, "b") }() // want `GET transaction`
	given.Get(ctx, "a")           // want `GET queued`
	either := pipe
	if given != nil {
		either = tx
	}
	either.Get(ctx, "a") // want `GET queued`
	_, _ = rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.Get(ctx, "a")   // want `GET pipeline .* in pipeline`
		rdb.Get(ctx, "a") // want `GET plain .* in pipeline`
		return nil
	})
	_, _ = rdb.TxPipelined(ctx, fill)
	_, _ = rdb.TxPipelined(ctx, filler("x"))
	var s filling
	_, _ = rdb.TxPipelined(ctx, s.fill)
	queue(ctx, pipe)
}

func queue(ctx context.Context, p redis.Pipeliner) { p.Get(ctx, "a") } // want `GET pipeline`

func fill(p redis.Pipeliner) error {
	p.Get(context.Background(), "a") // want `GET transaction .* in transaction`
	return nil
}

func filler(key string) func(redis.Pipeliner) error {
	return func(p redis.Pipeliner) error {
		p.Get(context.Background(), key) // want `GET transaction .* in transaction`
		return nil
	}
}

type filling struct{}

func (filling) fill(p redis.Pipeliner) error {
	p.Get(context.Background(), "a") // want `GET transaction .* in transaction`
	return nil
}

func watches(ctx context.Context, rdb redis.UniversalClient) error {
	txf := func(tx *redis.Tx) error {
		if err := tx.Get(ctx, "a").Err(); err != nil && !errors.Is(err, redis.Nil) { // want `GET watched .* in watched`
			return err
		}
		_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, "a", 1, 0) // want `SET transaction .* in transaction watched`
			return nil
		})
		return err
	}
	if err := rdb.Watch(ctx, txf, "a"); err != nil {
		return err
	}
	return rdb.Watch(ctx, changed, "a")
}

func changed(tx *redis.Tx) error {
	tx.Watch(context.Background(), "b")                  // want `WATCH watched`
	return tx.Set(context.Background(), "a", 1, 0).Err() // want `SET watched .* in watched`
}

func kinds(ctx context.Context) {
	var any redis.UniversalClient = redis.NewClusterClient(&redis.ClusterOptions{})
	any.Get(ctx, "a") // want `GET cluster`
	var ring redis.Cmdable = redis.NewRing(&redis.RingOptions{})
	ring.Get(ctx, "a") // want `GET ring`
	if cluster, ok := any.(*redis.ClusterClient); ok {
		cluster.Get(ctx, "a") // want `GET cluster`
	}
	any.(*redis.Client).Conn().Get(ctx, "a")    // want `GET conn`
	redis.NewUniversalClient(nil).Get(ctx, "a") // want `GET unknown`
}

type wrapped struct{ redis.UniversalClient }
type closer interface {
	redis.Cmdable
	Close() error
}
type twice struct{ *pair }
type pair struct{ *redis.ClusterClient }
type narrow interface {
	Get(context.Context, string) *redis.StringCmd
	Watch(context.Context, func(*redis.Tx) error, ...string) error
	Process(context.Context, redis.Cmder) error
}

func embedded[C redis.Cmdable](ctx context.Context, w wrapped, c closer, t twice, n narrow, generic C) {
	w.Get(ctx, "a")       // want `GET unknown`
	c.Get(ctx, "a")       // want `GET unknown`
	t.Get(ctx, "a")       // want `GET cluster`
	n.Get(ctx, "a")       // want `GET unknown`
	generic.Get(ctx, "a") // want `GET unknown`
	_ = n.Watch(ctx, func(tx *redis.Tx) error {
		return tx.Get(ctx, "a").Err() // want `GET watched .* in watched`
	})
	_ = n.Process(ctx, redis.NewCmd(ctx, "get", "a")) // want `GET unknown raw keys\["a"\]`
	twice.Get(t, ctx, "a")                            // want `GET cluster expression`
	narrow.Get(n, ctx, "a")                           // want `GET unknown expression`
}

type batch interface {
	redis.Pipeliner
	Tag() string
}

func queued[P redis.Pipeliner](ctx context.Context, b batch, p P) {
	b.Get(ctx, "a") // want `GET queued`
	p.Get(ctx, "a") // want `GET queued`
}

// wrapping sets its callback again and again, to a conversion of what it was.
func wrapping(ctx context.Context, rdb *redis.Client, n int) error {
	type callback func(*redis.Tx) error
	f := changed
	var g func(*redis.Tx) error = f
	for range n {
		g = callback(g)
		g = any(g).(callback)
	}
	return rdb.Watch(ctx, g)
}

// ownMethods have the names of commands, and other signatures.
type ownMethods interface {
	Process(ctx context.Context) *redis.StatusCmd
	Keys(ctx context.Context) *redis.IntCmd
	Get(ctx context.Context, tenant, key string) *redis.StringCmd
}

func own(ctx context.Context, rdb *redis.Client, o ownMethods) {
	o.Process(ctx)
	o.Keys(ctx)
	o.Get(ctx, "tenant", "key")
	words := []any{"get", "a"}
	words[0] = "del"
	rdb.Do(ctx, words...)
}

// Names that collide with commands.
func collisions(ctx context.Context, s *redis.Script, sub *redis.PubSub, sentinel *redis.SentinelClient, tx *redis.Tx) {
	_ = sub.Ping(ctx)
	_ = sub.Subscribe(ctx, "channel")
	sentinel.Ping(ctx)
	s.Load(ctx, nil)
	redis.NewScanCmd(ctx, nil, "scan", 0).Iterator()
}

var atStart = redis.NewClient(&redis.Options{}).Get(context.Background(), "a") // want `GET plain`
