// Package database keeps its data in Redis: that its keys stay is the rule.
package database

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func store(ctx context.Context, rdb *redis.Client, id, v string) {
	rdb.Set(ctx, "user:"+id, v, 0)
	rdb.Set(ctx, "order:"+id, v, 0)
	rdb.Set(ctx, "item:"+id, v, 0)
	rdb.Set(ctx, "session:"+id, v, 0)
	rdb.Set(ctx, "tmp:"+id, v, 0)
}
