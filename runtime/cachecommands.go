package redisrt

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"
)

// CacheClient is any client that has the methods that a [Cache] calls on it.
type CacheClient interface {
	UnlinkClient
	Get(ctx context.Context, key string) *redis.StringCmd
	Eval(ctx context.Context, script string, keys []string, args ...any) *redis.Cmd
	EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *redis.Cmd
}

// pooled sees through c to a client that many goroutines can use.
func pooled(c CacheClient) (CacheClient, error) {
	t, err := holder(c, getMethod, evalMethod, evalShaMethod, unlinkMethod, pipelinedMethod)
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case *redis.Client:
		return t, nil
	case *redis.ClusterClient:
		return t, nil
	case *redis.Ring:
		return t, nil
	}
	return nil, fmt.Errorf("redisrt: a cache cannot keep a %T; pass the client that it was made from", t)
}

// entries are the commands of a Cache.
type entries struct {
	client  CacheClient
	timeout time.Duration // of one command; 0 for none
}

func (s entries) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.timeout == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, s.timeout)
}

// read returns the entry of key, or redis.Nil.
func (s entries) read(ctx context.Context, key string) (entry, error) {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	data, err := s.client.Get(ctx, key).Bytes()
	if err != nil {
		return entry{}, err
	}
	return parseEntry(data)
}

// lease is what the scripts know a lease by: its token and its end.
type lease string

// anyLease is whatever lease there is, or none.
const anyLease lease = ""

// newToken has 16 characters, which are not all 0.
func newToken() string { return fmt.Sprintf("%016x", rand.Uint64()|1) }

// grant is the answer to who wants to load: a lease, or a fresh entry, or neither where the
// lease is another's.
type grant struct {
	lease lease
	fresh *entry
}

// take asks for the lease of a load.
func (s entries) take(ctx context.Context, key, token string, lasts, lead time.Duration) (grant, error) {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	reply, err := takeLease.run(ctx, s.client, []string{key}, token, milliseconds(lasts), lead.Milliseconds()).Slice()
	if err != nil {
		return grant{}, err
	}
	switch reply[0] {
	case int64(1):
		return grant{lease: lease(reply[1].(string))}, nil
	case int64(2):
		e, err := parseEntry([]byte(reply[1].(string)))
		return grant{fresh: &e}, err
	}
	return grant{}, nil
}

// begin takes the lease of a write, and removes the value.
func (s entries) begin(ctx context.Context, key, token string, lasts time.Duration) (lease, error) {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	held, err := beginWrite.run(ctx, s.client, []string{key}, token, milliseconds(lasts)).Text()
	return lease(held), err
}

// end gives the lease of a load back; it tells whether it had stood until then.
func (s entries) end(ctx context.Context, key string, l lease) (stood bool, err error) {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	return endLease.run(ctx, s.client, []string{key}, string(l)).Bool()
}

// lifetime is how long a value is fresh, and how long it is kept.
type lifetime struct{ fresh, kept time.Duration }

// store writes an entry in the place of a lease; it tells whether that had stood.
func (s entries) store(ctx context.Context, key string, l lease, e entry, life lifetime) (stood bool, err error) {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	return storeValue.run(ctx, s.client, []string{key}, string(l), string(e.kind),
		milliseconds(life.fresh), milliseconds(life.kept), formatDelta(e.delta), e.payload).Bool()
}

// formatDelta has 10 digits, or none for noDelta.
func formatDelta(d time.Duration) string {
	if d == noDelta {
		return ""
	}
	return fmt.Sprintf("%010d", min(max(d.Microseconds(), 0), 9_999_999_999))
}

// remove removes keys, and so the leases of their loads.
func (s entries) remove(ctx context.Context, keys ...string) error {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	return Unlink(ctx, s.client, keys...).Err()
}
