package redisrt_test

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

func ExampleKeys() {
	ctx := context.Background()
	rdb := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{"localhost:6379"}})
	defer rdb.Close()

	keys, err := redisrt.Keys(ctx, rdb, "user:*").Result() // was rdb.Keys(ctx, "user:*").Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(keys), "users")
}

func ExampleScan() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	for key, err := range redisrt.Scan(ctx, rdb, "session:*", redisrt.ScanType("hash")) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(key)
	}
}

func ExampleNode() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	err := rdb.Watch(ctx, func(tx *redis.Tx) error {
		keys, err := redisrt.Keys(ctx, redisrt.Node(tx), "cart:*").Result()
		if err != nil {
			return err
		}
		fmt.Println(len(keys), "carts")
		return nil
	})
	fmt.Println(err)
}

func ExampleZRange() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	players, err := redisrt.ZRange(ctx, rdb, "scores", 0, -1).Result() // was rdb.ZRange(ctx, "scores", 0, -1).Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(players), "players")
}

func ExampleZRangeByScore() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	due, err := redisrt.ZRangeByScore(ctx, rdb, "jobs", &redis.ZRangeBy{
		Min: "-inf",
		Max: fmt.Sprint(time.Now().Unix()),
	}).Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(due), "jobs are due")
}

func ExampleLRange() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	log, err := redisrt.LRange(ctx, rdb, "log", 0, -1).Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(log), "lines")
}

func ExampleXRange() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	events, err := redisrt.XRange(ctx, rdb, "events", "-", "+").Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(events), "events")
}

func ExampleHGetAll() {
	ctx := context.Background()
	rdb := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{"localhost:7000"}})
	defer rdb.Close()

	stock, err := redisrt.HGetAll(ctx, rdb, "stock").Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(stock), "articles")
}

func ExampleSMembers() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	for _, user := range redisrt.SMembers(ctx, rdb, "online").Val() {
		fmt.Println(user)
	}
}

func ExampleUnlink() {
	ctx := context.Background()
	rdb := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{"localhost:7000"}})
	defer rdb.Close()

	sessions := []string{"session:1", "session:2", "session:3"} // in any slots
	n, err := redisrt.Unlink(ctx, rdb, sessions...).Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n, "sessions closed")
}

func ExampleJitter() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	if err := rdb.Set(ctx, "page:home", "…", redisrt.Jitter(10*time.Minute)).Err(); err != nil { // 9 to 11 minutes
		fmt.Println(err)
	}
	if err := rdb.Set(ctx, "schema:version", 7, redisrt.Persist).Err(); err != nil { // stays
		fmt.Println(err)
	}
}
