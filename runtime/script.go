package redisrt

import (
	"context"
	"crypto/sha1"
	"encoding/hex"

	"github.com/redis/go-redis/v9"
)

// script is the text of a Lua script about one key, or keys of one slot.
type script string

type scripter interface {
	Eval(ctx context.Context, script string, keys []string, args ...any) *redis.Cmd
	EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *redis.Cmd
}

// run sends EVALSHA, and EVAL where the server does not know the script.
func (s script) run(ctx context.Context, c scripter, keys []string, args ...any) *redis.Cmd {
	sum := sha1.Sum([]byte(s))
	cmd := c.EvalSha(ctx, hex.EncodeToString(sum[:]), keys, args...)
	if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
		cmd = c.Eval(ctx, string(s), keys, args...)
	}
	return cmd
}
