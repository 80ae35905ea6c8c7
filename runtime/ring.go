package redisrt

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/redis/go-redis/v9"
)

// ring makes one pass over all shards. A key may lie on any of them, whatever
// its hash tag: shards come and go, and the ring moves nothing.
func (s scan) ring(ctx context.Context, c *redis.Ring, out sink) error {
	shards, err := upShards(ctx, c)
	if err != nil {
		return err
	}
	for _, shard := range shards {
		if err := s.node(ctx, shard, nil, out); err != nil {
			return err
		}
	}
	now, err := upShards(ctx, c)
	if err != nil {
		return err
	}
	if len(shards) != len(now) || slices.ContainsFunc(now, func(c *redis.Client) bool { return !slices.Contains(shards, c) }) {
		return unsettled("the ring's shards changed during the scan")
	}
	return nil
}

// upShards returns every shard's client, or an error if one is missing:
// ForEachShard leaves out those that are down without a word.
func upShards(ctx context.Context, c *redis.Ring) ([]*redis.Client, error) {
	up, err := clients(ctx, c.ForEachShard)
	if err != nil {
		return nil, err
	}
	want := shardCount(c)
	if len(up) == 0 && want == 0 {
		return nil, errors.New("redisrt: the ring has no shard or is closed")
	}
	if len(up) < want {
		return nil, fmt.Errorf("%w: %d of the ring's %d shards are down", ErrIncomplete, want-len(up), want)
	}
	return up, nil
}

// shardCount is the number of shards that the ring has, up or down. Options
// does not follow SetAddrs, and no method counts those that are down; so the
// length of the ring's own list is read, and nothing but the length, where
// go-redis v9.7.3 to v9.23.0 have it. (That is without the ring's lock, so the
// race detector may object to a SetAddrs at the same moment.)
func shardCount(c *redis.Ring) int {
	v := reflect.ValueOf(c).Elem()
	for _, name := range []string{"sharding", "shards", "list"} {
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct {
			return len(c.Options().Addrs)
		}
		if v = v.FieldByName(name); !v.IsValid() {
			return len(c.Options().Addrs)
		}
	}
	if v.Kind() != reflect.Slice {
		return len(c.Options().Addrs)
	}
	return v.Len()
}
