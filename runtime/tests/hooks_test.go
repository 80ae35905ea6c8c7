package tests

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// hook lets a function do what it likes with each command.
type hook struct {
	process func(next redis.ProcessHook, ctx context.Context, cmd redis.Cmder) error
}

func (hook) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h hook) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { return h.process(next, ctx, cmd) }
}

func (hook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// TestHooks: what a hook does to the commands of a client is done, as when it
// keeps a tenant's keys apart.
func TestHooks(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	fill(t, c, []string{"a:1", "a:2", "b:1", "b:2"})
	c.AddHook(hook{func(next redis.ProcessHook, ctx context.Context, cmd redis.Cmder) error {
		args := cmd.Args()
		if i := slices.Index(args, any("match")); i >= 0 {
			args[i+1] = "b:" + args[i+1].(string)
		}
		return next(ctx, cmd)
	}})
	keys, err := redisrt.Keys(t.Context(), c, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, []string{"b:1", "b:2"})
}

// TestHookError: an error that is not the connection's is worth as many
// attempts as one that is, and then arrives.
func TestHookError(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	refused, calls := errors.New("the breaker is open"), 0
	c.AddHook(hook{func(next redis.ProcessHook, ctx context.Context, cmd redis.Cmder) error {
		if cmd.Name() != "scan" {
			return next(ctx, cmd)
		}
		calls++
		return refused
	}})
	if keys, err := redisrt.Keys(t.Context(), c, "*").Result(); !errors.Is(err, refused) || keys != nil || calls != 3 {
		t.Errorf("%q, %v after %d calls", keys, err, calls)
	}
}
