package redisrt

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

const (
	// pageSize is how many elements the first command reads: 0.04 ms of the
	// server's time for a list or a sorted set, 1 ms for a hash or a set.
	pageSize = 1000
	// maxPage is what pages of lists and sorted sets grow to, so that round trips
	// do not make long reads longer: 1 ms of the server's time.
	maxPage = 16 * pageSize
	// maxScored is the same with scores, which cost the server more than members.
	maxScored = 2 * pageSize
)

// errWritten says that the pages do not fit together, as the key was written to
// between them. It does not reach the caller.
const errWritten = sentinel("redisrt: the key was written to")

// errUnreached says that go-redis was sent to and fro between two nodes, as
// happens to the WATCH of a key that has moved while its slot has not. Its Watch
// then returns nil without having called back (v9.7.3 to v9.23.0). It does not
// reach the caller.
const errUnreached = sentinel("redisrt: no node has the key")

// onNode reads a key in pages on one connection to the server that has it. A
// read that finds errWritten or loses its server is made again, three times in
// all; where writers or a migration win, the whole is read in one command, on
// the client as it was passed.
func onNode[T any](
	ctx context.Context, t target, key string,
	read func(c redis.Cmdable, watch *redis.Tx) (T, error), whole func() (T, error),
) (T, error) {
	var out, none T
	err := pinned(ctx, t, key, func(c redis.Cmdable, watch *redis.Tx) (err error) {
		out, err = read(c, watch)
		return err
	})
	if errors.Is(err, errWritten) || redirected(err) {
		if err := ctx.Err(); err != nil {
			return none, err
		}
		return whole()
	}
	if err != nil {
		return none, orDone(ctx, err)
	}
	return out, nil
}

// pinned calls read with one connection of t to the master or shard of key. On
// it the key is watched, so that read can ask unwritten; on a connection of the
// caller's it is not, since that would end the caller's own WATCH, and watch is
// nil.
//
// go-redis' Watch finds the node, follows redirections of the WATCH itself, and
// never replaces a connection that has failed. It is not shown the errors of
// read, as some versions call back again for them, and some do not.
func pinned(ctx context.Context, t target, key string, read func(c redis.Cmdable, watch *redis.Tx) error) error {
	var watch func(context.Context, func(*redis.Tx) error, ...string) error
	reload := func() {}
	switch c := t.(type) {
	case *redis.Conn:
		return read(c, nil)
	case *redis.Tx:
		return read(c, nil)
	case *redis.Client:
		watch = c.Watch
	case *redis.Ring:
		watch = c.Watch
	case *redis.ClusterClient:
		watch, reload = c.Watch, func() { c.ReloadState(ctx) }
	default:
		panic(fmt.Sprintf("redisrt: unexpected target %T", t))
	}
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		failed := error(errUnreached)
		err := watch(ctx, func(tx *redis.Tx) error {
			failed = read(tx, tx)
			return nil
		}, key)
		if err == nil {
			err = failed
		}
		if err == nil || n == nodeScans {
			return err
		}
		switch {
		case errors.Is(err, errWritten):
			continue
		case redirected(err):
			reload()
		case !broken(ctx, err):
			return err
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

// unwritten returns errWritten if the watched key was written to since the
// WATCH. The command between MULTI and EXEC is there because go-redis sends no
// transaction that is empty.
func unwritten(ctx context.Context, watch *redis.Tx, key string) error {
	_, err := watch.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Exists(ctx, key)
		return nil
	})
	if errors.Is(err, redis.TxFailedErr) {
		return errWritten
	}
	return err
}

// redirected tells whether a cluster's node has refused a command because the
// key is, or is about to be, another's.
func redirected(err error) bool {
	if errors.Is(err, errUnreached) {
		return true
	}
	var reply redis.Error
	if !errors.As(err, &reply) {
		return false
	}
	word, _, _ := strings.Cut(reply.Error(), " ")
	return word == "MOVED" || word == "ASK" || word == "TRYAGAIN" || word == "CLUSTERDOWN"
}

// answer fills the command that a function returns.
func answer[T any, C interface {
	SetVal(T)
	SetErr(error)
}](cmd C, val T, err error) C {
	if err != nil {
		cmd.SetErr(err)
	} else {
		cmd.SetVal(val)
	}
	return cmd
}
