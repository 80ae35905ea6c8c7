package redisrt

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// WriteBehindClient is any client that has the methods that [NewWriteBehind] and
// what it returns call on it.
type WriteBehindClient interface {
	Get(ctx context.Context, key string) *redis.StringCmd
	SetNX(ctx context.Context, key string, value any, expiration time.Duration) *redis.BoolCmd
	XLen(ctx context.Context, stream string) *redis.IntCmd
	XRangeN(ctx context.Context, stream, start, stop string, count int64) *redis.XMessageSliceCmd
	Eval(ctx context.Context, script string, keys []string, args ...any) *redis.Cmd
	EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *redis.Cmd
}

func writeBehindClient(c WriteBehindClient) (WriteBehindClient, error) {
	t, err := holder(c, getMethod, setNXMethod, xLenMethod, xRangeNMethod, evalMethod, evalShaMethod)
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case *redis.Client:
		return t, nil
	case *redis.ClusterClient:
		return t, nil
	case *redis.Ring:
		return nil, errors.New("redisrt: a *redis.Ring looks for a partition elsewhere while its shard is down; pass the client of one shard, or a cluster's")
	}
	return nil, fmt.Errorf("redisrt: a %T is one connection; pass the client that it was made from", t)
}

// samePartitions leaves the number of partitions in Redis, or finds that there is
// another one. A server that is full allows only to read it.
func samePartitions(ctx context.Context, c WriteBehindClient, name string, n int) error {
	key := "{" + name + "}:partitions"
	if err := ctx.Err(); err != nil {
		return err
	}
	has, err := c.Get(ctx, key).Result()
	if errors.Is(err, redis.Nil) {
		if err := c.SetNX(ctx, key, n, Persist).Err(); err != nil {
			return orDone(ctx, err)
		}
		has, err = c.Get(ctx, key).Result()
	}
	if err != nil {
		return orDone(ctx, err)
	}
	if has != strconv.Itoa(n) {
		return fmt.Errorf("redisrt: %q has %s partitions, not %d", name, has, n)
	}
	return nil
}
