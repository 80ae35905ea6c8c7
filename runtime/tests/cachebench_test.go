package tests

import (
	"fmt"
	"testing"
	"time"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/measure"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// BenchmarkCacheHits reads what is cached, in each way by turns, and reports medians
// of the hits in a second, of their ratio to GET and json.Unmarshal in the same round
// of turns, and of allocations.
func BenchmarkCacheHits(b *testing.B) {
	forms := []measure.Form[measure.Record]{
		measure.Naive[measure.Record]("raw"),
		measure.PeerGet[measure.Record]("peer-Get", measure.Msgpack),
		measure.PeerOnce[measure.Record]("peer-Once", 1, measure.Msgpack),
		measure.PeerGet[measure.Record]("peer-Get-JSON", measure.JSON),
		measure.PeerOnce[measure.Record]("peer-Once-JSON", 1, measure.JSON),
		measure.Ours[measure.Record]("Cache", 1, redisrt.CacheOptions{}),
		measure.Ours[measure.Record]("Cache-msgpack", 1, redisrt.CacheOptions{Codec: measure.Msgpack.Codec()}),
	}
	for _, parts := range []int{0, 100} {
		for _, goroutines := range []int{1, 50} {
			b.Run(fmt.Sprintf("parts=%d/goroutines=%d", parts, goroutines), func(b *testing.B) {
				addr := servers.Plain(b).Addr
				h := measure.Hits{Goroutines: goroutines, Parts: parts, Keys: 1000, Turns: 15, Turn: 100 * time.Millisecond}
				var hits []measure.Hit
				for b.Loop() {
					var err error
					hits, err = h.Run(b.Context(), addr, forms)
					must(b, err)
				}
				for _, hit := range hits {
					b.ReportMetric(hit.PerSec, hit.Name+"-ops/s")
					b.ReportMetric(hit.Ratio, hit.Name+"-ratio")
					b.ReportMetric(hit.Allocs, hit.Name+"-allocs/op")
				}
			})
		}
	}
}

// BenchmarkCacheStampede has 200 readers of a key that expires, and reports the loads
// that an expiry costs, and how long readers wait.
func BenchmarkCacheStampede(b *testing.B) {
	s := measure.Stampede{Readers: 200, Keys: 1, Expiries: 20, Pause: 50 * time.Millisecond, Load: 30 * time.Millisecond, TTL: time.Second}
	for _, form := range []struct {
		measure.Form[measure.Generation]
		limit float64 // of loads per expiry; 0 for none
	}{
		{measure.Naive[measure.Generation]("naive"), 0},
		{measure.XFetch[measure.Generation]("XFetch", 1), 0},
		{measure.PeerOnce[measure.Generation]("peer-Once/processes=8", 8, measure.JSON), 0},
		{measure.Ours[measure.Generation]("Cache/processes=200", 0, redisrt.CacheOptions{}), 1.05},
		{measure.Ours[measure.Generation]("Cache/processes=8", 8, redisrt.CacheOptions{}), 1.05},
		{measure.Ours[measure.Generation]("Cache-without-Beta/processes=200", 0, redisrt.CacheOptions{Beta: -1}), 1.05},
		{measure.Ours[measure.Generation]("Cache-without-Beta/processes=8", 8, redisrt.CacheOptions{Beta: -1}), 1.05},
	} {
		b.Run(form.Name, func(b *testing.B) {
			addr := servers.Plain(b).Addr
			var r measure.Stampeded
			for b.Loop() {
				var err error
				r, err = s.Run(b.Context(), addr, form.Form)
				must(b, err)
			}
			b.ReportMetric(r.PerExpiry(), "loads/expiry")
			b.ReportMetric(float64(r.P50)/1e6, "p50-ms")
			b.ReportMetric(float64(r.P99)/1e6, "p99-ms")
			b.ReportMetric(float64(r.Max)/1e6, "max-ms")
			if r.Errors > 0 {
				b.Errorf("%d errors, one of them: %v", r.Errors, r.Error)
			}
			if form.limit > 0 && r.PerExpiry() > form.limit {
				b.Errorf("%.2f loads per expiry, not at most %v", r.PerExpiry(), form.limit)
			}
		})
	}
}
