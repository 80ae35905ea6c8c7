package redisrt_test

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

func ExampleHotKeys() {
	ctx := context.Background()
	rdb := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{"localhost:6379"}})
	defer rdb.Close()

	keys, err := redisrt.HotKeys(ctx, rdb, redisrt.HotKeysTop(10))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, k := range keys {
		fmt.Println(k.Key, k.Freq)
	}
}
