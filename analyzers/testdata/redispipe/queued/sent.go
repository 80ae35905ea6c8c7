// Package queued fills pipelines.
package queued

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

func forgotten(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.Pipeline() // want `SET is queued on this pipeline and never sent, as nothing executes it`
	pipe.Set(ctx, "a", 1, 0)
	pipe.Expire(ctx, "a", time.Hour)
}

func forgottenTransaction(ctx context.Context, rdb redis.UniversalClient, ids []string) {
	tx := rdb.TxPipeline() // want `HSET is queued on this pipeline and never sent`
	for _, id := range ids {
		tx.HSet(ctx, "user:"+id, "seen", 1)
	}
}

func forgottenInWatch(ctx context.Context, rdb *redis.Client) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		pipe := tx.TxPipeline() // want `INCR is queued on this pipeline and never sent`
		pipe.Incr(ctx, "k")
		return nil
	}, "k")
}

func forgottenInLiteral(ctx context.Context, rdb *redis.Client, each func(func(string))) {
	pipe := rdb.Pipeline() // want `DEL is queued on this pipeline and never sent`
	each(func(key string) { pipe.Del(ctx, key) })
}

func onlyDiscarded(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.Pipeline() // want `INCR is queued on this pipeline and never sent, as it is only discarded`
	defer pipe.Discard()
	pipe.Incr(ctx, "k")
}

func counted(ctx context.Context, rdb *redis.Client) int {
	pipe := rdb.Pipeline() // want `INCR is queued on this pipeline and never sent`
	pipe.Incr(ctx, "k")
	return pipe.Len()
}

func forgottenThroughHelper(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.Pipeline() // want `INCR \(through fill\) is queued on this pipeline and never sent`
	fill(ctx, pipe, "k")
}

func fill(ctx context.Context, on redis.Cmdable, key string) {
	on.Incr(ctx, key)
	on.Expire(ctx, key, time.Hour)
}

func forgottenRaw(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.Pipeline() // want `SET is queued on this pipeline and never sent`
	pipe.Do(ctx, "set", "k", "v")
}

func forgottenUnknown(ctx context.Context, rdb *redis.Client, name string) {
	pipe := rdb.Pipeline() // want `commands are queued on this pipeline and never sent`
	pipe.Do(ctx, name, "k", "v")
}

func begin(rdb *redis.Client) redis.Pipeliner {
	pipe := rdb.TxPipeline()
	pipe.Incr(context.Background(), "begun")
	return pipe
}

func forgottenOfMaker(ctx context.Context, rdb *redis.Client) {
	pipe := begin(rdb) // want `SET is queued on this pipeline and never sent`
	pipe.Set(ctx, "a", 1, 0)
}

func executedOfMaker(ctx context.Context, rdb *redis.Client) error {
	pipe := begin(rdb)
	pipe.Set(ctx, "a", 1, 0)
	_, err := pipe.Exec(ctx)
	return err
}

type batches struct {
	rdb  *redis.Client
	pipe redis.Pipeliner
	all  []redis.Pipeliner
}

func (b *batches) begin() redis.Pipeliner {
	pipe := b.rdb.Pipeline()
	b.all = append(b.all, pipe)
	return pipe
}

func (b *batches) keptByMaker(ctx context.Context) {
	pipe := b.begin()
	pipe.Set(ctx, "a", 1, 0)
}

func (b *batches) keep(ctx context.Context) {
	b.pipe = b.rdb.Pipeline()
	b.pipe.Set(ctx, "a", 1, 0)
	pipe := b.rdb.Pipeline()
	pipe.Set(ctx, "a", 1, 0)
	b.all = append(b.all, pipe)
}

func executed(ctx context.Context, rdb *redis.Client, now bool) error {
	pipe := rdb.Pipeline()
	pipe.Set(ctx, "a", 1, 0)
	if !now {
		pipe.Discard()
		return nil
	}
	_, err := pipe.Exec(ctx)
	return err
}

func executedInLiteral(ctx context.Context, rdb *redis.Client) (err error) {
	pipe := rdb.Pipeline()
	defer func() { _, err = pipe.Exec(ctx) }()
	pipe.Set(ctx, "a", 1, 0)
	return nil
}

func executedByHelper(ctx context.Context, rdb *redis.Client) error {
	pipe := rdb.Pipeline()
	fill(ctx, pipe, "a")
	return flush(ctx, pipe)
}

func flush(ctx context.Context, pipe redis.Pipeliner) error {
	_, err := pipe.Exec(ctx)
	return err
}

func executedElsewhere(ctx context.Context, rdb *redis.Client, run func(redis.Pipeliner), pipes chan redis.Pipeliner) {
	pipe := rdb.Pipeline()
	pipe.Set(ctx, "a", 1, 0)
	run(pipe)
	other := rdb.Pipeline()
	other.Set(ctx, "a", 1, 0)
	pipes <- other
}

func executedByMethodValue(ctx context.Context, rdb *redis.Client, run func(func(context.Context) ([]redis.Cmder, error))) {
	pipe := rdb.Pipeline()
	pipe.Set(ctx, "a", 1, 0)
	run(pipe.Exec)
}

func executedInPages(ctx context.Context, rdb *redis.Client, keys []string) error {
	pipe := rdb.Pipeline()
	for i, key := range keys {
		pipe.Unlink(ctx, key)
		if i%1000 == 999 {
			if _, err := pipe.Exec(ctx); err != nil {
				return err
			}
			pipe = rdb.Pipeline()
		}
	}
	_, err := pipe.Exec(ctx)
	return err
}

func empty(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.Pipeline()
	defer pipe.Discard()
}

// A pipeline is a redis.Cmdable, and makes itself.
func ofAny(ctx context.Context, on redis.Cmdable) {
	pipe := on.Pipeline()
	pipe.Set(ctx, "a", 1, 0)
}

func beginOf(on redis.Cmdable) redis.Pipeliner { return on.Pipeline() }

func ofAnyMaker(ctx context.Context, rdb *redis.Client) error {
	outer := rdb.Pipeline()
	pipe := beginOf(outer)
	pipe.Set(ctx, "a", 1, 0)
	_, err := outer.Exec(ctx)
	return err
}

// What is queued is sent otherwise, or is not meant to be sent.
func described(ctx context.Context, rdb *redis.Client) (string, error) {
	pipe := rdb.Pipeline()
	cmd := pipe.Set(ctx, "a", 1, 0)
	text := cmd.String()
	other := rdb.Pipeline()
	again := other.Get(ctx, "a")
	return text, rdb.Process(ctx, again)
}
