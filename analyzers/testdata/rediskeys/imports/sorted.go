package imports

import (
	"context"
	"os"

	// The client comes from here.
	"github.com/redis/go-redis/v9"
	// And the stores, which sort after.
	"redislint.test/rediskeys/stores"
)

var _ = os.Args

func sorted(ctx context.Context, rdb *redis.Client, s *stores.Store) {
	rdb.Keys(ctx, "a")     // want `KEYS "a"`
	s.Redis.Keys(ctx, "b") // want `KEYS "b"`
}
