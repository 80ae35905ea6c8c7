package redisrt

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"
)

// HGetAll is c.HGetAll(ctx, key) by HSCAN: the same fields and values in the same
// type, but the server's other clients get through after every page. The command
// that it returns prints as the caller's; a key that does not exist is an empty
// map, and on any error the value is nil.
//
// Commands: one HSCAN with COUNT 1000, which answers for a hash of one page (any
// of up to hash-max-listpack-entries fields, 128 by default). Else, on one
// connection that is held meanwhile, WATCH (for go-redis to find the node), an
// HSCAN for every 1000 fields, beginning again, and UNWATCH. With 1,000,000 fields
// on Redis 7.0.15, HGETALL blocked the server for 578 ms and this for 22 ms at
// most, and took twice as long in all (BenchmarkReads: 1.9 to 2.3 times).
//
// Guarantee: a field that is there from start to end of the call is in the
// answer, with a value that it had during the call. It is not a snapshot: a field
// that is set or deleted meanwhile may be in it or not. This is HSCAN's own
// guarantee (https://redis.io/docs/latest/commands/scan/), with duplicates
// removed.
//
// A lost reply or a broken connection: a cursor means nothing to another server,
// so the scan begins again on a new connection, three times in all, then the
// error is returned; what an abandoned scan has given is dropped. A *redis.Conn
// or a *redis.Tx is not replaced: its first failure is the call's.
//
// Cluster: the first page comes from where go-redis sends it, a scan of more
// pages from the key's master, whatever ReadOnly, RouteByLatency and
// RouteRandomly say. If the slot moves, the scan begins again at its new owner;
// if it is half moved, HGETALL is sent, which go-redis sends on. Ring, hooks and
// errors are as for [ZRange].
func HGetAll(ctx context.Context, c HGetAllClient, key string) *redis.MapStringStringCmd {
	cmd := redis.NewMapStringStringCmd(ctx, "hgetall", key)
	t, err := holder(c, hGetAllMethod, hScanMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	fields, err := byCursor(ctx, t, key, c.HScan, redis.Cmdable.HScan, fieldMap,
		func() (map[string]string, error) { return c.HGetAll(ctx, key).Result() })
	return answer(cmd, fields, err)
}

// HKeys is c.HKeys(ctx, key) by HSCAN: the names of the fields, once each. All
// that is said of [HGetAll] is true of it. The values come over the network too:
// NOVALUES needs Redis 7.4.
func HKeys(ctx context.Context, c HKeysClient, key string) *redis.StringSliceCmd {
	cmd := redis.NewStringSliceCmd(ctx, "hkeys", key)
	t, err := holder(c, hKeysMethod, hScanMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	names, err := byCursor(ctx, t, key, c.HScan, redis.Cmdable.HScan, fieldNames,
		func() ([]string, error) { return c.HKeys(ctx, key).Result() })
	return answer(cmd, names, err)
}

// HVals is c.HVals(ctx, key) by HSCAN: the value of each field, once. All that is
// said of [HGetAll] is true of it.
func HVals(ctx context.Context, c HValsClient, key string) *redis.StringSliceCmd {
	cmd := redis.NewStringSliceCmd(ctx, "hvals", key)
	t, err := holder(c, hValsMethod, hScanMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	values, err := byCursor(ctx, t, key, c.HScan, redis.Cmdable.HScan, fieldValues,
		func() ([]string, error) { return c.HVals(ctx, key).Result() })
	return answer(cmd, values, err)
}

// SMembers is c.SMembers(ctx, key) by SSCAN: the members of the set, once each.
// All that is said of [HGetAll] is true of it, with SSCAN for HSCAN, members for
// fields, and set-max-listpack-entries or set-max-intset-entries for the size
// that is one page. With 1,000,000 members SMEMBERS blocked the server for 376
// ms and this for 62 ms at most, and took three to four times as long in all.
func SMembers(ctx context.Context, c SMembersClient, key string) *redis.StringSliceCmd {
	cmd := redis.NewStringSliceCmd(ctx, "smembers", key)
	t, err := holder(c, sMembersMethod, sScanMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	members, err := byCursor(ctx, t, key, c.SScan, redis.Cmdable.SScan, setMembers,
		func() ([]string, error) { return c.SMembers(ctx, key).Result() })
	return answer(cmd, members, err)
}

// SMembersMap is c.SMembersMap(ctx, key) by SSCAN: the members of the set. All
// that is said of [SMembers] is true of it.
func SMembersMap(ctx context.Context, c SMembersMapClient, key string) *redis.StringStructMapCmd {
	cmd := redis.NewStringStructMapCmd(ctx, "smembers", key)
	t, err := holder(c, sMembersMapMethod, sScanMethod)
	if err != nil {
		return answer(cmd, nil, err)
	}
	members, err := byCursor(ctx, t, key, c.SScan, redis.Cmdable.SScan, setMap,
		func() (map[string]struct{}, error) { return c.SMembersMap(ctx, key).Result() })
	return answer(cmd, members, err)
}

// pages calls add with one page after the other.
type pages func(add func(page []string)) error

// byCursor reads a hash or a set by HSCAN or SSCAN: first is that of the client
// as it was passed, next that of a connection.
func byCursor[T any](
	ctx context.Context, t target, key string,
	first func(ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd,
	next func(c redis.Cmdable, ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd,
	collect func(pages) (T, error),
	whole func() (T, error),
) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	page, cursor, err := first(ctx, key, 0, "", pageSize).Result()
	if err != nil {
		return none, orDone(ctx, err)
	}
	if cursor == 0 {
		return collect(func(add func([]string)) error { add(page); return nil })
	}
	return onNode(ctx, t, key, func(c redis.Cmdable, _ *redis.Tx) (T, error) {
		return collect(func(add func([]string)) error {
			var cursor uint64
			for {
				if err := ctx.Err(); err != nil {
					return err
				}
				page, after, err := next(c, ctx, key, cursor, "", pageSize).Result()
				if err != nil {
					return err
				}
				add(page)
				if after == 0 {
					return nil
				}
				cursor = after
			}
		})
	}, whole)
}

// fieldMap collects what HSCAN gives: names and values by turns.
func fieldMap(p pages) (map[string]string, error) {
	all := map[string]string{}
	err := p(func(page []string) {
		for f := range slices.Chunk(page, 2) {
			all[f[0]] = f[1]
		}
	})
	return all, err
}

// fieldNames keeps the server's order, which for a small hash is that of HSET.
func fieldNames(p pages) ([]string, error) {
	all, seen := []string{}, map[string]struct{}{}
	err := p(func(page []string) {
		for f := range slices.Chunk(page, 2) {
			all = appendNew(all, seen, f[0])
		}
	})
	return all, err
}

func fieldValues(p pages) ([]string, error) {
	all, at := []string{}, map[string]int{}
	err := p(func(page []string) {
		for f := range slices.Chunk(page, 2) {
			if i, ok := at[f[0]]; ok {
				all[i] = f[1]
				continue
			}
			at[f[0]] = len(all)
			all = append(all, f[1])
		}
	})
	return all, err
}

func setMembers(p pages) ([]string, error) {
	all, seen := []string{}, map[string]struct{}{}
	err := p(func(page []string) {
		for _, m := range page {
			all = appendNew(all, seen, m)
		}
	})
	return all, err
}

func setMap(p pages) (map[string]struct{}, error) {
	all := map[string]struct{}{}
	err := p(func(page []string) {
		for _, m := range page {
			all[m] = struct{}{}
		}
	})
	return all, err
}

func appendNew(all []string, seen map[string]struct{}, s string) []string {
	if _, ok := seen[s]; ok {
		return all
	}
	seen[s] = struct{}{}
	return append(all, s)
}
