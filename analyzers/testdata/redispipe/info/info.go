// Package info has what is only sometimes worth a look.
package info

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

func onPurpose(ctx context.Context, rdb *redis.Client, key string) {
	pipe := rdb.Pipeline()
	pipe.Incr(ctx, key)
	pipe.Expire(ctx, key, time.Hour)
	_, _ = pipe.Exec(ctx) // want `the error of Exec is dropped on purpose, and INCR with it`
}

func cached(ctx context.Context, rdb *redis.Client, keys []string) {
	pipe := rdb.Pipeline()
	for _, key := range keys {
		pipe.Set(ctx, key, 1, time.Minute)
	}
	pipe.Exec(ctx) // want `the error of Exec is dropped: if it fails, nobody is told, and all values are zero`
}

func returned(ctx context.Context, rdb *redis.Client) error {
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		return pipe.Incr(ctx, "k").Err() // want `INCR is only queued here, and before Exec Err has nothing to return but zero values`
	})
	return err
}

func cachedOnPurpose(ctx context.Context, rdb *redis.Client, keys []string) {
	pipe := rdb.Pipeline()
	for _, key := range keys {
		pipe.Unlink(ctx, key)
	}
	_, _ = pipe.Exec(ctx)
}

// A queue has the methods of a client.
type queue struct{ pipe redis.Pipeliner }

func (q *queue) Get(ctx context.Context, key string) (string, error) {
	return q.pipe.Get(ctx, key).Result() // want `GET is only queued here, and before Exec Result has nothing to return`
}

func (q *queue) Incr(ctx context.Context, key string) (int64, error) {
	n, err := q.pipe.Incr(ctx, key).Result() // want `INCR is only queued here, and before Exec Result has nothing to return`
	if err != nil {
		return 0, err
	}
	return n, nil
}
