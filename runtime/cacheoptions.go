package redisrt

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/redis/go-redis/v9"
)

// CacheOptions are the settings of a [Cache]. Only TTL has to be given. All
// processes that share keys should use the same.
type CacheOptions struct {
	// TTL is how long a value is fresh once it is stored, give or take a tenth of
	// it at random ([Jitter]). It is at least a millisecond.
	TTL time.Duration

	// StaleFor is how much longer than its TTL a value is kept. A stale value is
	// returned only where a load fails, or another's has not ended after Wait. The
	// default is 0: none is kept.
	StaleFor time.Duration

	// NegativeTTL is how long it is remembered that there is no value, as a load
	// says by [ErrNotFound]; jittered as TTL is. The default is 0: not at all.
	NegativeTTL time.Duration

	// LoadTimeout ends the context of a load. The lease lasts a second longer: that
	// is how long others wait for a process that died while it loaded. The default
	// is 5 s.
	LoadTimeout time.Duration

	// Wait is how long a Get waits for what another loads, be it another process
	// or a caller in this one; and also for its own load, if there is a stale value: with
	// StaleFor, a short one is better. The default is LoadTimeout.
	Wait time.Duration

	// Beta makes values be loaded earlier before their end, the larger it is: on
	// average first Beta*delta*(ln(rate*Beta*delta)+0.58) before it, delta being the
	// duration of a load. The default is 1; below 0 no value is loaded before its end.
	Beta float64

	// DirectLoads is how many loads of this Cache run at a time while Redis cannot be
	// asked: what the store bears, divided by the processes and by the caches of one. A
	// load that itself calls Get has two of them. The default is 10; below 0 there are
	// none, and Get returns the error.
	DirectLoads int

	// RedisTimeout is the time limit of one command, or of one Invalidate, retries
	// included. It works by the command's context, so it is an error where the client's
	// ContextTimeoutEnabled is false; and the error of Redis is then
	// context.DeadlineExceeded, as that of a caller's context is. The default is 0: only
	// the client's own timeouts.
	RedisTimeout time.Duration

	// Codec turns values into bytes and back. The default is [JSON]. A value that it
	// cannot decode, as after a change of its type, is loaded anew.
	Codec Codec

	// OnError, if set, is told of errors of Redis, one for all callers that wait for the
	// same, and of each load that fails, also where no caller gets the error: as the value came from load, a stale one was
	// returned, or the load was one before the value's end. It is called by several
	// goroutines, which wait for it; if it panics, the process ends.
	OnError func(ctx context.Context, key string, err error)
}

const (
	defaultLoadTimeout = 5 * time.Second
	defaultDirectLoads = 10
	// leaseMargin is the time that a lease leaves for storing the value.
	leaseMargin = time.Second
	// maxDuration keeps sums of two, and the digits of the header, from overflowing.
	maxDuration = 100 * 365 * 24 * time.Hour
)

// complete fills in defaults, and finds what cannot be meant.
func (o *CacheOptions) complete(c target) error {
	if o.TTL < time.Millisecond {
		return fmt.Errorf("redisrt: a cache needs a TTL of a millisecond or more, not %v", o.TTL)
	}
	for name, d := range map[string]time.Duration{
		"TTL": o.TTL, "StaleFor": o.StaleFor, "NegativeTTL": o.NegativeTTL, "LoadTimeout": o.LoadTimeout, "Wait": o.Wait, "RedisTimeout": o.RedisTimeout,
	} {
		if d < 0 || d > maxDuration {
			return fmt.Errorf("redisrt: a cache with a %s of %v", name, d)
		}
	}
	if math.IsNaN(o.Beta) || math.IsInf(o.Beta, 0) {
		return fmt.Errorf("redisrt: a cache with a Beta of %v", o.Beta)
	}
	if o.RedisTimeout > 0 && !contextTimeouts(c) {
		return fmt.Errorf("redisrt: a RedisTimeout has no effect, as the client's ContextTimeoutEnabled is false")
	}
	setDefault(&o.LoadTimeout, defaultLoadTimeout)
	setDefault(&o.Wait, o.LoadTimeout)
	setDefault(&o.Beta, 1)
	setDefault(&o.DirectLoads, defaultDirectLoads)
	o.DirectLoads = max(o.DirectLoads, 0)
	if o.Codec == nil {
		o.Codec = JSON{}
	}
	return nil
}

func setDefault[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}

func contextTimeouts(c target) bool {
	switch c := c.(type) {
	case *redis.Client:
		return c.Options().ContextTimeoutEnabled
	case *redis.ClusterClient:
		return c.Options().ContextTimeoutEnabled
	case *redis.Ring:
		return c.Options().ContextTimeoutEnabled
	}
	return false
}
