package queued

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

func early(ctx context.Context, rdb *redis.Client) (int64, error) {
	pipe := rdb.Pipeline()
	n, err := pipe.Incr(ctx, "k").Result() // want `INCR is only queued here: before Exec there is no reply, and Result reads the zero value`
	if err != nil {
		return 0, err
	}
	_, err = pipe.Exec(ctx)
	return n, err
}

func earlyChecks(ctx context.Context, rdb *redis.Client, ids []string) error {
	pipe := rdb.Pipeline()
	for _, id := range ids {
		if err := pipe.SAdd(ctx, "ids", id).Err(); err == nil { // want `SADD is only queued here, and before Exec Err gives no error, whatever happens: this check decides nothing`
			pipe.Incr(ctx, "added")
		}
		if _, err := pipe.HSet(ctx, "h", id, 1).Result(); err != nil { // want `HSET is only queued here, and before Exec Result gives no error`
			return fmt.Errorf("%s: %w", id, err)
		}
	}
	_, err := pipe.Exec(ctx)
	return err
}

func earlyInCallback(ctx context.Context, rdb *redis.Client) error {
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		if pipe.Exists(ctx, "k").Val() == 0 { // want `EXISTS is only queued here: before Exec there is no reply, and Val reads the zero value`
			pipe.Set(ctx, "k", 1, 0)
		}
		got := pipe.Get(ctx, "k")
		pipe.Incr(ctx, "n")
		if value, err := got.Int(); err == nil && value > 3 { // want `GET is only queued here: before Exec there is no reply, and Int reads`
			return errors.New("too many")
		}
		return nil
	})
	return err
}

func earlyInHelper(ctx context.Context, pipe redis.Pipeliner) bool {
	if pipe.SIsMember(ctx, "s", 1).Val() { // want `SISMEMBER is only queued here`
		return false
	}
	return pipe.SIsMember(ctx, "s", 2).Val()
}

func earlyReturned(ctx context.Context, rdb *redis.Client, key string) (int64, error) {
	pipe := rdb.TxPipeline()
	n, err := pipe.Incr(ctx, key).Result() // want `INCR is only queued here`
	if err != nil {
		return 0, err
	}
	_, err = pipe.Exec(ctx)
	if err != nil {
		return 0, err
	}
	return n, nil
}

func earlyThroughCmdable(ctx context.Context, rdb *redis.Client) error {
	pipe := rdb.Pipeline()
	has(ctx, pipe)
	mayHave(ctx, pipe)
	mayHave(ctx, rdb)
	_, err := pipe.Exec(ctx)
	return err
}

func has(ctx context.Context, on redis.Cmdable) bool {
	return on.Exists(ctx, "k").Val() > 0 // want `EXISTS is only queued here`
}

func mayHave(ctx context.Context, on redis.Cmdable) bool { return on.Exists(ctx, "k").Val() > 0 }

// Exported has callers that are not in view.
func Exported(ctx context.Context, on redis.Cmdable) bool { return on.Exists(ctx, "k").Val() > 0 }

func afterExec(ctx context.Context, rdb *redis.Client, pages int) (sum int64, err error) {
	pipe := rdb.Pipeline()
	for range pages {
		n := pipe.Incr(ctx, "k")
		if _, err := pipe.Exec(ctx); err != nil {
			return 0, err
		}
		sum += n.Val()
	}
	send := func() { _, err = pipe.Exec(ctx) }
	n := pipe.Incr(ctx, "k")
	send()
	return sum + n.Val(), err
}

func maybeExec(ctx context.Context, rdb *redis.Client, now bool) int64 {
	pipe := rdb.Pipeline()
	n := pipe.Incr(ctx, "k")
	if now {
		_, _ = pipe.Exec(ctx)
	}
	defer pipe.Discard()
	return n.Val()
}

func afterHelper(ctx context.Context, rdb *redis.Client) (int64, error) {
	pipe := rdb.Pipeline()
	n := pipe.Incr(ctx, "k")
	err := flush(ctx, pipe)
	return n.Val(), err
}

func afterMethod(ctx context.Context, b *batches) (int64, error) {
	n := b.pipe.Incr(ctx, "k")
	err := b.send(ctx)
	return n.Val(), err
}

func (b *batches) send(ctx context.Context) error {
	_, err := b.pipe.Exec(ctx)
	return err
}

func afterPipelined(ctx context.Context, rdb *redis.Client) (int64, error) {
	var n *redis.IntCmd
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		n = pipe.Incr(ctx, "k")
		return nil
	})
	return n.Val(), err
}

func unusedRead(ctx context.Context, rdb *redis.Client) error {
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, "k").Err()
		_ = pipe.Incr(ctx, "k").Err()
		return pipe.Incr(ctx, "k").Err()
	})
	return err
}

func direct(ctx context.Context, rdb *redis.Client, tx *redis.Tx) (int64, error) {
	if err := tx.Incr(ctx, "k").Err(); err != nil {
		return 0, err
	}
	return rdb.Incr(ctx, "k").Result()
}

// A command has the error that it is given.
func givenError(ctx context.Context, rdb *redis.Client) error {
	pipe := rdb.Pipeline()
	cmd := pipe.Incr(ctx, "k")
	if ctx.Err() != nil {
		cmd.SetErr(ctx.Err())
	}
	if err := cmd.Err(); err != nil {
		return err
	}
	_, err := pipe.Exec(ctx)
	return err
}
