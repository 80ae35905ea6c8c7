package tests

import (
	"math"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestJitter: everything in the range comes, nothing outside it, and evenly.
func TestJitter(t *testing.T) {
	for _, ttl := range []time.Duration{0, -1, redis.KeepTTL, -time.Hour, math.MinInt64, redisrt.Persist} {
		if got := redisrt.Jitter(ttl); got != ttl {
			t.Errorf("Jitter(%d) = %d", ttl, got)
		}
	}
	for ttl := time.Duration(1); ttl < 10; ttl++ {
		if got := redisrt.Jitter(ttl); got != ttl {
			t.Errorf("Jitter(%d) = %d: there is no tenth of it", ttl, got)
		}
	}

	const n = 20_000
	seen := map[time.Duration]int{}
	for range n {
		seen[redisrt.Jitter(100)]++
	}
	for d := time.Duration(90); d <= 110; d++ {
		if c := seen[d]; c < n/21*3/4 || c > n/21*5/4 {
			t.Errorf("%d came %d times of %d, want about %d", d, c, n, n/21)
		}
		delete(seen, d)
	}
	if len(seen) > 0 {
		t.Errorf("outside 90 to 110: %v", seen)
	}

	for _, ttl := range []time.Duration{10, time.Millisecond, time.Hour, math.MaxInt64 / 11 * 10, math.MaxInt64 - 1, math.MaxInt64} {
		least, most := time.Duration(math.MaxInt64), time.Duration(0)
		for range n {
			d := redisrt.Jitter(ttl)
			if d <= 0 || d < ttl-ttl/10 || d-ttl > ttl/10 {
				t.Fatalf("Jitter(%d) = %d", ttl, d)
			}
			least, most = min(least, d), max(most, d)
		}
		top := ttl/10 - min(ttl/10, math.MaxInt64-ttl) // what the range lacks above
		if least > ttl-ttl/10+ttl/500 || most < ttl+(ttl/10-top)-ttl/500 {
			t.Errorf("Jitter(%d) from %d to %d", ttl, least, most)
		}
	}
}

func TestPersist(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	if err := c.Set(t.Context(), "key", 1, redisrt.Persist).Err(); err != nil {
		t.Fatal(err)
	}
	if ttl := c.TTL(t.Context(), "key").Val(); ttl != -1 {
		t.Errorf("TTL %v", ttl)
	}
	if err := c.Set(t.Context(), "key", 1, redisrt.Jitter(time.Hour)).Err(); err != nil {
		t.Fatal(err)
	}
	if ttl := c.TTL(t.Context(), "key").Val(); ttl < 53*time.Minute || ttl > 67*time.Minute {
		t.Errorf("TTL %v", ttl)
	}
}
