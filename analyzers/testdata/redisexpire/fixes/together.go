package fixes

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Some drivers make both fixes at once: then nothing would need fmt, and the second is not offered.

func hit(ctx context.Context, rdb *redis.Client, id string) error {
	if err := rdb.Incr(ctx, "hits:"+id).Err(); err != nil { // want `INCR makes hits:\*`
		return err
	}
	if err := rdb.Expire(ctx, "hits:"+id, time.Minute).Err(); err != nil {
		return fmt.Errorf("expire: %w", err)
	}
	return nil
}

func miss(ctx context.Context, rdb *redis.Client, id string) error {
	if err := rdb.Incr(ctx, "misses:"+id).Err(); err != nil { // want `INCR makes misses:\*`
		return err
	}
	if err := rdb.Expire(ctx, "misses:"+id, time.Minute).Err(); err != nil {
		return fmt.Errorf("expire: %w", err)
	}
	return nil
}
