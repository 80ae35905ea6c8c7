package tests

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// expiry is what the tests give keys; those that have a TTL have longer.
const (
	expiry = 10 * time.Minute
	longer = time.Hour
)

// writer is what go-redis and redisrt.Writes have in common.
type writer interface {
	Incr(ctx context.Context, key string) *redis.IntCmd
	IncrBy(ctx context.Context, key string, value int64) *redis.IntCmd
	IncrByFloat(ctx context.Context, key string, value float64) *redis.FloatCmd
	Decr(ctx context.Context, key string) *redis.IntCmd
	DecrBy(ctx context.Context, key string, decrement int64) *redis.IntCmd
	Append(ctx context.Context, key, value string) *redis.IntCmd
	SetRange(ctx context.Context, key string, offset int64, value string) *redis.IntCmd
	SetBit(ctx context.Context, key string, offset int64, value int) *redis.IntCmd
	BitField(ctx context.Context, key string, values ...any) *redis.IntSliceCmd
	GetSet(ctx context.Context, key string, value any) *redis.StringCmd
	HSet(ctx context.Context, key string, values ...any) *redis.IntCmd
	HSetNX(ctx context.Context, key, field string, value any) *redis.BoolCmd
	HMSet(ctx context.Context, key string, values ...any) *redis.BoolCmd
	HIncrBy(ctx context.Context, key, field string, incr int64) *redis.IntCmd
	HIncrByFloat(ctx context.Context, key, field string, incr float64) *redis.FloatCmd
	SAdd(ctx context.Context, key string, members ...any) *redis.IntCmd
	ZAdd(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd
	ZAddNX(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd
	ZAddXX(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd
	ZAddLT(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd
	ZAddGT(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd
	ZAddArgs(ctx context.Context, key string, args redis.ZAddArgs) *redis.IntCmd
	ZAddArgsIncr(ctx context.Context, key string, args redis.ZAddArgs) *redis.FloatCmd
	ZIncrBy(ctx context.Context, key string, increment float64, member string) *redis.FloatCmd
	LPush(ctx context.Context, key string, values ...any) *redis.IntCmd
	RPush(ctx context.Context, key string, values ...any) *redis.IntCmd
	XAdd(ctx context.Context, a *redis.XAddArgs) *redis.StringCmd
	PFAdd(ctx context.Context, key string, els ...any) *redis.IntCmd
	GeoAdd(ctx context.Context, key string, geoLocation ...*redis.GeoLocation) *redis.IntCmd
	LPushX(ctx context.Context, key string, values ...any) *redis.IntCmd
	RPushX(ctx context.Context, key string, values ...any) *redis.IntCmd
	LInsert(ctx context.Context, key, op string, pivot, value any) *redis.IntCmd
	LInsertBefore(ctx context.Context, key string, pivot, value any) *redis.IntCmd
	LInsertAfter(ctx context.Context, key string, pivot, value any) *redis.IntCmd
	LSet(ctx context.Context, key string, index int64, value any) *redis.StatusCmd
}

var (
	_ writer = redis.Cmdable(nil)
	_ writer = redisrt.Writes{}
)

// seed makes a key.
type seed func(ctx context.Context, c redis.Cmdable, key string) error

func text(value any) seed {
	return func(ctx context.Context, c redis.Cmdable, key string) error { return c.Set(ctx, key, value, 0).Err() }
}

func hash(ctx context.Context, c redis.Cmdable, key string) error {
	return c.HSet(ctx, key, "n", "9007199254740993", "f", "1.5", "name", "ada").Err()
}

func list(ctx context.Context, c redis.Cmdable, key string) error {
	return c.RPush(ctx, key, "a", "b", "c").Err()
}

func set(ctx context.Context, c redis.Cmdable, key string) error {
	return c.SAdd(ctx, key, "a", "b", "c").Err()
}

func sorted(ctx context.Context, c redis.Cmdable, key string) error {
	return c.ZAdd(ctx, key, redis.Z{Score: 1, Member: "a"}, redis.Z{Score: 5.5, Member: "b"}).Err()
}

func stream(ctx context.Context, c redis.Cmdable, key string) error {
	return c.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: "5-5", Values: []string{"a", "b"}}).Err()
}

func sketch(ctx context.Context, c redis.Cmdable, key string) error {
	return c.PFAdd(ctx, key, "a", "b").Err()
}

func places(ctx context.Context, c redis.Cmdable, key string) error {
	return c.GeoAdd(ctx, key, &redis.GeoLocation{Name: "a", Longitude: 1, Latitude: 2}).Err()
}

// encoded is a value that go-redis encodes.
type encoded string

func (b encoded) MarshalBinary() ([]byte, error) { return []byte("\x00" + b + "\xff\r\n"), nil }

// writes has each method, on a key as the seed makes it, and on one that is not
// there, or is of another type.
var writes = []struct {
	method string
	seed   seed
	call   func(ctx context.Context, w writer, key string) redis.Cmder
}{
	{"Incr", text(5), func(ctx context.Context, w writer, key string) redis.Cmder { return w.Incr(ctx, key) }},
	{"Incr", text("9007199254740993"), func(ctx context.Context, w writer, key string) redis.Cmder { return w.Incr(ctx, key) }},
	{"Incr", text("9223372036854775807"), func(ctx context.Context, w writer, key string) redis.Cmder { return w.Incr(ctx, key) }},
	{"Incr", text("ada"), func(ctx context.Context, w writer, key string) redis.Cmder { return w.Incr(ctx, key) }},
	{"IncrBy", text(5), func(ctx context.Context, w writer, key string) redis.Cmder { return w.IncrBy(ctx, key, 7) }},
	{"IncrBy", text(1), func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.IncrBy(ctx, key, 1<<53)
	}},
	{"IncrByFloat", text(5), func(ctx context.Context, w writer, key string) redis.Cmder { return w.IncrByFloat(ctx, key, 0.1) }},
	{"Decr", text(5), func(ctx context.Context, w writer, key string) redis.Cmder { return w.Decr(ctx, key) }},
	{"DecrBy", text(5), func(ctx context.Context, w writer, key string) redis.Cmder { return w.DecrBy(ctx, key, 9) }},
	{"DecrBy", text(-5), func(ctx context.Context, w writer, key string) redis.Cmder { return w.DecrBy(ctx, key, 1<<62) }},
	{"Append", text("ada"), func(ctx context.Context, w writer, key string) redis.Cmder { return w.Append(ctx, key, "\x00\xff") }},
	{"SetRange", text("ada"), func(ctx context.Context, w writer, key string) redis.Cmder { return w.SetRange(ctx, key, 7, "x") }},
	{"SetRange", text("ada"), func(ctx context.Context, w writer, key string) redis.Cmder { return w.SetRange(ctx, key, 7, "") }},
	{"SetBit", text("ada"), func(ctx context.Context, w writer, key string) redis.Cmder { return w.SetBit(ctx, key, 70, 1) }},
	{"BitField", text("ada"), func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.BitField(ctx, key, "incrby", "i64", "#1", "9007199254740993", "get", "u8", "0")
	}},
	{"BitField", text("ada"), func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.BitField(ctx, key, "get", "u8", "0")
	}},
	{"GetSet", text("ada"), func(ctx context.Context, w writer, key string) redis.Cmder { return w.GetSet(ctx, key, encoded("x")) }},
	{"HSet", hash, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.HSet(ctx, key, "name", encoded("x"), "new", 1.5)
	}},
	{"HSet", hash, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.HSet(ctx, key, struct {
			Name string `redis:"name"`
			Age  int    `redis:"age"`
		}{"grace", 7})
	}},
	{"HSetNX", hash, func(ctx context.Context, w writer, key string) redis.Cmder { return w.HSetNX(ctx, key, "name", 1) }},
	{"HSetNX", hash, func(ctx context.Context, w writer, key string) redis.Cmder { return w.HSetNX(ctx, key, "new", 1) }},
	{"HMSet", hash, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.HMSet(ctx, key, map[string]any{"name": "grace"})
	}},
	{"HIncrBy", hash, func(ctx context.Context, w writer, key string) redis.Cmder { return w.HIncrBy(ctx, key, "n", 2) }},
	{"HIncrBy", hash, func(ctx context.Context, w writer, key string) redis.Cmder { return w.HIncrBy(ctx, key, "name", 2) }},
	{"HIncrByFloat", hash, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.HIncrByFloat(ctx, key, "f", 0.25)
	}},
	{"SAdd", set, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.SAdd(ctx, key, "c", "d", encoded("x"))
	}},
	{"ZAdd", sorted, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.ZAdd(ctx, key, redis.Z{Score: 0.1, Member: "a"}, redis.Z{Score: 2, Member: "c"})
	}},
	{"ZAddNX", sorted, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.ZAddNX(ctx, key, redis.Z{Score: 3, Member: "a"}, redis.Z{Score: 2, Member: "c"})
	}},
	{"ZAddXX", sorted, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.ZAddXX(ctx, key, redis.Z{Score: 3, Member: "a"}, redis.Z{Score: 2, Member: "c"})
	}},
	{"ZAddLT", sorted, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.ZAddLT(ctx, key, redis.Z{Score: 3, Member: "a"}, redis.Z{Score: 2, Member: "b"})
	}},
	{"ZAddGT", sorted, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.ZAddGT(ctx, key, redis.Z{Score: 3, Member: "a"}, redis.Z{Score: 2, Member: "b"})
	}},
	{"ZAddArgs", sorted, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.ZAddArgs(ctx, key, redis.ZAddArgs{Ch: true, GT: true, Members: []redis.Z{{Score: 3, Member: "a"}}})
	}},
	{"ZAddArgsIncr", sorted, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.ZAddArgsIncr(ctx, key, redis.ZAddArgs{Members: []redis.Z{{Score: 0.1, Member: "b"}}})
	}},
	{"ZAddArgsIncr", sorted, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.ZAddArgsIncr(ctx, key, redis.ZAddArgs{NX: true, Members: []redis.Z{{Score: 0.1, Member: "b"}}})
	}},
	{"ZIncrBy", sorted, func(ctx context.Context, w writer, key string) redis.Cmder { return w.ZIncrBy(ctx, key, -0.1, "b") }},
	{"LPush", list, func(ctx context.Context, w writer, key string) redis.Cmder { return w.LPush(ctx, key, 1, "two", 3.0) }},
	{"RPush", list, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.RPush(ctx, key, []any{1, true, time.Unix(0, 0).UTC()}...)
	}},
	{"XAdd", stream, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: "6-1", MaxLen: 1, Values: []string{"c", "d"}})
	}},
	{"XAdd", stream, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: "6-1", NoMkStream: true, Values: map[string]any{"c": "d"}})
	}},
	{"XAdd", stream, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: "1-1", Values: []string{"c", "d"}})
	}},
	{"PFAdd", sketch, func(ctx context.Context, w writer, key string) redis.Cmder { return w.PFAdd(ctx, key, "b", "c") }},
	{"GeoAdd", places, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.GeoAdd(ctx, key, &redis.GeoLocation{Name: "b", Longitude: 13.4, Latitude: 52.5})
	}},
	{"LPushX", list, func(ctx context.Context, w writer, key string) redis.Cmder { return w.LPushX(ctx, key, 1, 2) }},
	{"RPushX", list, func(ctx context.Context, w writer, key string) redis.Cmder { return w.RPushX(ctx, key, 1, 2) }},
	{"LInsert", list, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.LInsert(ctx, key, "after", "b", "x")
	}},
	{"LInsertBefore", list, func(ctx context.Context, w writer, key string) redis.Cmder {
		return w.LInsertBefore(ctx, key, "b", "x")
	}},
	{"LInsertAfter", list, func(ctx context.Context, w writer, key string) redis.Cmder { return w.LInsertAfter(ctx, key, "z", "x") }},
	{"LSet", list, func(ctx context.Context, w writer, key string) redis.Cmder { return w.LSet(ctx, key, 1, "x") }},
	{"LSet", list, func(ctx context.Context, w writer, key string) redis.Cmder { return w.LSet(ctx, key, 7, "x") }},
}

// failed tells a write that was not executed from one that had no value.
func failed(cmd redis.Cmder) bool { return cmd.Err() != nil && !errors.Is(cmd.Err(), redis.Nil) }

// TestExpiringWrites runs every write as it is, with Expiring, and with
// ExpiringOnce, and compares what it returns and what it leaves.
func TestExpiringWrites(t *testing.T) {
	noLeak(t)
	addr := servers.Plain(t).Addr
	tested := map[string]bool{}
	for _, protocol := range []int{2, 3} {
		c := client(t, addr, func(o *redis.Options) { o.Protocol = protocol })
		for i, write := range writes {
			tested[write.method] = true
			other := seed(hash)
			if reflect.ValueOf(write.seed).Pointer() == reflect.ValueOf(hash).Pointer() {
				other = list
			}
			for name, seed := range map[string]seed{"absent": nil, "there": write.seed, "of another type": other} {
				for _, had := range []time.Duration{0, longer} {
					t.Run(fmt.Sprintf("RESP%d, %d %s, %s, %v", protocol, i, write.method, name, had), func(t *testing.T) {
						compareWrites(t, c, seed, had, write.method, write.call)
					})
				}
			}
		}
	}
	for m := range reflect.TypeFor[redisrt.Writes]().Methods() {
		if !tested[m.Name] {
			t.Errorf("%s is not tested", m.Name)
		}
	}
}

func compareWrites(t *testing.T, c *redis.Client, seed seed, had time.Duration, method string, call func(ctx context.Context, w writer, key string) redis.Cmder) {
	const key = "key"
	ctx := t.Context()
	run := func(w writer) (cmd redis.Cmder, dump string, ttl time.Duration) {
		t.Helper()
		must(t, c.Del(ctx, key).Err())
		if seed != nil {
			must(t, seed(ctx, c, key))
			if had > 0 {
				must(t, c.Expire(ctx, key, had).Err())
			}
		}
		cmd = call(ctx, w, key)
		dump, err := c.Dump(ctx, key).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			t.Fatal(err)
		}
		return cmd, dump, c.PTTL(ctx, key).Val()
	}
	want, content, _ := run(c)
	compare := func(name string, got redis.Cmder, dump string) {
		t.Helper()
		if reflect.TypeOf(got) != reflect.TypeOf(want) || !reflect.DeepEqual(val(got), val(want)) ||
			fmt.Sprint(got.Err()) != fmt.Sprint(want.Err()) || errors.Is(got.Err(), redis.Nil) != errors.Is(want.Err(), redis.Nil) || got.String() != want.String() {
			t.Errorf("%s: %T %v, %v; plain: %T %v, %v", name, got, got, got.Err(), want, want, want.Err())
		}
		if dump != content {
			t.Errorf("%s leaves %q, the plain write %q", name, dump, content)
		}
	}
	isOurs := func(ttl time.Duration) bool { return 0 < ttl && ttl <= expiry }

	got, dump, ttl := run(redisrt.Expiring(c, expiry))
	compare("Expiring", got, dump)
	if exists := content != ""; exists != isOurs(ttl) {
		t.Errorf("Expiring: TTL %v; the key exists: %t", ttl, exists)
	}

	got, dump, ttl = run(redisrt.ExpiringOnce(c, expiry))
	compare("ExpiringOnce", got, dump)
	kept := had > 0 && ttl > expiry || had == 0 && ttl == -1
	switch {
	case content == "":
		if ttl != -2 {
			t.Errorf("ExpiringOnce: TTL %v of no key", ttl)
		}
	case failed(want) && method != "BitField":
		if !kept {
			t.Errorf("ExpiringOnce: TTL %v after a write that failed, %v before", ttl, had)
		}
	case seed != nil && had > 0 && (method != "GetSet" || failed(want)):
		if !kept {
			t.Errorf("ExpiringOnce: TTL %v, not kept", ttl)
		}
	case !isOurs(ttl):
		t.Errorf("ExpiringOnce: TTL %v", ttl)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func val(cmd redis.Cmder) any {
	return reflect.ValueOf(cmd).MethodByName("Val").Call(nil)[0].Interface()
}

// TestExpiringLong: as many arguments as Lua does not hold.
func TestExpiringLong(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	c := client(t, p.Addr)
	ctx := t.Context()
	for _, n := range []int{1, 4998, 4999, 7990, 8000, 20_000} {
		members := make([]any, n)
		for i := range members {
			members[i] = i
		}
		scripts, multis := p.Count("evalsha"), p.Count("multi")
		for range 2 {
			must(t, c.Persist(ctx, "long").Err())
			got, err := redisrt.ExpiringOnce(c, expiry).RPush(ctx, "long", members...).Result()
			if size := c.LLen(ctx, "long").Val(); err != nil || got != size {
				t.Errorf("%d: %d of %d, %v", n, got, size, err)
			}
			if ttl := c.PTTL(ctx, "long").Val(); ttl <= 0 || ttl > expiry {
				t.Errorf("%d: TTL %v", n, ttl)
			}
		}
		must(t, c.Expire(ctx, "long", longer).Err())
		if err := redisrt.ExpiringOnce(c, expiry).RPush(ctx, "long", members...).Err(); err != nil || c.PTTL(ctx, "long").Val() <= expiry {
			t.Errorf("%d: the TTL was not kept, %v", n, err)
		}
		scripts, multis = p.Count("evalsha")-scripts, p.Count("multi")-multis
		if n+2 <= 5000 && (scripts != 3 || multis != 0) || n+2 > 5000 && (scripts != 0 || multis != 3) {
			t.Errorf("%d: %d EVALSHA, %d MULTI", n, scripts, multis)
		}
		must(t, c.Del(ctx, "long").Err())
	}

	// A transaction goes on after a write that fails, a script does not.
	must(t, c.Set(ctx, "other", 1, 0).Err())
	if err := redisrt.ExpiringOnce(c, expiry).SAdd(ctx, "other", make([]any, 6000)...).Err(); !redis.HasErrorPrefix(err, "WRONGTYPE") {
		t.Error(err)
	}
	if ttl := c.PTTL(ctx, "other").Val(); ttl <= 0 || ttl > expiry {
		t.Errorf("TTL %v", ttl)
	}
}

// TestExpiringUnits: the server gets milliseconds, rounded up.
func TestExpiringUnits(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	p := faults.New(t, s.Addr)
	var args []string
	p.Rule(func(a []string) faults.Action {
		if strings.EqualFold(a[0], "pexpire") || strings.EqualFold(a[0], "evalsha") {
			args = a
		}
		return faults.Pass
	})
	c := client(t, p.Addr)
	for ttl, want := range map[time.Duration]string{
		1:                             "1",
		time.Millisecond - 1:          "1",
		time.Millisecond:              "1",
		time.Millisecond + 1:          "2",
		1900 * time.Millisecond:       "1900",
		time.Hour:                     "3600000",
		time.Duration(1<<63 - 1):      "9223372036855",
		time.Duration(1<<63 - 1<<20):  "9223372036854",
		1500*time.Microsecond + 1*1e9: "1002",
	} {
		for name, write := range map[string]redisrt.Writes{"Expiring": redisrt.Expiring(c, ttl), "ExpiringOnce": redisrt.ExpiringOnce(c, ttl)} {
			must(t, c.Del(t.Context(), "key").Err())
			if err := write.Incr(t.Context(), "key").Err(); err != nil {
				t.Errorf("%s of %d: %v", name, ttl, err)
			}
			got := args[2]
			if name == "ExpiringOnce" {
				got = args[4]
			}
			if got != want {
				t.Errorf("%s of %d: %q", name, ttl, args)
			}
			if left := c.PTTL(t.Context(), "key").Val(); ttl > time.Second && ttl < 1<<62 && (left <= 0 || left > ttl+time.Millisecond) {
				t.Errorf("%s of %d: TTL %v", name, ttl, left)
			}
		}
	}

	args = nil
	for _, ttl := range []time.Duration{0, -1, redis.KeepTTL, -time.Hour, -1 << 63} {
		for _, write := range []redisrt.Writes{redisrt.Expiring(c, ttl), redisrt.ExpiringOnce(c, ttl)} {
			cmd := write.HSet(t.Context(), "refused", "a", 1)
			if cmd.Err() == nil || !strings.HasPrefix(cmd.Err().Error(), "redisrt: ") || len(cmd.Args()) != 4 {
				t.Errorf("%d: %v", ttl, cmd)
			}
		}
	}
	if n := c.Exists(t.Context(), "refused").Val(); n != 0 || args != nil {
		t.Errorf("something was sent: %q", args)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for _, write := range []redisrt.Writes{redisrt.Expiring(c, 1), redisrt.ExpiringOnce(c, 1)} {
		if err := write.Incr(done, "refused").Err(); !errors.Is(err, context.Canceled) || args != nil {
			t.Errorf("%v, %q", err, args)
		}
	}
}
