// Package redisdirective has directives that redislint cannot follow.
package redisdirective

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func directives(ctx context.Context, rdb *redis.Client) {
	/* want "no rule is named" */ //redislint:ignore
	/* want "no reason is given" */ //redislint:ignore rediskeys
	/* want "unknown directive" */ //redislint:ignored rediskeys for a reason
	/* want "unknown directive" */ //redislint:
	/* want "a directive has no space after //" */ // redislint:ignore rediskeys for a reason
	/* want "there is no rule \"redisky\"" */ //redislint:ignore rediskeys,redisky for a reason
	/* want "no reason is given" */ //redislint:file-ignore rediskeys
	//redislint:ignore rediskeys for a reason
	rdb.Keys(ctx, "*")
	/* want "rules are separated by commas without spaces" */ //redislint:ignore rediskeys, rediskeys for a reason
	// This speaks of redislint: it is not a directive.
	// redislint: nor is this
}
