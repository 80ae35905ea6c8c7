package domain

import (
	"context"
	"strings"

	"redislint.test/wrapped/store"
)

func carts(ctx context.Context, find *store.Finder) (int, error) {
	keys, err := find.Keys(ctx, "cart:*") // SILENT rediskeys: it is said in the store
	return len(keys), err
}

func cartsOf(ctx context.Context, find *store.Finder, shop string) ([]string, error) {
	keys, err := find.Keys(ctx, "cart:"+shop+":*") // SILENT rediskeys: it is said in the store
	for i := range keys {
		keys[i] = strings.TrimPrefix(keys[i], "cart:")
	}
	return keys, err
}

func scanned(ctx context.Context, find *store.Finder) ([]string, error) {
	return find.Scan(ctx, "cart:*") // SILENT rediskeys: SCAN
}

func removeFound(ctx context.Context, find *store.Finder) error {
	keys, err := find.Keys(ctx, "trash:*") // SILENT rediskeys: it is said in the store
	if err != nil || len(keys) == 0 {
		return err
	}
	return find.Remove(ctx, keys...) // REPORT redisdel: DEL of all keys that KEYS returned
}

func removeScanned(ctx context.Context, find *store.Finder) error {
	keys, err := find.Scan(ctx, "scrap:*") // SILENT rediskeys: SCAN
	if err != nil || len(keys) == 0 {
		return err
	}
	return find.Remove(ctx, keys...) // REPORT redisdel: DEL of all keys that SCAN returned
}
