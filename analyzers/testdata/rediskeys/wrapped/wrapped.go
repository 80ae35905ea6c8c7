// Package wrapped has KEYS on clients that the program wraps.
package wrapped

import (
	"context"
	"net/http"

	"github.com/redis/go-redis/v9"
)

type Store struct{ *redis.Client }

type deepStore struct{ *Store }

type anyStore struct{ redis.UniversalClient }

// hidden embeds by a name that the runtime package cannot look through.
type client = redis.Client
type hidden struct{ *client }

type fields struct {
	rdb *redis.Client
	ctx context.Context
}

// Keys has the name of the command, and is looked at itself.
func (f *fields) Keys(pattern string) ([]string, error) {
	return f.rdb.Keys(f.ctx, pattern).Result() // want `KEYS pattern walks`
}

func embedded(ctx context.Context, s Store, p *Store, d deepStore, a anyStore, h hidden) {
	s.Keys(ctx, "*")           // want `KEYS`
	p.Keys(ctx, "*")           // want `KEYS`
	d.Keys(ctx, "*")           // want `KEYS`
	a.Keys(ctx, "*")           // want `KEYS`
	h.Keys(ctx, "*")           // want `KEYS`
	d.Client.Keys(ctx, "*")    // want `KEYS`
	(*Store).Keys(p, ctx, "*") // want `KEYS`
}

// narrow is all that a test double has to have. What stands behind it is not known.
type narrow interface {
	Keys(ctx context.Context, pattern string) *redis.StringSliceCmd
}

type narrowWithScan interface {
	narrow
	Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd
}

type whole interface {
	redis.Cmdable
	Close() error
}

func interfaces(ctx context.Context, n narrow, s narrowWithScan, w whole) {
	n.Keys(ctx, "*") // want `KEYS`
	s.Keys(ctx, "*") // want `KEYS`
	w.Keys(ctx, "*") // want `KEYS`
}

func get() *redis.Client          { return nil }
func background() context.Context { return context.Background() }

func order(r *http.Request) {
	get().Keys(r.Context(), "*")           // want `KEYS`
	get().Keys(context.TODO(), "*")        // want `KEYS`
	get().Keys(background(), "*")          // want `KEYS`
	get().WithTimeout(1).Keys(r.Context(), // want `KEYS`
		"*")
	get().
		WithTimeout(1).
		Keys(r.Context(), "*") // want `KEYS`
	get(). /* kept */ Keys(r.Context(), "*") // want `KEYS`
}

func several() (context.Context, string) { return nil, "" }

func spread(rdb *redis.Client) {
	rdb.Keys(several()) // want `KEYS`
}

// shadowing is a wrapper with a Keys of its own: a call of it is no command, its body is.
type shadowing struct{ *redis.Client }

func (s shadowing) Keys(ctx context.Context, pattern string) *redis.StringSliceCmd {
	return s.Client.Keys(ctx, "prefix:"+pattern) // want `KEYS "prefix:" \+ pattern`
}

func callers(ctx context.Context, s shadowing, f *fields) {
	s.Keys(ctx, "*")
	_, _ = f.Keys("*")
}

// unrelated is not go-redis.
type unrelated struct{}

func (unrelated) Keys(ctx context.Context, pattern string) []string { return nil }

func others(ctx context.Context, u unrelated, m map[string]int) { u.Keys(ctx, "*") }
