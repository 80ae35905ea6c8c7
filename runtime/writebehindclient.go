package redisrt

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"
)

// WriteBehindClient is any client that has the methods that [NewWriteBehind] and
// what it returns call on it.
type WriteBehindClient interface {
	XRangeN(ctx context.Context, stream, start, stop string, count int64) *redis.XMessageSliceCmd
	Eval(ctx context.Context, script string, keys []string, args ...any) *redis.Cmd
	EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *redis.Cmd
}

func writeBehindClient(c WriteBehindClient) (WriteBehindClient, error) {
	t, err := holder(c, xRangeNMethod, evalMethod, evalShaMethod)
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
// another one.
func samePartitions(ctx context.Context, c WriteBehindClient, name string, n int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	has, err := partitionsScript.run(ctx, c, []string{"{" + name + "}:partitions"}, n).Text()
	if err != nil {
		return orDone(ctx, err)
	}
	if has != strconv.Itoa(n) {
		return fmt.Errorf("redisrt: %q has %s partitions, not %d", name, has, n)
	}
	return nil
}
