// Package carts keeps what customers want to buy.
package carts

import (
	"context"

	"github.com/redis/go-redis/v9"
	redisrt "github.com/redislint/redislint/runtime"
)

// Carts are hashes of items, with how many of each.
type Carts struct{ rdb redis.UniversalClient }

// New returns carts on a client.
func New(rdb redis.UniversalClient) *Carts { return &Carts{rdb: rdb} }

func of(customer string) string   { return "shop:cart:" + customer }
func packing(order string) string { return "shop:packing:" + order }

// Add puts items into a cart.
func (c *Carts) Add(ctx context.Context, customer string, items ...string) {
	pipe := c.rdb.Pipeline()
	for _, item := range items {
		pipe.HIncrBy(ctx, of(customer), item, 1)
	}
	pipe.Exec(ctx)
}

// Remove takes one of an item out of a cart.
func (c *Carts) Remove(ctx context.Context, customer, item string) error {
	return redisrt.Watch(ctx, c.rdb, func(tx *redis.Tx) error {
		n, err := tx.HGet(ctx, of(customer), item).Int()
		if err != nil {
			return err
		}
		_, err = tx.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			if n > 1 {
				pipe.HSet(ctx, of(customer), item, n-1)
			} else {
				pipe.HDel(ctx, of(customer), item)
			}
			return nil
		})
		return err
	}, of(customer))
}

// CheckOut hands a cart over to be packed.
func (c *Carts) CheckOut(ctx context.Context, customer, order string) {
	c.rdb.Rename(ctx, of(customer), packing(order))
}
