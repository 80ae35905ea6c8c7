package imports

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func clean(rdb *redis.Client) { rdb.Keys(context.Background(), "*") }
