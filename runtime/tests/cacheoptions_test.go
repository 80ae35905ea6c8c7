package tests

import (
	"math"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

func TestCacheOptionErrors(t *testing.T) {
	noLeak(t)
	plain := client(t, "127.0.0.1:1")
	timeouts := client(t, "127.0.0.1:1", func(o *redis.Options) { o.ContextTimeoutEnabled = true })
	for name, test := range map[string]struct {
		client *redis.Client
		o      redisrt.CacheOptions
		says   string
	}{
		"no TTL":               {plain, redisrt.CacheOptions{}, "a TTL of a millisecond or more"},
		"TTL below 0":          {plain, redisrt.CacheOptions{TTL: -1}, "a TTL of a millisecond or more"},
		"TTL of microseconds":  {plain, redisrt.CacheOptions{TTL: 999 * time.Microsecond}, "a TTL of a millisecond or more"},
		"StaleFor":             {plain, redisrt.CacheOptions{TTL: 1e9, StaleFor: -1}, "StaleFor"},
		"NegativeTTL":          {plain, redisrt.CacheOptions{TTL: 1e9, NegativeTTL: -1}, "NegativeTTL"},
		"LoadTimeout":          {plain, redisrt.CacheOptions{TTL: 1e9, LoadTimeout: -1}, "LoadTimeout"},
		"Wait":                 {plain, redisrt.CacheOptions{TTL: 1e9, Wait: -1}, "Wait"},
		"RedisTimeout below 0": {timeouts, redisrt.CacheOptions{TTL: 1e9, RedisTimeout: -1}, "RedisTimeout"},
		"RedisTimeout":         {plain, redisrt.CacheOptions{TTL: 1e9, RedisTimeout: 1e9}, "ContextTimeoutEnabled"},
		"Beta NaN":             {plain, redisrt.CacheOptions{TTL: 1e9, Beta: math.NaN()}, "Beta"},
		"Beta infinite":        {plain, redisrt.CacheOptions{TTL: 1e9, Beta: math.Inf(1)}, "Beta"},
		"least":                {plain, redisrt.CacheOptions{TTL: time.Millisecond}, ""},
		"all": {timeouts, redisrt.CacheOptions{TTL: 1e9, StaleFor: 1, NegativeTTL: 1, LoadTimeout: 1, Wait: 1, Beta: -1, DirectLoads: -7, RedisTimeout: 1,
			Codec: redisrt.JSON{}}, ""},
	} {
		c, err := redisrt.NewCache[product](test.client, test.o)
		if test.says == "" && err != nil || test.says != "" && (c != nil || !says(test.says)(err) || !says("redisrt: ")(err)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCacheLongest: the longest and shortest durations work, or are errors of NewCache.
func TestCacheLongest(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr)
	const century = 100 * 365 * 24 * time.Hour
	for name, o := range map[string]redisrt.CacheOptions{
		"century":     {TTL: century, StaleFor: century, NegativeTTL: century, LoadTimeout: century, Wait: century},
		"TTL":         {TTL: math.MaxInt64},
		"StaleFor":    {TTL: math.MaxInt64 / 2, StaleFor: math.MaxInt64},
		"LoadTimeout": {TTL: time.Hour, LoadTimeout: math.MaxInt64},
		"NegativeTTL": {TTL: time.Hour, NegativeTTL: math.MaxInt64},
		"Wait":        {TTL: time.Hour, Wait: math.MaxInt64},
		"Beta":        {TTL: time.Hour, Beta: math.MaxFloat64},
		"shortest":    {TTL: time.Millisecond, StaleFor: 1, NegativeTTL: 1, LoadTimeout: time.Second, Wait: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			var errs told
			o.OnError = errs.onError
			if c, err := redisrt.NewCache[product](rdb, o); err != nil && c == nil && name != "century" && name != "shortest" {
				t.Log(err)
				return
			}
			c := cache(t, rdb, o)
			v := newVersions(t, 1)
			for range 3 {
				if p, err := c.Get(t.Context(), name, v.load); err != nil || p.Price != 1 {
					t.Errorf("%v, %v", p, err)
				}
			}
			if errs.has(anyError) {
				t.Errorf("OnError was told %v", errs.errs)
			}
			if n := v.loads.Load(); n != 1 && name != "shortest" && name != "Beta" {
				t.Errorf("%d loads", n)
			}
		})
	}
}

type embedding struct{ *redis.Client }

type both struct {
	*redis.Client
	Second *redis.ClusterClient
}

func TestCacheClients(t *testing.T) {
	noLeak(t)
	rdb := client(t, servers.Plain(t).Addr)
	conn := rdb.Conn()
	defer conn.Close()
	o := redisrt.CacheOptions{TTL: time.Minute}
	must(t, rdb.Watch(t.Context(), func(tx *redis.Tx) error {
		for name, c := range map[string]redisrt.CacheClient{
			"Tx": tx, "Conn": conn, "Pipeline": rdb.Pipeline(), "TxPipeline": rdb.TxPipeline(), "nil": nil, "nil client": (*redis.Client)(nil),
			"nil cluster": (*redis.ClusterClient)(nil), "embedded nil": embedding{}, "embedded pipeline": struct{ redis.Pipeliner }{rdb.Pipeline()},
		} {
			if cache, err := redisrt.NewCache[product](c, o); cache != nil || !says("redisrt: ")(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
		return nil
	}))
	for name, c := range map[string]redisrt.CacheClient{"embedded": embedding{rdb}, "pointer": &embedding{rdb}, "two fields": both{Client: rdb}, "UniversalClient": redis.UniversalClient(rdb)} {
		v := newVersions(t, 1)
		ca := cache(t, c, o)
		for range 2 {
			atLeast(t, name, ca, name, v, 1)
		}
		if n := v.loads.Load(); n != 1 {
			t.Errorf("%s: %d loads", name, n)
		}
	}
}
