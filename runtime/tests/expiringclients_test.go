package tests

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

type (
	ownIncr     struct{ *redis.Client }
	ownPipeline struct{ *redis.Client }
	transactor  struct{}
	embedsTx    struct{ *redis.Tx }
)

func (w ownIncr) Incr(ctx context.Context, key string) *redis.IntCmd {
	return w.Client.Incr(ctx, "prefix:"+key)
}

func (w ownPipeline) TxPipelined(context.Context, func(redis.Pipeliner) error) ([]redis.Cmder, error) {
	panic("not where the client's Incr goes")
}

func (transactor) TxPipelined(context.Context, func(redis.Pipeliner) error) ([]redis.Cmder, error) {
	return nil, nil
}

// eachWrites calls f with both kinds.
func eachWrites(c redisrt.ExpiringClient, ttl time.Duration, f func(name string, w redisrt.Writes)) {
	f("Expiring", redisrt.Expiring(c, ttl))
	f("ExpiringOnce", redisrt.ExpiringOnce(c, ttl))
}

// TestExpiringClients: what stands for a client is seen through.
func TestExpiringClients(t *testing.T) {
	noLeak(t)
	addr := servers.Plain(t).Addr
	c := client(t, addr)
	conn := c.Conn()
	defer conn.Close()
	ring := redis.NewRing(&redis.RingOptions{Addrs: map[string]string{"a": addr, "b": servers.Plain(t).Addr}})
	defer ring.Close()
	looped := &cycle{Client: c}
	looped.cycle = looped

	i := 0
	for name, client := range map[string]redisrt.ExpiringClient{
		"Client":               c,
		"Conn":                 conn,
		"WithTimeout":          c.WithTimeout(time.Minute),
		"Ring":                 ring,
		"UniversalClient":      redis.UniversalClient(c),
		"Cmdable":              redis.Cmdable(c),
		"embedded":             embedsPointer{c},
		"embedded interface":   embedsInterface{c},
		"embedded Cmdable":     &embedsCmdable{Cmdable: c, name: "x"},
		"embedded Ring":        embedsInterface{ring},
		"two levels":           twoLevels{&embedsPointer{c}},
		"generic":              &generic[string]{Client: c},
		"cycle":                looped,
		"value, addressable":   &struct{ redis.Client }{*c},
		"own TxPipelined":      ownPipeline{c},
		"own Scan and no Incr": ownScan{c},
	} {
		eachWrites(client, expiry, func(kind string, w redisrt.Writes) {
			t.Run(name+", "+kind, func(t *testing.T) {
				i++
				key := fmt.Sprint("key:", i)
				for want := int64(1); want <= 3; want++ {
					if n, err := w.Incr(t.Context(), key).Result(); err != nil || n != want {
						t.Errorf("%d, %v; want %d", n, err, want)
					}
				}
				holder := redis.Cmdable(c)
				if strings.Contains(name, "Ring") {
					holder = ring
				}
				if ttl := holder.PTTL(t.Context(), key).Val(); ttl <= 0 || ttl > expiry {
					t.Errorf("TTL %v", ttl)
				}
			})
		})
	}
	eachWrites(ownIncr{c}, expiry, func(kind string, w redisrt.Writes) {
		if err := w.Incr(t.Context(), "own").Err(); err == nil || !strings.Contains(err.Error(), "has its own method Incr") {
			t.Errorf("%s: %v", kind, err)
		}
		if err := w.IncrBy(t.Context(), "own:"+kind, 1).Err(); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	})
}

// TestExpiringRefuses: nothing is sent by a client that cannot be told, or that
// only queues.
func TestExpiringRefuses(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	pipe := c.Pipeline()
	for name, test := range map[string]struct {
		client redisrt.ExpiringClient
		want   string
	}{
		"nil":                {nil, "the client is nil"},
		"nil Client":         {(*redis.Client)(nil), "the client is a nil *redis.Client"},
		"nil embedded":       {embedsInterface{}, "is nil"},
		"mock":               {transactor{}, "cannot tell which go-redis client"},
		"Pipeline":           {pipe, "only queues commands"},
		"TxPipeline":         {c.TxPipeline(), "only queues commands"},
		"embedded Pipeliner": {struct{ redis.Pipeliner }{pipe}, "only queues commands"},
		"two clients":        {twice{c, embedsPointer{c.WithTimeout(1e9)}}, "and another"},
		"not exported":       {anonymous{c}, "not exported"},
	} {
		eachWrites(test.client, expiry, func(kind string, w redisrt.Writes) {
			cmd := w.HSet(t.Context(), "key", "a", 1)
			if err := cmd.Err(); err == nil || !strings.HasPrefix(err.Error(), "redisrt: ") || !strings.Contains(err.Error(), test.want) || cmd.String() == "" {
				t.Errorf("%s, %s: %v", name, kind, cmd)
			}
		})
	}
	if auto := autoPipeliner(t, c); auto != nil {
		eachWrites(auto.(redisrt.ExpiringClient), expiry, func(kind string, w redisrt.Writes) {
			if err := w.Incr(t.Context(), "key").Err(); err == nil || !strings.Contains(err.Error(), "may queue commands") {
				t.Errorf("AutoPipeliner, %s: %v", kind, err)
			}
		})
	}
	if n := pipe.Len(); n != 0 {
		t.Errorf("%d commands were queued", n)
	}
	if err := (redisrt.Writes{}).Incr(t.Context(), "key").Err(); err == nil {
		t.Error("a Writes of no client has written")
	}

	err := c.Watch(t.Context(), func(tx *redis.Tx) error {
		for _, client := range []redisrt.ExpiringClient{tx, embedsTx{tx}} {
			eachWrites(client, expiry, func(kind string, w redisrt.Writes) {
				cmd := w.Incr(t.Context(), "key")
				if err := cmd.Err(); err == nil || !strings.Contains(err.Error(), "would end the WATCH") {
					t.Errorf("%s: %v", kind, cmd)
				}
			})
		}
		return nil
	}, "key")
	if err != nil {
		t.Error(err)
	}
	if n := c.DBSize(t.Context()).Val(); n != 0 {
		t.Errorf("%d keys were written", n)
	}
}

// TestExpiringRingDown: a shard that cannot be dialled is an error, though
// go-redis v9.7.3 finds none in a transaction.
func TestExpiringRingDown(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	ring := redis.NewRing(&redis.RingOptions{Addrs: map[string]string{"a": s.Addr}, HeartbeatFrequency: time.Hour, MaxRetries: -1})
	defer ring.Close()
	s.Stop()
	eachWrites(ring, expiry, func(kind string, w redisrt.Writes) {
		if n, err := w.Incr(t.Context(), "key").Result(); err == nil {
			t.Errorf("%s: %d and no error", kind, n)
		} else {
			t.Logf("%s: %v", kind, err)
		}
	})
}
