package domain

import (
	"context"

	"redislint.test/wrapped/store"
)

func eachCart(ctx context.Context, find *store.Finder) (n int) {
	carts := find.Each(ctx, "cart:*") // REPORT redisscan: through store\.Finder\.Each, SCAN that fails ends this iterator's loop
	for carts.Next(ctx) {
		n++
	}
	return n
}

func eachCartChecked(ctx context.Context, find *store.Finder) (n int, err error) {
	carts := find.Each(ctx, "cart:*") // SILENT redisscan: Err is read
	for carts.Next(ctx) {
		n++
	}
	return n, carts.Err()
}

func firstCarts(ctx context.Context, find *store.Finder) ([]string, error) {
	keys, _, err := find.Page(ctx, 0, "cart:*") // REPORT redisscan: through store\.Finder\.Page, SCAN is called once, and its cursor dropped
	return keys, err
}

func nextCarts(ctx context.Context, find *store.Finder, from uint64) ([]string, uint64, error) {
	return find.Page(ctx, from, "cart:*") // SILENT redisscan: somebody pages
}

func someCarts(ctx context.Context, find *store.Finder) ([]string, error) {
	return find.Some(ctx, "cart:*") // SILENT redisscan: it is said in the store
}

func cartPages(ctx context.Context, find *store.Finder) (all []string, err error) {
	var cursor uint64
	for {
		keys, next, err := find.Page(ctx, cursor, "cart:*") // SILENT redisscan: to the end
		if err != nil {
			return nil, err
		}
		all = append(all, keys...)
		if cursor = next; cursor == 0 {
			return all, nil
		}
	}
}
