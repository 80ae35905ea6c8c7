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
	"example.com/shop/carts"
	"example.com/shop/catalog"
	"example.com/shop/counters"
	"example.com/shop/descriptions"
	"example.com/shop/orders"
	"example.com/shop/sessions"
	"example.com/shop/visits"
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
		if err := store.Seen(ctx, user); err != nil {
			return err
		}
	}
	for range 4 {
		tooMany, err := store.Attempt(ctx, "mallory")
		if err != nil {
			return err
		}
		if tooMany {
			fmt.Println("mallory has to wait")
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
	if n := store.Soon(ctx, time.Minute); n > 0 {
		fmt.Println("sessions that end soon:", n)
	}

	if err := sell(ctx, catalog.New(rdb)); err != nil {
		return err
	}
	if err := describe(ctx, rdb); err != nil {
		return err
	}
	if err := order(ctx, orders.New(rdb)); err != nil {
		return err
	}
	cart := carts.New(rdb)
	cart.Add(ctx, "ada", "1", "2", "2")
	if err := cart.Remove(ctx, "ada", "2"); err != nil {
		return err
	}
	cart.CheckOut(ctx, "ada", "1001")

	seen, err := visits.New(counters.New(rdb)).Note(ctx, "teas", time.Now())
	if err != nil {
		return err
	}
	fmt.Println("the teas were looked at:", seen > 0)

	closed, err := admin.CloseAll(ctx, store)
	if err != nil {
		return err
	}
	fmt.Println("closed:", closed)
	return nil
}

func sell(ctx context.Context, items *catalog.Catalog) error {
	if err := items.SetCurrency(ctx, "EUR"); err != nil {
		return err
	}
	for id, item := range map[string]catalog.Item{
		"1": {Name: "Green tea", Price: 7},
		"2": {Name: "Black tea", Price: 6},
		"3": {Name: "Coffee", Price: 9},
	} {
		if err := items.Add(ctx, id, item); err != nil {
			return err
		}
	}
	found, err := items.Search(ctx, "tea")
	if err != nil {
		return err
	}
	slices.Sort(found)
	fmt.Println("teas:", found)
	return items.Clear(ctx)
}

func describe(ctx context.Context, rdb redis.UniversalClient) error {
	db := new(descriptions.Memory)
	texts, err := descriptions.New(db, rdb)
	if err != nil {
		return err
	}
	defer texts.Close()
	for _, text := range []string{"Grows in the shade.", "Grows in the mist."} {
		if err := texts.Describe(ctx, "1", descriptions.Description{Title: "Green tea", Text: text}); err != nil {
			return err
		}
		for range 10 {
			if _, err := texts.Of(ctx, "1"); err != nil {
				return err
			}
		}
	}
	tea, err := texts.Of(ctx, "1")
	if err != nil {
		return err
	}
	fmt.Printf("%s: %s (version %d, read %d times from the database)\n", tea.Title, tea.Text, tea.Version, db.Reads)
	return nil
}

func order(ctx context.Context, book *orders.Book) error {
	for i, id := range []string{"o1", "o2", "o3"} {
		if err := book.Place(ctx, "ada", id, float64(i)); err != nil {
			return err
		}
	}
	all, err := book.Of(ctx, "ada")
	if err != nil {
		return err
	}
	recent, err := book.Recent(ctx)
	if err != nil {
		return err
	}
	fmt.Println("orders:", all, "recent:", recent)
	if err := book.Stock(ctx, "1", 5); err != nil {
		return err
	}
	fmt.Println("left:", book.Reserve(ctx, "1"), book.Reserve(ctx, "1"))
	return book.Forget(ctx, "ada")
}
