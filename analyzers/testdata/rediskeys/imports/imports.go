// Package imports has files into which the fix's import goes in different ways.
package imports

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9" // the client
)

// The name is taken in this file.
func taken(ctx context.Context, rdb *redis.Client) {
	redisrt := 1
	fmt.Println(redisrt, rdb.Keys(ctx, "a").Val(), rdb.Keys(ctx, "b").Val()) // want `KEYS "a"` `KEYS "b"`
}
