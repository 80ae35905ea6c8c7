// Package redisttl is for -redisttl.default.
package redisttl

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func chosen(ctx context.Context, rdb *redis.Client, id string) {
	rdb.Set(ctx, "session:"+id, 1, 0)                   // want `SET leaves session`
	rdb.SetArgs(ctx, "session:"+id, 1, redis.SetArgs{}) // want `SET leaves session`
	rdb.Do(ctx, "SET", "session:"+id, 1)                // want `SET leaves session`
}
