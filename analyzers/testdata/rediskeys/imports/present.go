package imports

import (
	"context"

	"github.com/redis/go-redis/v9"
	rt "github.com/redislint/redislint/runtime"
)

func present(ctx context.Context, rdb *redis.Client) {
	rdb.Keys(ctx, "a") // want `KEYS "a"`
	{
		rt := 1 // hides the import
		_ = rt
		rdb.Keys(ctx, "b") // want `KEYS "b"`
	}
	for range rt.Scan(ctx, rdb, "*") {
	}
}
