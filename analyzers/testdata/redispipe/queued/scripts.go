package queued

import (
	"context"

	"github.com/redis/go-redis/v9"
)

var take = redis.NewScript(`return redis.call("DECRBY", KEYS[1], ARGV[1])`)

// Shared may be loaded by others.
var Shared = redis.NewScript(`return 1`)

func run(ctx context.Context, rdb *redis.Client, key string) (int, error) {
	pipe := rdb.Pipeline()
	taken := take.Run(ctx, pipe, []string{key}, 1) // want `Script.Run queues EVALSHA, and has no answer yet to fall back to EVAL on`
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, err
	}
	return taken.Int()
}

func runInTransaction(ctx context.Context, rdb *redis.Client, key string) error {
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		take.Run(ctx, pipe, []string{key}, 1)             // want `Script.Run queues EVALSHA`
		redis.NewScript(`return 1`).RunRO(ctx, pipe, nil) // want `Script.Run queues EVALSHA`
		return nil
	})
	return err
}

func runSafely(ctx context.Context, rdb *redis.Client, script *redis.Script, key string) error {
	if err := take.Run(ctx, rdb, []string{key}, 1).Err(); err != nil {
		return err
	}
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		take.Eval(ctx, pipe, []string{key}, 1)
		take.EvalSha(ctx, pipe, []string{key}, 1)
		Shared.Run(ctx, pipe, nil)
		script.Run(ctx, pipe, nil)
		return nil
	})
	return err
}

func iterate(ctx context.Context, rdb *redis.Client) (keys []string, err error) {
	pipe := rdb.Pipeline()
	found := pipe.Scan(ctx, 0, "*", 100).Iterator() // want `the iterator of a queued SCAN yields nothing before Exec`
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	for found.Next(ctx) {
		keys = append(keys, found.Val())
	}
	return keys, found.Err()
}

func iterateRightly(ctx context.Context, rdb *redis.Client) (n int, err error) {
	found := rdb.HScan(ctx, "h", 0, "*", 100).Iterator()
	for found.Next(ctx) {
		n++
	}
	pipe := rdb.Pipeline()
	page := pipe.Scan(ctx, 0, "*", 100)
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, err
	}
	keys, _, err := page.Result()
	return n + len(keys), err
}
