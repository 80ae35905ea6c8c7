// Package pages reads what scans find page by page.
package pages

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/redis/go-redis/v9"
)

func once(ctx context.Context, rdb *redis.Client, any redis.Cmdable, size int64) ([]string, error) {
	keys, _, err := rdb.Scan(ctx, 0, "user:*", 100).Result() // want `SCAN is called once, and its cursor dropped: it looks at about 100 keys of all, and may find none though some match: go on until the cursor is 0, as redisrt.Scan does`
	if err != nil {
		return nil, err
	}
	more, _ := any.Scan(ctx, 0, "user:*", 0).Val() // want `it looks at about 10 keys of all`
	keys = append(keys, more...)
	var cursor uint64
	typed, _, err := rdb.ScanType(ctx, cursor, "user:*", size, "hash").Result() // want `it looks at one page of all`
	keys = append(keys, typed...)
	for _, pattern := range []string{"user:*", "group:*"} {
		found, _, err := rdb.Scan(ctx, 0, pattern, 1000).Result() // want `it looks at about 1000 keys`
		if err != nil {
			return nil, err
		}
		keys = append(keys, found...)
	}
	return keys, err
}

func page(ctx context.Context, rdb *redis.Client, cursor uint64) ([]string, uint64, error) {
	return rdb.Scan(ctx, cursor, "user:*", 100).Result()
}

func users(ctx context.Context, rdb *redis.Client) ([]string, error) {
	keys, _, err := page(ctx, rdb, 0) // want `through page, SCAN is called once, and its cursor dropped: it looks at about 100 keys`
	return keys, err
}

func allUsers(ctx context.Context, rdb *redis.Client) (all []string, err error) {
	keys, cursor, err := page(ctx, rdb, 0)
	for err == nil && cursor != 0 {
		all = append(all, keys...)
		keys, cursor, err = page(ctx, rdb, cursor)
	}
	return append(all, keys...), err
}

// A page is shown, and the next one when somebody asks for it.
func shown(ctx context.Context, rdb *redis.Client, cursor uint64) ([]string, uint64, error) {
	keys, next, err := rdb.Scan(ctx, cursor, "user:*", 50).Result()
	return keys, next, err
}

func shownFirst(ctx context.Context, rdb *redis.Client) ([]string, bool) {
	keys, next, err := rdb.Scan(ctx, 0, "user:*", 50).Result()
	if err != nil {
		log.Print(err)
	}
	return keys, next != 0
}

func shownFrom(ctx context.Context, rdb *redis.Client, cursor uint64) []string {
	keys, _, err := rdb.Scan(ctx, cursor, "user:*", 50).Result()
	if err != nil {
		log.Print(err)
	}
	return keys
}

func small(ctx context.Context, rdb *redis.Client) ([]string, error) {
	settings, _, err := rdb.HScan(ctx, "settings", 0, "mail.*", 100).Result()
	return settings, err
}

func reachable(ctx context.Context, rdb *redis.Client) error {
	return rdb.Scan(ctx, 0, "*", 1).Err()
}

func isInUse(ctx context.Context, rdb *redis.Client) bool {
	keys, _, err := rdb.Scan(ctx, 0, "*", 1).Result()
	return err == nil && len(keys) > 0
}

func everything(ctx context.Context, rdb *redis.Client) ([]string, error) {
	keys, _, err := rdb.Scan(ctx, 0, "user:*", 1<<40).Result() // as KEYS does
	return keys, err
}

func expireSome(ctx context.Context, rdb *redis.Client) {
	for {
		keys, _, err := rdb.Scan(ctx, 0, "tmp:*", 100).Result()
		if err == nil && len(keys) > 0 {
			rdb.Unlink(ctx, keys...)
		}
		time.Sleep(time.Minute)
	}
}

func someGone(ctx context.Context, rdb *redis.Client) int {
	keys, _, _ := rdb.Scan(ctx, 0, "tmp:*", 100).Result()
	return len(keys)
}

func tick(ctx context.Context, rdb *redis.Client) {
	for range time.Tick(time.Second) {
		log.Print(someGone(ctx, rdb))
	}
}

func emptyPage(ctx context.Context, rdb *redis.Client) (all []string, err error) {
	var cursor uint64
	for {
		var keys []string
		keys, cursor, err = rdb.Scan(ctx, cursor, "user:*", 100).Result() // want `SCAN may return an empty page long before its end, where this loop stops: go on until the cursor is 0, as redisrt.Scan does`
		if err != nil {
			return nil, err
		}
		if len(keys) == 0 {
			break
		}
		all = append(all, keys...)
		if cursor == 0 {
			break
		}
	}
	return all, nil
}

func emptyPageOfHash(ctx context.Context, rdb *redis.Client) (all []string, err error) {
	for cursor := uint64(0); ; {
		fields, next, err := rdb.HScan(ctx, "h", cursor, "mail.*", 100).Result() // want `HSCAN may return an empty page long before its end, where this loop stops: go on until the cursor is 0$`
		if err != nil || len(fields) == 0 || next == 0 {
			return all, err
		}
		all = append(all, fields...)
		cursor = next
	}
}

func emptyFirstPage(ctx context.Context, rdb *redis.Client) error {
	for {
		keys, _, err := rdb.Scan(ctx, 0, "user:*", 100).Result() // want `SCAN may return an empty page`
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			return nil
		}
		if err := rdb.Unlink(ctx, keys...).Err(); err != nil {
			return err
		}
	}
}

func emptyInOuterLoop(ctx context.Context, rdb *redis.Client, patterns []string) (all []string, err error) {
	for _, pattern := range patterns {
		cursor := uint64(0)
		for {
			keys, next, err := rdb.Scan(ctx, cursor, pattern, 100).Result() // want `SCAN may return an empty page`
			if err != nil {
				return nil, err
			}
			if len(keys) > 0 {
				all = append(all, keys...)
			} else {
				break
			}
			if cursor = next; cursor == 0 {
				break
			}
		}
	}
	return all, nil
}

func emptyIsFine(ctx context.Context, rdb *redis.Client) (all []string, err error) {
	var cursor uint64
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result()
		if err != nil {
			return nil, err
		}
		cursor = next
		if len(keys) == 0 {
			if cursor == 0 {
				return all, nil
			}
			continue
		}
		all = append(all, keys...)
		if cursor == 0 {
			return all, nil
		}
	}
}

func emptyAtTheEnd(ctx context.Context, rdb *redis.Client) (all []string, err error) {
	var cursor uint64
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result()
		if err != nil {
			return nil, err
		}
		if len(keys) == 0 && next == 0 {
			return all, nil
		}
		if next == 0 {
			if len(keys) == 0 {
				return nil, nil
			}
			return append(all, keys...), nil
		}
		cursor = next
	}
}

// Without a pattern pages are hardly ever empty.
func emptyOfAll(ctx context.Context, rdb *redis.Client) (n int, err error) {
	var cursor uint64
	for {
		members, next, err := rdb.SScan(ctx, "s", cursor, "", 100).Result()
		if err != nil {
			return 0, err
		}
		if len(members) == 0 {
			return n, nil
		}
		n += len(members)
		if cursor = next; cursor == 0 {
			return n, nil
		}
	}
}

// Who calls it goes on.
func firstFound(ctx context.Context, rdb *redis.Client, cursor uint64) ([]string, uint64, error) {
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result()
		if err != nil {
			return nil, 0, err
		}
		if len(keys) == 0 {
			return nil, next, nil
		}
		if len(keys) > 5 {
			return keys, next, nil
		}
		cursor = next
	}
}

func dropsError(ctx context.Context, rdb *redis.Client) (all []string) {
	var cursor uint64
	for {
		var keys []string
		keys, cursor, _ = rdb.Scan(ctx, cursor, "user:*", 100).Result() // want `SCAN that fails returns the cursor 0, at which this loop ends, and a part is taken for all, as the error is dropped: return it`
		all = append(all, keys...)
		if cursor == 0 {
			return all
		}
	}
}

func dropsErrorOfSet(ctx context.Context, rdb *redis.Client) (all []string) {
	var cursor uint64
	for {
		members, next := rdb.SScan(ctx, "s", cursor, "", 100).Val() // want `SSCAN that fails returns the cursor 0`
		all = append(all, members...)
		if cursor = next; cursor == 0 {
			return all
		}
	}
}

func swallowsError(ctx context.Context, rdb *redis.Client) (int, error) {
	var cursor uint64
	n := 0
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result() // want `SCAN that fails ends this loop, and the function then returns no error for a part: return it`
		if err != nil {
			break
		}
		n += len(keys)
		if cursor = next; cursor == 0 {
			break
		}
	}
	return n, nil
}

func removesSome(ctx context.Context, rdb *redis.Client) error {
	var cursor uint64
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result() // want `SCAN that fails ends this loop`
		if err != nil {
			return nil
		}
		if err := rdb.Unlink(ctx, keys...).Err(); err != nil {
			return err
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

func logsError(ctx context.Context, rdb *redis.Client) (int, error) {
	var cursor uint64
	n := 0
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result()
		if err != nil {
			log.Print(err)
			break
		}
		n += len(keys)
		if cursor = next; cursor == 0 {
			break
		}
	}
	return n, nil
}

func saysSo(ctx context.Context, rdb *redis.Client) (n int, whole bool, err error) {
	var cursor uint64
	whole = true
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result()
		if err != nil {
			whole = false
			break
		}
		n += len(keys)
		if cursor = next; cursor == 0 {
			break
		}
	}
	return n, whole, nil
}

func returnsError(ctx context.Context, rdb *redis.Client) (n int, err error) {
	var cursor uint64
	for {
		var keys []string
		if keys, cursor, err = rdb.Scan(ctx, cursor, "user:*", 100).Result(); err != nil {
			break
		}
		n += len(keys)
		if cursor == 0 {
			break
		}
	}
	return n, err
}

// It has nobody to tell.
func bestEffort(ctx context.Context, rdb *redis.Client) (n int) {
	var cursor uint64
	for {
		keys, next, err := rdb.Scan(ctx, cursor, "user:*", 100).Result()
		if err != nil {
			break
		}
		n += len(keys)
		if cursor = next; cursor == 0 {
			break
		}
	}
	return n
}

func ofCommand(ctx context.Context, rdb *redis.Client) (n int, err error) {
	var cursor uint64
	for {
		cmd := rdb.Scan(ctx, cursor, "user:*", 100)
		if cmd.Err() != nil {
			return 0, fmt.Errorf("scan: %w", cmd.Err())
		}
		keys, next := cmd.Val()
		n += len(keys)
		if cursor = next; cursor == 0 {
			return n, nil
		}
	}
}
