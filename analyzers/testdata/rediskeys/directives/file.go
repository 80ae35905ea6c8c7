//redislint:file-ignore rediskeys the admin console
package directives

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func wholeFile(ctx context.Context, rdb *redis.Client) {
	rdb.Keys(ctx, "a")
	rdb.Keys(ctx, "b")
}
