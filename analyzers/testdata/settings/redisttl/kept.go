package redisttl

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type ttl time.Duration

func put(ctx context.Context, rdb *redis.Client, key string, lifetime time.Duration, tags ...time.Duration) {
	rdb.Set(ctx, "session:p:"+key, 1, lifetime)
}

func puts(ctx context.Context, rdb *redis.Client, key string, lifetime ttl) {
	rdb.Set(ctx, "session:q:"+key, 1, time.Duration(lifetime))
}

func kept(ctx context.Context, rdb *redis.Client, id string) {
	put(ctx, rdb, id, 0, 1, 2, 3) // want `through put, SET leaves session`
	puts(ctx, rdb, id, 0)         // want `through puts, SET leaves session`
	none := time.Duration(0)
	rdb.Set(ctx, "session:"+id, 1, none) // want `SET leaves session`
}

func expiring(ctx context.Context, rdb *redis.Client, id string) {
	rdb.Set(ctx, "a:"+id, 1, time.Hour)
	rdb.Set(ctx, "b:"+id, 1, time.Hour)
}
