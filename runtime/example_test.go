package redisrt_test

import (
	"context"
	"errors"
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

func ExampleWatch() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	sell := func(tx *redis.Tx) error {
		left, err := tx.Get(ctx, "stock").Int()
		if err != nil {
			return err
		}
		if left == 0 {
			return errors.New("sold out")
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, "stock", left-1, redis.KeepTTL)
			return nil
		})
		return err
	}
	err := redisrt.Watch(ctx, rdb, sell, "stock") // was rdb.Watch(ctx, sell, "stock")
	if err == redis.TxFailedErr {
		err = errors.New("too many buyers at once, try again")
	}
	fmt.Println(err)
}

func ExampleUpdate() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	type cart struct{ Items []string }
	c, err := redisrt.Update(ctx, rdb, "cart:7", func(c cart, found bool) (cart, error) {
		c.Items = append(c.Items, "tea") // c is as it was read in this attempt
		return c, nil
	}, redisrt.UpdateNewTTL(24*time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(c.Items), "items")
}

func ExampleExpiring() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	session := redisrt.Expiring(rdb, 30*time.Minute) // from its last write
	added, err := session.HSet(ctx, "session:1", "user", "ada", "cart", 3).Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(added, "fields are new")
}

func ExampleExpiringOnce() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	hits, err := redisrt.ExpiringOnce(rdb, time.Minute).Incr(ctx, "hits:ada").Result() // a minute from the first
	if err != nil {
		fmt.Println(err)
		return
	}
	if hits > 100 {
		fmt.Println("too many requests")
	}
}
