package redisrt_test

import (
	"context"
	"fmt"

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
