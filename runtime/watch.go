package redisrt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	watchAttempts = 16
	watchBase     = time.Millisecond
	watchCap      = 50 * time.Millisecond
)

// Watch is c.Watch(ctx, fn, keys...) that tries again when EXEC was refused, as
// one of the keys was written meanwhile. go-redis does not, and of updates that
// contend for a key more than nine in ten are then lost.
//
//	err := redisrt.Watch(ctx, rdb, func(tx *redis.Tx) error {
//		n, err := tx.Get(ctx, "stock").Int()
//		if err != nil {
//			return err
//		}
//		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
//			p.Set(ctx, "stock", n-1, redis.KeepTTL)
//			return nil
//		})
//		return err
//	}, "stock")
//
// fn may run up to 16 times, and must be safe to run again: what it does besides
// its commands it does each time, and variables outside it keep what an earlier
// run has put there. It has to return the error of TxPipelined, by which a
// refused EXEC is known, and to write inside TxPipelined only: a key that fn
// writes directly on tx is one that was written meanwhile, at every attempt.
//
// Commands, for each attempt: WATCH, what fn sends, which is MULTI, its commands
// and EXEC in one round trip for TxPipelined, and UNWATCH. From v9.21 go-redis
// leaves UNWATCH out after EXEC. Without a conflict there is one attempt.
//
// Between attempts it sleeps for a random time: at most 1 ms after the first, 2 ms
// after the second, and so on, but never more than 50 ms; 513 ms at most in all.
// No connection is held meanwhile.
//
// Guarantee: with a nil error the last run of fn returned nil, so what it
// queued was carried out at one moment, and until then none of the keys was
// written by another since WATCH. A refused EXEC has carried out nothing.
//
// Errors: fn's errors that are not redis.TxFailedErr, and do not wrap it, are
// returned at once and as they are; so are those of WATCH. After 16 refusals the
// error is the last one as fn returned it: redis.TxFailedErr itself where fn
// passes it on, so that == holds as it does for c.Watch. If ctx is done
// before the first attempt, the error is ctx.Err(), and nothing is sent; if it is
// done when another attempt would follow, the error wraps both ctx.Err() and the
// refusal, and is not equal to redis.TxFailedErr.
//
// A lost reply: go-redis does not send MULTI … EXEC again once it was written.
// The error is then that of the connection, the transaction may or may not
// have been carried out, and there is no further attempt. (That is so for a
// cluster client before v9.20 too, whose own Watch would run fn again.) Reads of
// fn whose reply is lost are an error as well, since the connection is the one
// that watches; nothing was carried out then.
//
// Cluster: at least one key, and all keys, those that fn queues included, in one
// slot; go-redis follows redirections of WATCH. Ring: all keys on one shard.
// Otherwise the error is go-redis' or the server's, as it came.
//
// Panics of fn are the caller's; the connection is given back. The client may be
// of any type that has the method, and is not looked into. A *redis.Tx, whose
// Watch is another, does not compile.
func Watch(ctx context.Context, c WatchClient, fn func(*redis.Tx) error, keys ...string) error {
	_, err := watch(ctx, c, fn, keys)
	return err
}

// watch also tells whether the attempts were used up by conflicts.
func watch(ctx context.Context, c WatchClient, fn func(*redis.Tx) error, keys []string) (gaveUp bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	for n := 1; ; n++ {
		err := watchOnce(ctx, c, fn, keys)
		if !errors.Is(err, redis.TxFailedErr) {
			return false, err
		}
		if n == watchAttempts {
			return true, err
		}
		if done := backOff(ctx, n); done != nil {
			return false, fmt.Errorf("redisrt: %w before another attempt: %w", done, err)
		}
	}
}

// watchOnce hides from c.Watch that a connection of fn's broke: before v9.20 a
// cluster client takes it for one of its own and runs fn again, although EXEC
// may have been carried out.
func watchOnce(ctx context.Context, c WatchClient, fn func(*redis.Tx) error, keys []string) error {
	var broke *masked
	err := c.Watch(ctx, func(tx *redis.Tx) error {
		broke = nil
		err := fn(tx)
		if connectionError(err) {
			broke = &masked{error: err, hidden: true}
			return broke
		}
		return err
	}, keys...)
	if broke == nil {
		return err
	}
	if err == error(broke) {
		return broke.error
	}
	broke.hidden = false // c is a wrapper, which has wrapped it
	return err
}

// masked is an error of which only the text can be seen while it is hidden.
type masked struct {
	error
	hidden bool
}

func (m *masked) Unwrap() error {
	if m.hidden {
		return nil
	}
	return m.error
}

// connectionError tells what go-redis may take for a reason to try again. All
// errors of package net have the method Timeout.
func connectionError(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &timeout)
}

// backOff sleeps after the n-th attempt, with full jitter: those that collided
// do not meet again.
func backOff(ctx context.Context, n int) error {
	return sleep(ctx, rand.N(min(watchCap, watchBase<<(n-1))))
}

// sleep returns the error of a context that is done before d, or then.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return ctx.Err()
}
