package tests

import (
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// BenchmarkHotKeys looks at 100,000 keys under a policy of LFU; the other figure is
// the slowest command's time on the server.
func BenchmarkHotKeys(b *testing.B) {
	c := redis.NewClient(&redis.Options{Addr: servers.Plain(b, append(lfu, "--slowlog-log-slower-than", "50", "--slowlog-max-len", "100000")...).Addr})
	defer c.Close()
	fillText(b, c, names(100_000, "key:%d"))
	if err := c.Do(b.Context(), "slowlog", "reset").Err(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := redisrt.HotKeys(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
	entries, err := c.SlowLogGet(b.Context(), -1).Result()
	if err != nil {
		b.Fatal(err)
	}
	var slowest float64
	for _, e := range entries {
		slowest = max(slowest, float64(e.Duration.Microseconds()))
	}
	b.ReportMetric(slowest, "slowest-µs")
}
