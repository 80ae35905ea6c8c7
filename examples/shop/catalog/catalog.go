// Package catalog keeps what the shop sells, and what was searched for.
package catalog

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/redis/go-redis/v9"
	redisrt "github.com/redislint/redislint/runtime"
)

// Item is one thing to sell.
type Item struct {
	Name  string `redis:"name"`
	Price int    `redis:"price"`
}

// Catalog keeps items in Redis.
type Catalog struct{ rdb redis.UniversalClient }

// New returns a catalog on a client.
func New(rdb redis.UniversalClient) *Catalog { return &Catalog{rdb: rdb} }

func itemKey(id string) string     { return "shop:item:" + id }
func searchKey(text string) string { return "shop:search:" + strings.ToLower(text) }

// Add puts an item on sale. Its hash is an object: to read it whole is right.
func (c *Catalog) Add(ctx context.Context, id string, item Item) error {
	if err := c.rdb.HSet(ctx, itemKey(id), item).Err(); err != nil {
		return err
	}
	return c.rdb.SAdd(ctx, "shop:items", id).Err()
}

// Item returns an item.
func (c *Catalog) Item(ctx context.Context, id string) (item Item, err error) {
	err = c.rdb.HGetAll(ctx, itemKey(id)).Scan(&item)
	return item, err
}

// Search returns the items whose name has a text.
func (c *Catalog) Search(ctx context.Context, text string) ([]string, error) {
	found, err := c.rdb.Get(ctx, searchKey(text)).Bytes()
	if err == nil {
		var ids []string
		return ids, json.Unmarshal(found, &ids)
	}
	ids, err := c.search(ctx, text)
	if err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return ids, c.rdb.Set(ctx, searchKey(text), encoded, 0).Err()
}

func (c *Catalog) search(ctx context.Context, text string) ([]string, error) {
	ids, err := c.rdb.SMembers(ctx, "shop:items").Result()
	if err != nil {
		return nil, err
	}
	var found []string
	for _, id := range ids {
		item, err := c.Item(ctx, id)
		if err != nil {
			return nil, err
		}
		if strings.Contains(strings.ToLower(item.Name), strings.ToLower(text)) {
			found = append(found, id)
		}
	}
	return found, nil
}

// Clear takes everything off sale.
func (c *Catalog) Clear(ctx context.Context) error {
	return c.rdb.Del(ctx, "shop:items").Err()
}

// SetCurrency says what prices are in. The name of the lifetime says that the key is meant to stay.
func (c *Catalog) SetCurrency(ctx context.Context, currency string) error {
	return c.rdb.Set(ctx, "shop:currency", currency, redisrt.Persist).Err()
}
