package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Batch makes a pipeline that nothing else holds.
func (db *DB) Batch() redis.Pipeliner { return db.Redis().TxPipeline() }

// QueueHit only fills what it is given.
func QueueHit(ctx context.Context, pipe redis.Pipeliner, page string) {
	pipe.HIncrBy(ctx, "hits", page, 1)
	pipe.Expire(ctx, "hits", time.Hour)
}

// QueueFixed queues what no caller decides.
func QueueFixed(ctx context.Context, pipe redis.Pipeliner) { pipe.Del(ctx, "all-hits") }

// Send executes what it is given.
func Send(ctx context.Context, pipe redis.Pipeliner) error {
	_, err := pipe.Exec(ctx)
	return err
}

// Hits returns the result of what it queues.
func Hits(ctx context.Context, pipe redis.Pipeliner, page string) *redis.IntCmd {
	return pipe.HIncrBy(ctx, "hits", page, 1)
}

// Batches executes its pipelines together.
type Batches struct {
	db      *DB
	pending []redis.Pipeliner
}

// Next makes a pipeline that is executed later.
func (b *Batches) Next() redis.Pipeliner {
	pipe := b.db.Redis().Pipeline()
	b.pending = append(b.pending, pipe)
	return pipe
}

// Add keeps what it is given, and fills it.
func (b *Batches) Add(ctx context.Context, pipe redis.Pipeliner) {
	pipe.Incr(ctx, "added")
	b.pending = append(b.pending, pipe)
}
