// Lostttl counts the requests of users, per minute, in keys that are to expire.
// Some requests are cancelled, as their users have gone. It counts the keys that
// were left without a TTL: those users' counters are never reset.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

const window = time.Minute

type counter func(ctx context.Context, rdb *redis.Client, key string) (int64, error)

// countWrong sends INCR, waits, and sends EXPIRE. What ends it in between, such
// as a cancelled context or the end of the process, leaves a key that lives for
// ever, since no later call finds 1 there.
func countWrong(ctx context.Context, rdb *redis.Client, key string) (int64, error) {
	n, err := rdb.Incr(ctx, key).Result()
	if err != nil {
		return 0, err
	}
	if n == 1 {
		if err := rdb.Expire(ctx, key, window).Err(); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// countFixed has the server do both or nothing.
func countFixed(ctx context.Context, rdb *redis.Client, key string) (int64, error) {
	return redisrt.ExpiringOnce(rdb, window).Incr(ctx, key).Result()
}

func main() {
	opts, err := redis.ParseURL(cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379"))
	if err != nil {
		log.Fatal(err)
	}
	rdb := redis.NewClient(opts)
	defer rdb.Close()
	fmt.Printf("wrong: %d of 5000 users have a counter that never expires\n", run(rdb, "races:wrong", countWrong))
	fmt.Printf("fixed: %d of 5000 users have a counter that never expires\n", run(rdb, "races:fixed", countFixed))
}

// run has 10 workers handle a request of each of 5000 users.
func run(rdb *redis.Client, prefix string, count counter) (immortal int) {
	ctx := context.Background()
	var keys []string
	for user := range 5000 {
		keys = append(keys, fmt.Sprintf("%s:%d", prefix, user))
	}
	var workers sync.WaitGroup
	for part := range slices.Chunk(keys, 500) {
		workers.Go(func() {
			for _, key := range part {
				ctx, cancel := context.WithTimeout(ctx, rand.N(2*time.Millisecond)) // this user's patience
				_, _ = count(ctx, rdb, key)                                         // nobody waits for the answer
				cancel()
			}
		})
	}
	workers.Wait()

	ttls, err := rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, key := range keys {
			p.PTTL(ctx, key)
		}
		return nil
	})
	if err := cmp.Or(err, redisrt.Unlink(ctx, rdb, keys...).Err()); err != nil {
		log.Fatal(err)
	}
	for _, ttl := range ttls {
		if ttl.(*redis.DurationCmd).Val() == -1 {
			immortal++
		}
	}
	return immortal
}
