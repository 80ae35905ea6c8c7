// The shop is a small program with the mistakes that redislint finds. Lint it with
//
//	redislint -C examples/shop ./...
//
// It needs a Redis server to run: REDIS_URL, or localhost:6379.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"os"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"example.com/shop/admin"
	"example.com/shop/sessions"
)

func main() {
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	opts, err := redis.ParseURL(cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379"))
	if err != nil {
		return err
	}
	rdb := redis.NewClient(opts)
	defer rdb.Close()

	store := sessions.New(rdb)
	for _, user := range []string{"ada", "grace"} {
		if err := store.Open(ctx, user, 10*time.Minute); err != nil {
			return err
		}
	}
	users, err := store.Users(ctx)
	if err != nil {
		return err
	}
	count, err := store.Count(ctx)
	if err != nil {
		return err
	}
	slices.Sort(users)
	fmt.Println("signed in:", count, users)

	closed, err := admin.CloseAll(ctx, store)
	if err != nil {
		return err
	}
	fmt.Println("closed:", closed)
	return nil
}
