// Package fixes has loops that can be a range over redisrt.Scan, and loops that cannot.
package fixes

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/redis/go-redis/v9"
)

func returnsNil(ctx context.Context, rdb *redis.Client) ([]string, error) {
	var keys []string
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val()) // stays
	}
	return keys, nil
}

func noCount(ctx context.Context, any redis.UniversalClient, prefix string) (n int, err error) {
	for iter := any.Scan(ctx, 0, prefix+"*", 0).Iterator(); iter.Next(ctx); { // want `nobody reads Err`
		n++
	}
	return n, nil
}

func named(ctx context.Context, rdb *redis.Client, size int64) error {
	iter := rdb.Scan(ctx, 0, "user:*", size).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {                                // each of them
		name := iter.Val()
		if !strings.HasPrefix(name, "user:1") {
			continue
		}
		// It has to go.
		if err := rdb.Unlink(ctx, name).Err(); err != nil {
			return err
		}
	}
	return nil
}

func namedAtOnce(ctx context.Context, rdb *redis.Client, size int64) error {
	iter := rdb.Scan(ctx, 0, "user:*", size).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		name := iter.Val()
		go func() { log.Print(name) }()
	}
	return nil
}

// The names that the loop would have are taken.
func taken(ctx context.Context, rdb *redis.Client) (key string, err error) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		key += iter.Val()
		err = rdb.Unlink(ctx, iter.Val()).Err()
	}
	return key + fmt.Sprint(err), nil
}

func everyMaster(ctx context.Context, cluster *redis.ClusterClient) (keys []string, err error) {
	iter := cluster.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN on a cluster`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	return keys, iter.Err()
}

func everyShard(ctx context.Context, ring *redis.Ring) error {
	iter := ring.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN on a ring`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return iter.Err()
}

func wrapsError(ctx context.Context, cluster *redis.ClusterClient) ([]string, error) {
	var keys []string
	iter := cluster.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN on a cluster`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	if err := iter.Err(); err != nil {
		return nil, fmt.Errorf("scan: %w", err)
	}
	log.Print(len(keys))
	return keys, nil
}

func inLiteral(ctx context.Context, rdb *redis.Client, do func(func() error) error) (n int, err error) {
	err = do(func() error {
		iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
		for iter.Next(ctx) {
			n += len(iter.Val())
		}
		return nil
	})
	return n, err
}

func commented(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	// Each of them.
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return nil
}

func inSwitch(ctx context.Context, rdb *redis.Client, which int) (any, error) {
	switch which {
	case 0:
		found := 0
		iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
		for iter.Next(ctx) {
			found++
		}
		return found, nil
	}
	return nil, nil
}

func nested(ctx context.Context, cluster *redis.ClusterClient) error {
	iter := cluster.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN on a cluster`
	for iter.Next(ctx) {
		inner := cluster.Scan(ctx, 0, iter.Val(), 100).Iterator() // want `SCAN on a cluster`
		for inner.Next(ctx) {
			log.Print(iter.Val(), inner.Val())
		}
		if err := inner.Err(); err != nil {
			return err
		}
	}
	return iter.Err()
}

// From here on there is no fix.

func withComment(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100 /* each */).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return nil
}

func afterwards(ctx context.Context, rdb *redis.Client, end func()) ([]string, error) {
	var keys []string
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	end()
	return keys, nil
}

func noError(ctx context.Context, rdb *redis.Client) (keys []string) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		keys = append(keys, iter.Val())
	}
	return keys
}

func noErrorNil(ctx context.Context, rdb *redis.Client) *string {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return nil
}

func byName(ctx context.Context, cluster *redis.ClusterClient) (n int, err error) {
	iter := cluster.Scan(ctx, 0, "user:*", 100).Iterator() // want `SCAN on a cluster`
	for iter.Next(ctx) {
		if n++; n > 10 {
			return
		}
	}
	return n, iter.Err()
}

func later(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		defer func() { log.Print(iter.Val()) }()
	}
	return nil
}

func inAnotherContext(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(context.WithoutCancel(ctx)) {
		log.Print(iter.Val())
	}
	return nil
}

func inNewContexts(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		ctx = context.WithValue(ctx, "key", iter.Val())
	}
	return nil
}

func redefined(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		name := iter.Val()
		name, ok := strings.CutPrefix(name, "user:")
		log.Print(name, ok)
	}
	return nil
}

func typed(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.ScanType(ctx, 0, "user:*", 100, "hash").Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return nil
}

func fromCursor(ctx context.Context, rdb *redis.Client, cursor uint64) error {
	iter := rdb.Scan(ctx, cursor, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return nil
}

type scanner interface {
	Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd
}

func ofTheProgram(ctx context.Context, any scanner) error {
	iter := any.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		log.Print(iter.Val())
	}
	return nil
}

func onlyCalled(ctx context.Context, rdb *redis.Client) (n int, err error) {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		iter.Val()
		n++
	}
	return n, nil
}

func deferred(ctx context.Context, rdb *redis.Client) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		defer log.Print(iter.Val())
	}
	return nil
}

func contextOfLiteral(ctx context.Context, rdb *redis.Client) error {
	reset := func() { ctx = context.Background() }
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		log.Print(iter.Val())
		reset()
	}
	return nil
}

func contextOfRange(ctx context.Context, rdb *redis.Client, all []context.Context) error {
	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
	for iter.Next(ctx) {
		log.Print(iter.Val())
		for _, ctx = range all {
			log.Print(ctx.Err())
		}
	}
	return nil
}

func contextSetBefore(ctx context.Context, rdb *redis.Client) error {
	return func() error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator() // want `nobody reads Err`
		for iter.Next(ctx) {
			log.Print(iter.Val())
		}
		return nil
	}()
}
