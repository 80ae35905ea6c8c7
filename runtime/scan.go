package redisrt

import (
	"context"
	"errors"
	"iter"
)

const (
	defaultCount = 1000
	// Above this a page blocks the server for longer than 10 ms.
	maxCount = 10000
)

// Scan streams the keys that match pattern; the empty pattern is every key, as
// in go-redis' Scan.
//
//	for key, err := range redisrt.Scan(ctx, rdb, "user:*") {
//		if err != nil {
//			return err
//		}
//		…
//	}
//
// Memory does not grow with the keyspace, so a key may come more than once: SCAN
// itself may repeat keys, and a scan that starts again yields again what it has
// yielded. After a pair ("", err) the sequence ends; a sequence that ends
// without one has yielded every matching key that was there from start to end.
// Each range over the sequence is a scan of its own.
//
// Commands, guarantee, lost replies, cluster, ring and errors are as for [Keys],
// except that nothing is removed. A break out of the loop sends no further
// command.
//
// While the loop runs, one connection of the visited node's pool is held; it is
// given back at the end, also by break or panic. Where the body uses the same
// client, PoolSize must be 2 at least, and one more for each such loop that runs
// at the same time. If the body takes longer for the keys of a page than the
// server's setting timeout allows (seconds; by default there is none), the server
// closes the connection and the scan begins again.
func Scan(ctx context.Context, c Scanner, pattern string, opts ...ScanOption) iter.Seq2[string, error] {
	s := scan{match: pattern, count: defaultCount}
	for _, opt := range opts {
		opt(&s)
	}
	return func(yield func(string, error) bool) {
		t, err := find(c, false)
		if err == nil {
			err = s.run(ctx, t, stream(yield))
		}
		if err != nil && !errors.Is(err, errStop) {
			yield("", err)
		}
	}
}

// ScanOption changes how [Scan] scans.
type ScanOption func(*scan)

// ScanCount sets the COUNT of each SCAN: about how many keys the server looks at
// for one page, matching or not. The default is 1000, which blocks the server
// for about 1 ms a page; 100 takes half as long again in all, for 0.1 ms a page.
// Less than 1 is the default; more than 10000 (13 ms a page) is 10000.
func ScanCount(n int64) ScanOption {
	if n < 1 {
		n = defaultCount
	}
	return func(s *scan) { s.count = min(n, maxCount) }
}

// ScanType yields only keys of one type, as TYPE names it: string, list, set,
// zset, hash, stream or a module's. The server filters; an unknown type matches
// nothing. The empty string is every type.
func ScanType(t string) ScanOption {
	return func(s *scan) { s.typ = t }
}

// stream is the sink that yields what comes and keeps nothing.
type stream func(string, error) bool

func (stream) restart() {}
func (stream) again()   {}
func (stream) done()    {}

func (yield stream) page(ctx context.Context, keys []string) error {
	for _, k := range keys {
		// The body may take long for each key.
		if err := ctx.Err(); err != nil {
			return err
		}
		if !yield(k, nil) {
			return errStop
		}
	}
	return nil
}
