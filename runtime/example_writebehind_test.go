package redisrt_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

// profiles stands for a table. A row remembers the ID of the item that it was written
// from, so that an item which comes again, or late, changes nothing:
//
//	INSERT INTO profiles (id, name, version) VALUES ($1, $2, $3)
//	ON CONFLICT (id) DO UPDATE SET name = $2, version = $3 WHERE profiles.version < $3
type profiles struct {
	mu      sync.Mutex
	names   map[string]string
	version map[string]string
}

func (p *profiles) save(_ context.Context, items []redisrt.Item[string]) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, i := range items {
		if i.Value == "" { // as a constraint of the table would say
			return fmt.Errorf("%w: a profile without a name", redisrt.ErrRejected)
		}
		if p.version[i.Key] < i.ID {
			p.names[i.Key], p.version[i.Key] = i.Value, i.ID
		}
	}
	return nil
}

func ExampleNewWriteBehind() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	table := profiles{names: map[string]string{}, version: map[string]string{}}
	queue, err := redisrt.NewWriteBehind(ctx, rdb, "profiles", table.save, redisrt.WriteBehindOptions{
		OnError: func(err error) { log.Print(err) },
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"Ada Byron", "Ada King", "Ada Lovelace"} {
		err := queue.Enqueue(ctx, "7", name)
		if errors.Is(err, redisrt.ErrFull) {
			fmt.Println("the table is too slow: slow down, or write to it directly")
		} else if err != nil {
			log.Fatal(err)
		}
	}

	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := queue.Close(ctx); err != nil { // before rdb is closed
		log.Print(err) // what is left stays in Redis
	}
	fmt.Println(table.names["7"])
}

func ExampleWriteBehind_Requeue() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer rdb.Close()

	table := profiles{names: map[string]string{}, version: map[string]string{}}
	queue, err := redisrt.NewWriteBehind(ctx, rdb, "profiles", table.save, redisrt.WriteBehindOptions{})
	if err != nil {
		log.Fatal(err)
	}
	if err := queue.Enqueue(ctx, "8", ""); err != nil {
		log.Fatal(err)
	}
	if err := queue.Close(ctx); err != nil {
		log.Fatal(err)
	}

	// Later, in a tool that looks at what was rejected. Without a store it gives nothing to one.
	tool, err := redisrt.NewWriteBehind[string](ctx, rdb, "profiles", nil, redisrt.WriteBehindOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for letter, err := range tool.DeadLetters(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s\n", letter.Key, letter.Reason)
	}
	fmt.Println(tool.Enqueue(ctx, "8", "Grace"))
	fmt.Println(tool.Drop(ctx, "8")) // or Requeue, when the reason is gone
	fmt.Println(tool.Enqueue(ctx, "8", "Grace"))
}
