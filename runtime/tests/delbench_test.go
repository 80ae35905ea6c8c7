package tests

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// BenchmarkDel removes a collection of each type, by DEL and by UNLINK, and reports the medians of what the server
// took for it.
func BenchmarkDel(b *testing.B) {
	n := benchElements(b)
	for _, typ := range []string{"hash", "set", "sorted", "list"} {
		b.Run(typ, func(b *testing.B) {
			c := slowlogServer(b)
			var del, unlink []time.Duration
			for b.Loop() {
				for _, remove := range []struct {
					took *[]time.Duration
					by   func() *redis.IntCmd
				}{
					{&del, func() *redis.IntCmd { return c.Del(b.Context(), typ) }},
					{&unlink, func() *redis.IntCmd { return c.Unlink(b.Context(), typ) }},
				} {
					fillForReaders(b, c, n, typ)
					server, _ := slowest(b, c, func() (int, error) {
						removed, err := remove.by().Result()
						if err == nil && removed != 1 {
							err = fmt.Errorf("%d keys were removed", removed)
						}
						return n, err
					}, n)
					*remove.took = append(*remove.took, server)
				}
			}
			for name, took := range map[string][]time.Duration{"del-server-ms": del, "unlink-server-ms": unlink} {
				b.ReportMetric(float64(slices.Sorted(slices.Values(took))[len(took)/2].Microseconds())/1000, name)
			}
		})
	}
}
