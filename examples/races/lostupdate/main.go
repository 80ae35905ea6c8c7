// Lostupdate counts page views from several goroutines, by reading the counter
// and writing it back one higher. (INCR would do for that; think of a value that
// only the program can compute.) It counts the views that were lost.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"os"
	"sync"
	"sync/atomic"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

// viewWrong leaves it at one attempt. Where another goroutine was faster, the
// server refuses the transaction, and the view is a line in a log.
func viewWrong(ctx context.Context, rdb *redis.Client, key string) error {
	err := rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil && err != redis.Nil {
			return err
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, key, n+1, redisrt.Persist)
			return nil
		})
		return err
	}, key)
	if err != nil {
		log.Println("counting a view:", err)
	}
	return nil
}

// viewFixed tries again when the server refuses, and says so if that was in vain.
func viewFixed(ctx context.Context, rdb *redis.Client, key string) error {
	return redisrt.Watch(ctx, rdb, func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, key).Int()
		if err != nil && err != redis.Nil {
			return err
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, key, n+1, redisrt.Persist)
			return nil
		})
		return err
	}, key)
}

func main() {
	opts, err := redis.ParseURL(cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379"))
	if err != nil {
		log.Fatal(err)
	}
	rdb := redis.NewClient(opts)
	defer rdb.Close()
	run(rdb, "wrong", viewWrong)
	run(rdb, "fixed", viewFixed)
}

// run counts 100 views from each of 10 goroutines.
func run(rdb *redis.Client, name string, view func(ctx context.Context, rdb *redis.Client, key string) error) {
	ctx, key := context.Background(), "races:views:"+name
	var failed atomic.Int64
	var visitors sync.WaitGroup
	for range 10 {
		visitors.Go(func() {
			for range 100 {
				if view(ctx, rdb, key) != nil {
					failed.Add(1)
				}
			}
		})
	}
	visitors.Wait()
	counted, err := rdb.Get(ctx, key).Int64()
	if err := cmp.Or(err, rdb.Unlink(ctx, key).Err()); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: 1000 views, %d reported as failed, %d counted: %d lost\n",
		name, failed.Load(), counted, 1000-failed.Load()-counted)
}
