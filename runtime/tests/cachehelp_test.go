package tests

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// step names a command of a cache: get, unlink, or which script it runs, which the
// number of its arguments tells.
func step(args []string) string {
	name := strings.ToLower(args[0])
	if name != "evalsha" && name != "eval" {
		return name
	}
	switch len(args) {
	case 5:
		return "end"
	case 6:
		return "begin"
	case 7:
		return "take"
	case 10:
		return "store"
	}
	return name
}

// once is a rule for the first command that is the step; how is evalsha or eval, or "".
func once(name, how string, f func(args []string) faults.Action) faults.Rule {
	var done atomic.Bool
	return func(args []string) faults.Action {
		if step(args) != name || how != "" && !strings.EqualFold(args[0], how) || !done.CompareAndSwap(false, true) {
			return faults.Pass
		}
		return f(args)
	}
}

func with(a faults.Action) func([]string) faults.Action {
	return func([]string) faults.Action { return a }
}

// versions is a store whose value is its version. The load of a version that is held
// waits until it is released.
type versions struct {
	now     atomic.Int64
	loads   atomic.Int64
	holds   atomic.Int64 // the version whose loads wait
	loading chan struct{}
	release chan struct{}
	free    sync.Once
}

func newVersions(t testing.TB, now int64) *versions {
	v := &versions{loading: make(chan struct{}, 100), release: make(chan struct{})}
	v.now.Store(now)
	t.Cleanup(v.letGo)
	return v
}

func (v *versions) letGo() { v.free.Do(func() { close(v.release) }) }

// load does not end when its context does, as a query that cannot be cancelled.
func (v *versions) load(context.Context) (product, error) {
	n := v.now.Load()
	v.loads.Add(1)
	if n == v.holds.Load() {
		v.loading <- struct{}{}
		<-v.release
	}
	return product{Price: int(n)}, nil
}

// cached reads the version in Redis past the cache, or 0; and how long its lease lasts.
func cached(t testing.TB, c redis.Cmdable, key string) (version int, lease time.Duration) {
	t.Helper()
	var data string
	must(t, servers.Eventually(10*time.Second, func(ctx context.Context) (err error) {
		data, err = c.Get(ctx, key).Result()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	}))
	if data == "" {
		return 0, 0
	}
	const header = 57
	if len(data) < header {
		t.Fatalf("the key has %q", data)
	}
	var till int64
	if _, err := fmt.Sscanf(data[41:header], "%d", &till); err != nil {
		t.Fatal(err)
	}
	if till > 0 {
		lease = time.Until(time.UnixMicro(till))
	}
	if data[1] == 'v' {
		if _, err := fmt.Sscanf(data[header:], `{"ID":"","Price":%d}`, &version); err != nil {
			t.Fatalf("the key has %q", data)
		}
	}
	return version, lease
}

// atLeast gets the key, and wants a version that is not older. To be busy is no fault.
func atLeast(t testing.TB, who string, c *redisrt.Cache[product], key string, v *versions, version int) {
	t.Helper()
	var p product
	err := servers.Eventually(20*time.Second, func(ctx context.Context) (err error) {
		p, err = c.Get(ctx, key, v.load)
		return err
	})
	if err != nil || p.Price < version {
		t.Errorf("%s: version %d, %v; want %d", who, p.Price, err, version)
	}
}

// wait fails the test if nothing comes.
func wait[T any](t testing.TB, c <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(20 * time.Second):
		t.Fatalf("%s: nothing came\n%s", what, stacks())
	}
	return v
}

func isBusy(err error) bool { return errors.Is(err, redisrt.ErrBusy) }

// all waits for goroutines.
func all(t testing.TB, wg *sync.WaitGroup, what string) {
	t.Helper()
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	wait(t, done, what)
}

// persistently calls f until it returns nil, as the documentation of Invalidate says.
func persistently(t testing.TB, f func(context.Context) error) {
	t.Helper()
	must(t, servers.Eventually(20*time.Second, f))
}

// concurrently runs subtests at the same time, as they mostly wait.
func concurrently(t *testing.T, tests map[string]func(t *testing.T)) {
	var wg sync.WaitGroup
	room := make(chan struct{}, 12)
	for name, f := range tests {
		wg.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			t.Run(name, f)
		})
	}
	wg.Wait()
}

// warm lets the server know all scripts of a cache.
func warm(t testing.TB, c *redis.Client) {
	t.Helper()
	ctx, w := t.Context(), cache(t, c, redisrt.CacheOptions{})
	fails := func(context.Context) (product, error) { return product{}, errors.ErrUnsupported }
	if _, err := w.Get(ctx, "warm", fails); err != errors.ErrUnsupported {
		t.Fatal(err)
	}
	_, err := w.WriteThrough(ctx, "warm", func(context.Context) (product, error) { return product{}, nil })
	must(t, errors.Join(err, w.Invalidate(ctx, "warm")))
}

// wrongPassword makes a client whose commands all fail at once.
func wrongPassword(o *redis.Options) {
	o.MaxRetries = -1
	o.Username, o.Password = "nobody", "x"
}
