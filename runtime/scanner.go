package redisrt

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Scanner is any client that has the method Scan: the clients of go-redis,
// redis.UniversalClient, redis.Cmdable, and what embeds one of them. Which of
// them are accepted at run time is told in the package documentation.
type Scanner interface {
	Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd
}

// Node states that c is one node: that a SCAN on c walks all that c stands for.
// It is for clients that this package cannot see through, such as a mock, a
// wrapper with a Scan of its own, or the *redis.Tx of a Watch callback:
//
//	keys, err := redisrt.Keys(ctx, redisrt.Node(mock), "user:*").Result()
//
// A *redis.Client or *redis.Conn inside is used as if it had been passed itself.
// On anything else the method Scan of c is called for each page (or its method
// ScanType, where a type is asked for), an error ends the scan, and it is the
// caller who answers for every page coming from the same server. A page that is
// nil without an error is taken for a queued command, and is an error.
//
// A *redis.ClusterClient, a *redis.Ring or a pipeline is not one node, and is
// refused all the same. Node sends no command.
func Node(c Scanner) Scanner { return node{c} }

type node struct{ c Scanner }

func (n node) Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd {
	return n.c.Scan(ctx, cursor, match, count)
}
