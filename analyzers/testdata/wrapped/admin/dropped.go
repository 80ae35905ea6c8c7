package admin

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// unclaim releases what the store has taken.
func unclaim(ctx context.Context, rdb *redis.Client, name string) {
	rdb.Del(ctx, "claim:"+name) // REPORT rediserr: the lock claim:\* \(SET at store/slots\.go:\d+\) stays taken until its TTL runs out
}
