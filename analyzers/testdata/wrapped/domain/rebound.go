package domain

import (
	"context"
	"time"

	"redislint.test/wrapped/keyspace"
	"redislint.test/wrapped/store"
)

const noExpiry time.Duration = 0

func atomically(ctx context.Context, r *store.Rebound, id string) error {
	return r.Atomically(ctx, func(r *store.Rebound) error {
		if err := r.Incr(ctx, "atomic:"+id); err != nil { // SILENT redisexpire: one transaction
			return err
		}
		return r.Expire(ctx, "atomic:"+id)
	})
}

func seenTen(ctx context.Context, all *store.Collections, user string) ([]string, error) {
	return all.Range(ctx, keyspace.Built(user), 0, -1) // SILENT redisrange: the store keeps ten
}

func friends(ctx context.Context, all *store.Collections, user string) ([]string, error) {
	return all.Members(ctx, "friends:"+user) // SILENT redisrange: the store stops at ten
}

func follows(ctx context.Context, all *store.Collections, user string) ([]string, error) {
	return all.Members(ctx, "follows:"+user) // REPORT redisrange: SMEMBERS reads all of follows:\*
}

func permanent(ctx context.Context, kv *store.KV, short, long string) error {
	return kv.Put(ctx, "session:link:"+short, long, noExpiry) // SILENT redisttl: it says so
}
