// Package directives silences findings.
package directives

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func silenced(ctx context.Context, rdb *redis.Client) {
	//redislint:ignore rediskeys an admin runs it by hand
	rdb.Keys(ctx, "a")
	rdb.Keys(ctx, "b") //redislint:ignore rediskeys,redisdel an admin runs it by hand
	rdb.Keys(ctx, "c") // want `KEYS "c"`

	//redislint:ignore rediskeys the statement begins on the next line
	_ = rdb.
		WithTimeout(1).
		Keys(ctx, "d")

	//redislint:ignore redisdel another rule
	rdb.Keys(ctx, "e") // want `KEYS "e"`

	//redislint:ignore rediskeys
	rdb.Keys(ctx, "no reason") // want `KEYS "no reason"`

	// want +2 `this directive silences no finding of rediskeys: remove it`

	//redislint:ignore rediskeys nothing is here
	rdb.Ping(ctx)
}
