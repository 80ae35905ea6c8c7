package redisrt

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// expireOnce is EXPIRE NX for Redis before 7.0.
const expireOnce = `if redis.call('pttl', KEYS[1]) == -1 then return redis.call('pexpire', KEYS[1], ARGV[1]) end
return 0`

func (w Writes) pexpire(ctx context.Context, write []any) *redis.IntCmd {
	return redis.NewIntCmd(ctx, "pexpire", write[1], milliseconds(w.ttl))
}

// pexpireOnce is not EVALSHA: a script that the server does not know would be
// found out by EXEC, when the write has been executed.
func (w Writes) pexpireOnce(ctx context.Context, write []any) *redis.IntCmd {
	return redis.NewIntCmd(ctx, "eval", expireOnce, 1, write[1], milliseconds(w.ttl))
}

// inMulti executes both in one transaction. The error is that of either or of the
// transaction; that the write has no value is none.
func inMulti(ctx context.Context, c expirer, write redis.Cmder, expire *redis.IntCmd) error {
	expire.SetVal(unanswered)
	_, err := c.TxPipelined(ctx, func(p redis.Pipeliner) error {
		if err := p.Process(ctx, write); err != nil {
			return err
		}
		return p.Process(ctx, expire)
	})
	if err = decisive(write.Err(), expire.Err(), err); err != nil {
		return err
	}
	if expire.Val() == unanswered {
		return fmt.Errorf("%w: no node has answered to EXEC", ErrIncomplete)
	}
	return nil
}

// decisive returns the first error that says more than that there is none to say,
// or that the transaction was aborted for another.
func decisive(errs ...error) error {
	var aborted error
	for _, err := range errs {
		switch {
		case err == nil || errors.Is(err, redis.Nil):
		case redis.HasErrorPrefix(err, "EXECABORT"):
			aborted = err
		default:
			return err
		}
	}
	return aborted
}
