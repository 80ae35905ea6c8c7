package redisrt_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

type product struct {
	Name  string
	Price int
}

func ExampleCache() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	cache, err := redisrt.NewCache[product](rdb, redisrt.CacheOptions{TTL: 10 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()

	for range 2 {
		tea, err := cache.Get(ctx, "product:7", func(context.Context) (product, error) {
			fmt.Println("loaded from the database")
			return product{Name: "tea", Price: 6}, nil
		})
		fmt.Println(tea, err)
	}
}

func ExampleCache_Get_options() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{
		Addr:                  "localhost:6379",
		ReadTimeout:           500 * time.Millisecond,
		ContextTimeoutEnabled: true,
	})
	defer rdb.Close()

	cache, err := redisrt.NewCache[product](rdb, redisrt.CacheOptions{
		TTL:          10 * time.Minute,
		StaleFor:     time.Hour,              // kept to be returned when the database is down
		NegativeTTL:  30 * time.Second,       // that there is no such product
		LoadTimeout:  2 * time.Second,        // of one query
		Wait:         300 * time.Millisecond, // for the query of another
		RedisTimeout: 200 * time.Millisecond,
		DirectLoads:  20, // what the database bears while Redis is down
		OnError: func(_ context.Context, key string, err error) {
			log.Printf("cache: %s: %v", key, err)
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()

	_, err = cache.Get(ctx, "product:8", func(context.Context) (product, error) {
		return product{}, fmt.Errorf("product 8: %w", redisrt.ErrNotFound) // as for sql.ErrNoRows
	})
	switch {
	case errors.Is(err, redisrt.ErrNotFound):
		fmt.Println("404:", err)
	case errors.Is(err, redisrt.ErrBusy):
		fmt.Println("503:", err)
	case err != nil:
		fmt.Println("500:", err)
	}
}

func ExampleCache_Invalidate() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	cache, err := redisrt.NewCache[product](rdb, redisrt.CacheOptions{TTL: 10 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()

	rename := func(id string) error { return nil } // UPDATE products SET ...
	if err := rename("9"); err != nil {
		log.Fatal(err)
	}
	// After the change is committed, though the user has gone, and with all keys that are made of it.
	fmt.Println(cache.Invalidate(context.WithoutCancel(ctx), "product:9", "product:9:offers"))
}

func ExampleCache_WriteThrough() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	cache, err := redisrt.NewCache[product](rdb, redisrt.CacheOptions{TTL: 10 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()

	raised, err := cache.WriteThrough(ctx, "product:10", func(context.Context) (product, error) {
		return product{Name: "tea", Price: 7}, nil // UPDATE products SET price = 7 ... RETURNING *
	})
	fmt.Println(raised, err)
	read, err := cache.Get(ctx, "product:10", func(context.Context) (product, error) {
		panic("it is cached")
	})
	fmt.Println(read, err)
}

func ExampleCache_Set() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	cache, err := redisrt.NewCache[product](rdb, redisrt.CacheOptions{TTL: 10 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()

	// The importer is the only one that writes products, and has committed this one.
	fmt.Println(cache.Set(ctx, "product:11", product{Name: "coffee", Price: 9}))
}

func ExampleHotCache() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	cache, err := redisrt.NewCache[product](rdb, redisrt.CacheOptions{TTL: 10 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()
	hot, err := redisrt.NewHotCache(cache, redisrt.HotCacheOptions{TTL: time.Second, Size: 100})
	if err != nil {
		log.Fatal(err)
	}

	load := func(context.Context) (product, error) { return product{Name: "tea", Price: 6}, nil }
	for range 1000 { // of which the first asks Redis
		if _, err := hot.Get(ctx, "product:12", load); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(hot.Get(ctx, "product:12", load))
}

// gobCodec is encoding/gob as a codec.
type gobCodec struct{}

func (gobCodec) Marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(v)
	return buf.Bytes(), err
}

func (gobCodec) Unmarshal(data []byte, v any) error {
	return gob.NewDecoder(bytes.NewReader(data)).Decode(v)
}

func ExampleCodec() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	cache, err := redisrt.NewCache[product](rdb, redisrt.CacheOptions{TTL: time.Hour, Codec: gobCodec{}})
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()

	fmt.Println(cache.Get(ctx, "gob:product:7", func(context.Context) (product, error) {
		return product{Name: "tea", Price: 6}, nil
	}))
}
