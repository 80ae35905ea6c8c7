package tests

import (
	"context"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

type (
	embedsPointer   struct{ *redis.Client }
	embedsInterface struct{ redis.UniversalClient }
	embedsCmdable   struct {
		redis.Cmdable
		name string
	}
	twoLevels      struct{ *embedsPointer }
	narrow         interface{ redis.Cmdable }
	embedsNarrow   struct{ narrow }
	embedsScanner  struct{ redisrt.Scanner }
	generic[T any] struct {
		*redis.Client
		_ T
	}
	hidden      struct{ *redis.Client }
	embedsInner struct{ hidden }
	cycle       struct {
		*cycle
		*redis.Client
	}
	twice struct {
		*redis.Client
		embedsPointer
	}
	ownKeys struct{ *redis.Client }

	withMore struct {
		*redis.Client
		*redis.PubSub
		error
	}
	aliased           = redis.Client
	anonymous         struct{ *aliased } // a field without a capital
	ownScan           struct{ *redis.Client }
	ownByRef          struct{ redis.UniversalClient }
	ownBelow          struct{ ownScan }
	ownType           struct{ *redis.Client }
	genericOwn[T any] struct {
		*redis.Client
		_ T
	}
	unexported struct{ c *redis.Client }
	mock       struct{ pages [][]string }
	function   func(cursor uint64) ([]string, uint64)
)

func (w ownKeys) Keys(ctx context.Context, p string) *redis.StringSliceCmd {
	return w.Client.Keys(ctx, "prefix:"+p)
}

func (w ownScan) Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd {
	return w.Client.Scan(ctx, cursor, "prefix:"+match, count)
}

func (w *ownByRef) Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd {
	return w.UniversalClient.Scan(ctx, cursor, "prefix:"+match, count)
}

func (w ownType) ScanType(ctx context.Context, cursor uint64, match string, count int64, typ string) *redis.ScanCmd {
	return w.Client.ScanType(ctx, cursor, "prefix:"+match, count, typ)
}

func (w genericOwn[T]) Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd {
	return w.Client.Scan(ctx, cursor, "prefix:"+match, count)
}

func (w unexported) Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd {
	return w.c.Scan(ctx, cursor, match, count)
}

func (m *mock) Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd {
	cmd := redis.NewScanCmd(ctx, nil)
	if m.pages == nil { // as a pipeline
		return cmd
	}
	next := cursor + 1
	if int(next) == len(m.pages) {
		next = 0
	}
	cmd.SetVal(m.pages[cursor], next)
	return cmd
}

func (f function) Scan(ctx context.Context, cursor uint64, match string, count int64) *redis.ScanCmd {
	cmd := redis.NewScanCmd(ctx, nil)
	cmd.SetVal(f(cursor))
	return cmd
}

// TestOneNodeClients: what stands for one server is seen through.
func TestOneNodeClients(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	want := names(2500, "key:%d")
	fill(t, c, want)
	conn := c.Conn()
	defer conn.Close()
	looped := &cycle{Client: c}
	looped.cycle = looped
	var universal redis.UniversalClient = c
	var cmdable redis.Cmdable = c

	for name, client := range map[string]redisrt.Scanner{
		"Client":                   c,
		"Conn":                     conn,
		"WithTimeout":              c.WithTimeout(c.Options().ReadTimeout),
		"UniversalClient":          universal,
		"Cmdable":                  cmdable,
		"user's interface":         narrow(c),
		"embedded":                 embedsPointer{c},
		"embedded, pointer":        &embedsPointer{c},
		"embedded interface":       embedsInterface{c},
		"embedded Cmdable":         &embedsCmdable{Cmdable: c, name: "x"},
		"two levels":               twoLevels{&embedsPointer{c}},
		"interface in struct":      embedsInterface{struct{ redis.UniversalClient }{c}},
		"embedded Scanner":         embedsScanner{c},
		"embedded Node":            embedsScanner{redisrt.Node(c)},
		"generic":                  generic[int]{Client: c},
		"generic, pointer":         &generic[string]{Client: c},
		"unexported inner struct":  embedsInner{hidden{c}},
		"cycle":                    looped,
		"the same client twice":    twice{c, embedsPointer{c}},
		"beside others":            &withMore{Client: c},
		"value, addressable":       &struct{ redis.Client }{*c},
		"Node":                     redisrt.Node(c),
		"Node of Node":             redisrt.Node(redisrt.Node(c)),
		"Node of embedded":         redisrt.Node(embedsPointer{c}),
		"Node of Conn":             redisrt.Node(conn),
		"Node of a struct's own":   redisrt.Node(unexported{c}),
		"Node of an unexported":    redisrt.Node(anonymous{c}),
		"Node of two clients":      redisrt.Node(twice{c, embedsPointer{c.WithTimeout(1e9)}}),
		"Node of user's interface": redisrt.Node(embedsNarrow{c}),
	} {
		t.Run(name, func(t *testing.T) {
			keys, err := redisrt.Keys(t.Context(), client, "*").Result()
			if err != nil {
				t.Fatal(err)
			}
			same(t, keys, want)
			keys, err = collect(redisrt.Scan(t.Context(), client, "*", redisrt.ScanType("string")))
			if strings.Contains(name, "own") {
				if err == nil || !strings.Contains(err.Error(), "no method ScanType") {
					t.Fatalf("%d keys, %v", len(keys), err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			same(t, unique(keys), want)
		})
	}
}

// TestKeysOverScan: a Keys of the wrapper's own says nothing about its Scan.
func TestKeysOverScan(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	fill(t, c, []string{"one"})
	keys, err := collect(redisrt.Scan(t.Context(), ownKeys{c}, "*"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, []string{"one"})
}

func TestNodeOfTx(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	want := names(2500, "key:%d")
	fill(t, c, want)
	err := c.Watch(t.Context(), func(tx *redis.Tx) error {
		keys, err := redisrt.Keys(t.Context(), redisrt.Node(tx), "*").Result()
		same(t, keys, want)
		return err
	}, "key:1")
	if err != nil {
		t.Fatal(err)
	}
}

func TestNodeOfMock(t *testing.T) {
	m := &mock{pages: [][]string{{"a", "b"}, {}, {"b", "c", ""}}}
	keys, err := redisrt.Keys(t.Context(), redisrt.Node(m), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, []string{"a", "b", "c", ""})
	keys, err = redisrt.Keys(t.Context(), redisrt.Node(m), "").Result()
	if err != nil {
		t.Fatal(err)
	}
	same(t, keys, []string{""})
}

// TestRefused: what cannot be seen through is an error that says what to do.
func TestRefused(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	fill(t, c, []string{"one"})
	other := client(t, servers.Any(t))
	cluster := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{c.Options().Addr}})
	defer cluster.Close()
	ring := redis.NewRing(&redis.RingOptions{Addrs: map[string]string{"a": c.Options().Addr}})
	defer ring.Close()

	refused := []struct {
		name   string
		client redisrt.Scanner
		says   string
	}{
		{"nil", nil, "client is nil"},
		{"nil Client", (*redis.Client)(nil), "nil *redis.Client"},
		{"nil ClusterClient", (*redis.ClusterClient)(nil), "nil *redis.ClusterClient"},
		{"nil in Node", redisrt.Node(nil), "nil"},
		{"nil Client in Node", redisrt.Node((*redis.Client)(nil)), "nil *redis.Client"},
		{"nil embedded", embedsPointer{}, "*redis.Client is nil"},
		{"nil embedded pointer", twoLevels{}, "is nil"},
		{"nil embedded interface", embedsInterface{}, "redis.UniversalClient is nil"},
		{"nil pointer to struct", (*embedsPointer)(nil), "nil *tests.embedsPointer"},
		{"Pipeline", c.Pipeline(), "only queues commands"},
		{"TxPipeline", c.TxPipeline(), "only queues commands"},
		{"embedded Pipeliner", struct{ redis.Pipeliner }{c.Pipeline()}, "only queues commands"},
		{"Node of Pipeline", redisrt.Node(c.Pipeline()), "only queues commands"},
		{"by value", *c, "by value"},
		{"embedded by value", struct{ redis.Client }{*c}, "by value"},
		{"mock", &mock{pages: [][]string{{"x"}}}, "redisrt.Node(c)"},
		{"function", function(func(uint64) ([]string, uint64) { return []string{"x"}, 0 }), "redisrt.Node(c)"},
		{"unexported field", unexported{c}, "own method Scan"},
		{"unexported embedded field", anonymous{c}, "not exported"},
		{"own Keys", ownKeys{c}, "own method Keys"},
		{"own Scan", ownScan{c}, "own method Scan"},
		{"own Scan, by pointer", &ownScan{c}, "own method Scan"},
		{"own Scan on the pointer", &ownByRef{c}, "own method Scan"},
		{"own Scan below", &ownBelow{ownScan{c}}, "own method Scan"},
		{"own Scan, generic", genericOwn[int]{Client: c}, "own method Scan"},
		{"own Scan, generic, by pointer", &genericOwn[string]{Client: c}, "own method Scan"},
		{"own ScanType", ownType{c}, "own method ScanType"},
		{"two clients", twice{c, embedsPointer{other}}, "another *redis.Client"},
		{"queues in Node", redisrt.Node(&mock{}), "only queued"},
		{"cluster in Node", redisrt.Node(cluster), "more than one node"},
		{"ring in Node", redisrt.Node(embedsInterface{ring}), "more than one node"},
	}
	if auto := autoPipeliner(t, c); auto != nil {
		refused = append(refused, []struct {
			name   string
			client redisrt.Scanner
			says   string
		}{
			{"AutoPipeliner", auto, "may queue commands"},
			{"AutoPipeliner in Node", redisrt.Node(auto), "may queue commands"},
			{"AutoPipeliner as UniversalClient", embedsInterface{auto.(redis.UniversalClient)}, "may queue commands"},
		}...)
	}
	for _, r := range refused {
		t.Run(r.name, func(t *testing.T) {
			refuses(t, r.client, r.says)
		})
	}

	err := c.Watch(t.Context(), func(tx *redis.Tx) error {
		refuses(t, tx, "redisrt.Node(tx)")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func refuses(t *testing.T, c redisrt.Scanner, says string) {
	t.Helper()
	keys, err := redisrt.Keys(t.Context(), c, "*").Result()
	if err == nil || keys != nil || !strings.Contains(err.Error(), says) {
		t.Errorf("Keys: %q, %v; want an error that says %q", keys, err, says)
	}
	if says == "own method Keys" {
		return
	}
	keys, err = collect(redisrt.Scan(t.Context(), c, "*"))
	if err == nil || keys != nil || !strings.Contains(err.Error(), says) {
		t.Errorf("Scan: %q, %v; want an error that says %q", keys, err, says)
	}
}

// autoPipeliner makes one by name, as go-redis has it since v9.22 only; before
// that it returns nil.
func autoPipeliner(t *testing.T, c *redis.Client) redisrt.Scanner {
	t.Helper()
	m := reflect.ValueOf(c).MethodByName("AutoPipeline")
	if !m.IsValid() {
		minor, err := strconv.Atoi(strings.Split(redis.Version(), ".")[1])
		if err != nil || minor >= 22 {
			t.Fatalf("go-redis %s has no AutoPipeline (%v)", redis.Version(), err)
		}
		return nil
	}
	out := m.Call(nil)
	if !out[1].IsNil() {
		t.Fatal(out[1])
	}
	return out[0].Interface().(redisrt.Scanner)
}
