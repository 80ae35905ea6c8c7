package queued

import (
	"context"
	"log"
	"time"

	"github.com/redis/go-redis/v9"
)

func dropped(ctx context.Context, rdb *redis.Client, id string) {
	pipe := rdb.TxPipeline()
	pipe.HSet(ctx, "user:"+id, "name", "x")
	pipe.SAdd(ctx, "users", id)
	pipe.Exec(ctx) // want `the error of Exec is dropped, and that of no queued command is read: if HSET fails`
}

func droppedLater(ctx context.Context, rdb *redis.Client, id string) {
	pipe := rdb.Pipeline()
	defer pipe.Exec(ctx) // want `the error of Exec is dropped`
	pipe.RPush(ctx, "jobs", id)
}

func droppedMeanwhile(ctx context.Context, rdb *redis.Client, id string) {
	pipe := rdb.Pipeline()
	pipe.RPush(ctx, "jobs", id)
	go pipe.Exec(ctx) // want `the error of Exec is dropped`
}

func droppedPipelined(ctx context.Context, rdb redis.UniversalClient, id string) {
	rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error { // want `the error of Pipelined is dropped.*if LPUSH fails`
		pipe.LPush(ctx, "feed:"+id, "x")
		pipe.LTrim(ctx, "feed:"+id, 0, 99)
		return nil
	})
	rdb.TxPipelined(ctx, fillTwo) // want `the error of TxPipelined is dropped.*if DECR fails`
}

func fillTwo(pipe redis.Pipeliner) error {
	pipe.Decr(context.Background(), "stock")
	pipe.Incr(context.Background(), "sold")
	return nil
}

func droppedFilled(ctx context.Context, rdb *redis.Client, key string) {
	pipe := rdb.Pipeline()
	fill(ctx, pipe, key)
	pipe.Exec(ctx) // want `if INCR \(through fill\) fails`
}

// In an outage, the count is 0: nobody is limited.
func limited(ctx context.Context, rdb *redis.Client, key string) bool {
	pipe := rdb.Pipeline()
	count := pipe.Incr(ctx, key)
	pipe.Expire(ctx, key, time.Minute)
	pipe.Exec(ctx) // want `the error of Exec is dropped.*if INCR fails`
	return count.Val() > 100
}

func flushedInPages(ctx context.Context, rdb *redis.Client, ids []string) error {
	pipe := rdb.Pipeline()
	for _, id := range ids {
		pipe.SAdd(ctx, "ids", id)
		if pipe.Len() == 1000 {
			if _, err := pipe.Exec(ctx); err != nil {
				return err
			}
		}
	}
	pipe.Exec(ctx) // want `the error of Exec is dropped`
	return nil
}

func read(ctx context.Context, rdb *redis.Client, id string) error {
	pipe := rdb.Pipeline()
	name := pipe.HSet(ctx, "user:"+id, "name", "x")
	pipe.SAdd(ctx, "users", id)
	pipe.Exec(ctx)
	return name.Err()
}

func kept(ctx context.Context, rdb *redis.Client, ids []string) (failed int) {
	pipe := rdb.Pipeline()
	var added []*redis.IntCmd
	for _, id := range ids {
		added = append(added, pipe.SAdd(ctx, "users", id))
	}
	pipe.Exec(ctx)
	for _, cmd := range added {
		if cmd.Err() != nil {
			failed++
		}
	}
	return failed
}

func keptOutside(ctx context.Context, rdb *redis.Client) error {
	var count *redis.IntCmd
	rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		count = pipe.Incr(ctx, "k")
		return nil
	})
	return count.Err()
}

func looked(ctx context.Context, rdb *redis.Client) (failed int) {
	pipe := rdb.Pipeline()
	pipe.Incr(ctx, "k")
	cmds, _ := pipe.Exec(ctx)
	for _, cmd := range cmds {
		if cmd.Err() != nil {
			failed++
		}
	}
	return failed
}

func logged(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.Pipeline()
	pipe.Incr(ctx, "k")
	if _, err := pipe.Exec(ctx); err != nil {
		log.Println(err)
	}
}

func onPurpose(ctx context.Context, rdb *redis.Client) {
	pipe := rdb.Pipeline()
	pipe.Incr(ctx, "k")
	_, _ = pipe.Exec(ctx)
}

func bestEffort(ctx context.Context, rdb *redis.Client, keys []string) {
	pipe := rdb.Pipeline()
	for _, key := range keys {
		pipe.Set(ctx, key, 1, time.Minute)
		pipe.Expire(ctx, key, time.Hour)
		pipe.ZRemRangeByRank(ctx, "recent", 0, -101)
	}
	pipe.Exec(ctx)
}

func readOnly(ctx context.Context, rdb *redis.Client) string {
	pipe := rdb.Pipeline()
	a, b := pipe.Get(ctx, "a"), pipe.Get(ctx, "b")
	pipe.Exec(ctx)
	return a.Val() + b.Val()
}

// What is queued is not in view.
func given(ctx context.Context, pipe redis.Pipeliner, fn func(redis.Pipeliner) error, rdb *redis.Client) {
	pipe.Incr(ctx, "k")
	pipe.Exec(ctx)
	rdb.Pipelined(ctx, fn)
	other := rdb.Pipeline()
	other.Incr(ctx, "k")
	_ = fn(other)
	other.Exec(ctx)
}

// The refusal of EXEC is rediswatch's.
func watched(ctx context.Context, rdb *redis.Client) error {
	return rdb.Watch(ctx, func(tx *redis.Tx) error {
		tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, "k")
			return nil
		})
		return nil
	}, "k")
}

// A command that was made before is read where it was made.
func processed(ctx context.Context, rdb *redis.Client) error {
	cmd := redis.NewStatusCmd(ctx, "set", "k", "v")
	pipe := rdb.Pipeline()
	if err := pipe.Process(ctx, cmd); err != nil {
		return err
	}
	pipe.Exec(ctx)
	return cmd.Err()
}

// What expires is filled again.
func filled(ctx context.Context, rdb *redis.Client, id string, ids ...any) {
	pipe := rdb.TxPipeline()
	pipe.HSet(ctx, "cached:"+id, "name", "x")
	pipe.Expire(ctx, "cached:"+id, time.Hour)
	pipe.RPush(ctx, "cached-ids", ids...)
	pipe.Expire(ctx, "cached-ids", time.Hour)
	pipe.Exec(ctx)
}

func stays(ctx context.Context, rdb *redis.Client, id string) {
	pipe := rdb.Pipeline()
	pipe.HSet(ctx, "cached:"+id, "name", "x")
	pipe.Expire(ctx, "cached:"+id, time.Hour)
	pipe.XAdd(ctx, &redis.XAddArgs{Stream: "changes", Values: []string{"id", id}})
	pipe.Exec(ctx) // want `if XADD fails`
}

// What is not acknowledged is delivered again, what is computed is computed again, and a group that is there is refused.
func repeated(ctx context.Context, rdb *redis.Client, ids ...string) {
	pipe := rdb.Pipeline()
	pipe.XGroupCreateMkStream(ctx, "changes", "workers", "0")
	pipe.XAck(ctx, "changes", "workers", ids...)
	pipe.ZUnionStore(ctx, "sum", &redis.ZStore{Keys: []string{"a", "b"}})
	pipe.SDiffStore(ctx, "difference", "a", "b")
	pipe.Exec(ctx)
}
