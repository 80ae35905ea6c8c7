package named

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func get(ctx context.Context, rdb *redis.Client) {
	rdb.Get(ctx, "info")
	rdb.Get(ctx, "error") // want "^rediskeys: GET error$"
	//redislint:ignore rediskeys what is below the level counts too
	rdb.Get(ctx, "info")
}
