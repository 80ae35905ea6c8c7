// Package clients has KEYS on every kind of client of go-redis.
package clients

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func plain(ctx context.Context, rdb *redis.Client) ([]string, error) {
	return rdb.Keys(ctx, "user:*").Result() // want `KEYS "user:\*" walks the whole keyspace while all other clients wait \(509 ms for 1 M keys\)`
}

func variants(ctx context.Context, rdb *redis.Client, team string) {
	rdb.Keys(ctx, "*")                            // want `KEYS "\*" walks`
	_ = rdb.Keys(context.Background(), team+":*") // want `KEYS team \+ ":\*" walks`
	const pattern = "a:*"
	if keys := rdb.Keys(ctx, pattern).Val(); len(keys) == 0 { // want `KEYS "a:\*" walks`
		return
	}
	local := "b:" + "*"
	keys, err := rdb.Keys( // want `KEYS "b:\*" walks`
		ctx, // the request's
		local,
	).Result()
	_, _ = keys, err
	defer rdb.Keys(ctx, "deferred") // want `KEYS "deferred"`
	go rdb.Keys(ctx, "spawned")     // want `KEYS "spawned"`
	func() {
		(rdb.Keys)(ctx, "in a literal") // want `KEYS "in a literal"`
	}()
}

func value(ctx context.Context, rdb redis.Client) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS`
}

func made() redis.Client { return *redis.NewClient(&redis.Options{}) }

func notAddressable(ctx context.Context) error {
	return redis.NewClient(&redis.Options{}).Keys(ctx, "*").Err() // want `KEYS`
}

func cluster(ctx context.Context, rdb *redis.ClusterClient) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS "\*" asks one node of the cluster only`
}

func node(ctx context.Context, rdb *redis.ClusterClient) error {
	return rdb.ForEachMaster(ctx, func(ctx context.Context, master *redis.Client) error {
		return master.Keys(ctx, "*").Err() // want `KEYS "\*" walks`
	})
}

func ring(ctx context.Context, rdb *redis.Ring) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS "\*" asks one shard of the ring only`
}

func conn(ctx context.Context, rdb *redis.Conn) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS`
}

func universal(ctx context.Context, rdb redis.UniversalClient) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS`
}

func cmdable(ctx context.Context, rdb redis.Cmdable) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS`
}

// generic has no SCAN to offer other than that of the part of go-redis which it names.
func generic(ctx context.Context, rdb redis.GenericCmdable) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS`
}

func parameter[C redis.Cmdable](ctx context.Context, rdb C) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS`
}

func union[C interface {
	*redis.Client | *redis.ClusterClient
	Keys(context.Context, string) *redis.StringSliceCmd
}](ctx context.Context, rdb C) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS`
}

func pipeline(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.Pipeline()
	pipe.Keys(ctx, "*") // want `KEYS`
	_, _ = pipe.Exec(ctx)
	_, _ = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Keys(ctx, "*") // want `KEYS`
		return nil
	})
}

func watched(ctx context.Context, rdb *redis.Client) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		return tx.Keys(ctx, "*").Err() // want `KEYS`
	}, "key")
}

func autoPipeline(ctx context.Context, rdb *redis.AutoPipeliner) error {
	return rdb.Keys(ctx, "*").Err() // want `KEYS`
}

func forms(ctx context.Context, rdb *redis.Client) {
	(*redis.Client).Keys(rdb, ctx, "*") // want `KEYS "\*" walks`
	redis.Cmdable.Keys(rdb, ctx, "*")   // want `KEYS "\*" walks`
	f := rdb.Keys
	f(ctx, "*") // want `KEYS "\*" walks`
	g := (*redis.Client).Keys
	g(rdb, ctx, "*") // want `KEYS "\*" walks`
	use(rdb.Keys)    // want `KEYS walks`
	var table = map[string]func(*redis.Client, context.Context, string) *redis.StringSliceCmd{
		"keys": (*redis.Client).Keys, // want `KEYS walks`
	}
	_ = table
}

func use(func(context.Context, string) *redis.StringSliceCmd) {}

func raw(ctx context.Context, rdb *redis.Client, name string) {
	rdb.Do(ctx, "keys", "*") // want `KEYS "\*" walks`
	rdb.Do(ctx, "KEYS", "*") // want `KEYS "\*" walks`
	rdb.Do(ctx, name, "*")
	args := []any{"Keys", "user:*"}
	rdb.Do(ctx, args...) // want `KEYS "user:\*" walks`
	cmd := redis.NewStringSliceCmd(ctx, "keys", "*")
	_ = rdb.Process(ctx, cmd) // want `KEYS "\*" walks`
	pipe := rdb.Pipeline()
	_ = pipe.Process(ctx, redis.NewCmd(ctx, "keys", "*")) // want `KEYS "\*" walks`
	pipe.Do(ctx, "keys", "*")                             // want `KEYS "\*" walks`
	rdb.Conn().Do(ctx, "keys", "*")                       // want `KEYS "\*" walks`
}

var started = redis.NewClient(&redis.Options{}).Keys(context.Background(), "at start") // want `KEYS "at start"`

// Not KEYS.
func lookalikes(ctx context.Context, rdb *redis.Client) {
	rdb.Scan(ctx, 0, "*", 1000)
	rdb.HKeys(ctx, "hash")
	rdb.Do(ctx, "scan", 0)
	rdb.Eval(ctx, "return KEYS[1]", []string{"KEYS"})
	rdb.RandomKey(ctx)
}
