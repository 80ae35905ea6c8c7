package redisrt

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// nodeScans is how often one node is scanned when its connection breaks.
	nodeScans = 3
	// passes is how often all nodes are when the topology changes. The pauses
	// in between add up to 0.7 s at most: enough for the nodes to hear of a
	// migration that has ended, and little to lose on one that has not.
	passes    = 4
	pauseUnit = 100 * time.Millisecond
)

// scan is what is asked for.
type scan struct {
	match string
	exact bool // an empty match is a pattern, not its absence
	count int64
	typ   string
}

// A sink takes what is found.
type sink interface {
	restart()                                      // all nodes are scanned from the start
	again()                                        // the current node is
	page(ctx context.Context, keys []string) error // some keys of the current node
	done()                                         // the current node is complete
}

// A visitor is a sink that asks the server about the keys that it is given. visit
// begins the scan of a node on the connection conn; node outlives the scan.
type visitor interface {
	visit(node, conn pipeliner)
}

type pipeliner interface {
	Pipelined(ctx context.Context, fn func(redis.Pipeliner) error) ([]redis.Cmder, error)
}

func visit(out sink, node, conn pipeliner) {
	if v, ok := out.(visitor); ok {
		v.visit(node, conn)
	}
}

// run visits all that t stands for.
func (s scan) run(ctx context.Context, t target, out sink) error {
	switch c := t.(type) {
	case *redis.Client:
		return s.node(ctx, c, nil, out)
	case *redis.Conn:
		visit(out, c, c)
		return s.pages(ctx, s.pinned(c), out)
	case *redis.Tx:
		visit(out, c, c)
		return s.pages(ctx, s.pinned(c), out)
	case opaque:
		return s.pages(ctx, s.opaque(c), out)
	case *redis.ClusterClient:
		return s.settle(ctx, out, func() error { return s.cluster(ctx, c, out) })
	case *redis.Ring:
		return s.settle(ctx, out, func() error { return s.ring(ctx, c, out) })
	}
	panic(fmt.Sprintf("redisrt: unexpected target %T", t))
}

// settle repeats pass while it says that the topology is changing.
func (s scan) settle(ctx context.Context, out sink, pass func() error) error {
	for n := 1; ; n++ {
		out.restart()
		err := pass()
		var moved unsettled
		if !errors.As(err, &moved) {
			return err
		}
		if n == passes {
			return fmt.Errorf("%w: %s, also after %d attempts", ErrIncomplete, string(moved), passes)
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

// A guard looks at a node before and after its scan, on the same connection.
type guard interface {
	before(ctx context.Context, conn *redis.Tx) error
	after(ctx context.Context, conn *redis.Tx) error
}

// node scans one server to its end, from the start whenever the connection
// breaks: the cursor of one server means nothing to the next, and nothing says
// whether the address still leads to the same one.
func (s scan) node(ctx context.Context, c *redis.Client, g guard, out sink) error {
	for n := 1; ; n++ {
		out.again()
		err := s.connection(ctx, c, g, out)
		if err == nil {
			out.done()
			return nil
		}
		if n == nodeScans || !broken(ctx, err) {
			return orDone(ctx, err) // it may be done since err was looked at
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

// connection scans one server on one connection: the pool behind a Tx is sticky,
// and once its connection has failed it answers with that error and never dials
// again. Watch without keys sends nothing. It is used for its connection, as
// the hooks of the client apply to it; to Conn they do since go-redis v9.9 only,
// and a hook may do more than look on.
func (s scan) connection(ctx context.Context, c *redis.Client, g guard, out sink) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.Watch(ctx, func(tx *redis.Tx) error {
		if g != nil {
			if err := g.before(ctx, tx); err != nil {
				return orDone(ctx, err)
			}
		}
		visit(out, c, tx)
		if err := s.pages(ctx, s.pinned(tx), out); err != nil {
			return err
		}
		if g != nil {
			return orDone(ctx, g.after(ctx, tx))
		}
		return nil
	})
}

// errEnough is what a sink returns that wants no further page of the node. It does
// not reach the caller.
const errEnough = sentinel("redisrt: enough of this node")

// pages follows the cursor to its end.
func (s scan) pages(ctx context.Context, next func(context.Context, uint64) ([]string, uint64, error), out sink) error {
	var cursor uint64
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		keys, after, err := next(ctx, cursor)
		if err != nil {
			return orDone(ctx, err)
		}
		err = out.page(ctx, keys)
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
		if after == 0 {
			return nil
		}
		cursor = after
	}
}

// pinned asks for pages on a connection. The command is spelled out, since
// Scan and ScanType leave out an empty MATCH.
func (s scan) pinned(c interface {
	Process(ctx context.Context, cmd redis.Cmder) error
}) func(context.Context, uint64) ([]string, uint64, error) {
	return func(ctx context.Context, cursor uint64) ([]string, uint64, error) {
		args := []any{"scan", cursor}
		if s.match != "" || s.exact {
			args = append(args, "match", s.match)
		}
		args = append(args, "count", s.count)
		if s.typ != "" {
			args = append(args, "type", s.typ)
		}
		cmd := redis.NewScanCmd(ctx, nil, args...)
		_ = c.Process(ctx, cmd) // the error is in cmd
		return cmd.Result()
	}
}

// opaque asks for pages by the method of a client that Node vouches for.
func (s scan) opaque(c opaque) func(context.Context, uint64) ([]string, uint64, error) {
	return func(ctx context.Context, cursor uint64) ([]string, uint64, error) {
		var cmd *redis.ScanCmd
		if s.typ == "" {
			cmd = c.Scan(ctx, cursor, s.match, s.count)
		} else if t, ok := c.Scanner.(typeScanner); ok {
			cmd = t.ScanType(ctx, cursor, s.match, s.count, s.typ)
		} else {
			return nil, 0, fmt.Errorf("redisrt: %T has no method ScanType, which ScanType(%q) needs", c.Scanner, s.typ)
		}
		if cmd == nil {
			return nil, 0, fmt.Errorf("redisrt: Scan of %T returned nil", c.Scanner)
		}
		keys, after, err := cmd.Result()
		if err == nil && keys == nil {
			return nil, 0, fmt.Errorf("redisrt: Scan of %T returned neither a page nor an error, as a command does that is only queued", c.Scanner)
		}
		if s.exact && s.match == "" {
			keys = onlyEmpty(keys)
		}
		return keys, after, err
	}
}

type typeScanner interface {
	ScanType(ctx context.Context, cursor uint64, match string, count int64, keyType string) *redis.ScanCmd
}

// onlyEmpty is MATCH "" for a Scan that takes "" for no pattern.
func onlyEmpty(keys []string) []string {
	for _, k := range keys {
		if k == "" {
			return []string{""}
		}
	}
	return nil
}

// broken tells whether err is the connection's and another may do better.
func broken(ctx context.Context, err error) bool {
	var reply redis.Error
	var moved unsettled
	return ctx.Err() == nil &&
		!errors.As(err, &reply) &&
		!errors.As(err, &moved) &&
		!errors.Is(err, errStop) &&
		!errors.Is(err, ErrIncomplete) &&
		!errors.Is(err, redis.ErrClosed)
}

// orDone prefers the context's error to what it has caused. A read that ends at
// the context's deadline may do so before the context does.
func orDone(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if done := ctx.Err(); done != nil {
		return done
	}
	if end, ok := ctx.Deadline(); ok && !time.Now().Before(end) {
		return context.DeadlineExceeded
	}
	return err
}

// pause waits before attempt n+1: 50 to 100 ms, then twice that, and so on.
func pause(ctx context.Context, n int) error {
	d := pauseUnit << (n - 1)
	t := time.NewTimer(d/2 + rand.N(d/2))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
