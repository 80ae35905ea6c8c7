package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Each returns what a loop asks for the keys like the pattern.
func (f *Finder) Each(ctx context.Context, pattern string) *redis.ScanIterator {
	return f.rdb.Scan(ctx, 0, pattern, 500).Iterator() // SILENT redisscan: it is for the caller to check
}

// Page returns some of the keys like the pattern, and where to go on.
func (f *Finder) Page(ctx context.Context, cursor uint64, pattern string) ([]string, uint64, error) {
	return f.rdb.Scan(ctx, cursor, pattern, 500).Result() // SILENT redisscan: a page
}

// Some returns some of the keys like the pattern.
func (f *Finder) Some(ctx context.Context, pattern string) ([]string, error) {
	keys, _, err := f.rdb.Scan(ctx, 0, pattern, 500).Result() // REPORT redisscan: SCAN is called once
	return keys, err
}
