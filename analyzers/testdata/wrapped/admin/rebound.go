package admin

import (
	"context"

	"github.com/redis/go-redis/v9"

	"redislint.test/wrapped/store"
)

func reboundTo(ctx context.Context, db *store.DB, r *store.Rebound, id string) error {
	_, err := db.Redis().TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		bound := store.NewRebound(pipe)
		_ = bound.Incr(ctx, "bound:"+id) // SILENT redisexpire: one transaction
		_ = bound.Expire(ctx, "bound:"+id)
		other := r.With(pipe)
		_ = other.Incr(ctx, "other:"+id) // SILENT redisexpire: one transaction
		return other.Expire(ctx, "other:"+id)
	})
	return err
}
