package warning

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func get(ctx context.Context, rdb *redis.Client) {
	rdb.Get(ctx, "info")
	rdb.Get(ctx, "warning") // want "^GET warning$"
	//redislint:ignore rediskeys what is below the level counts too
	rdb.Get(ctx, "info")
}
