package tests

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// result is what all commands of go-redis have.
type result[T any] interface {
	redis.Cmder
	Result() (T, error)
}

// alike compares all that can be seen of two commands.
func alike[T any](t testing.TB, got, want result[T]) {
	t.Helper()
	g, gerr := got.Result()
	w, werr := want.Result()
	if fmt.Sprint(gerr) != fmt.Sprint(werr) || reflect.TypeOf(gerr) != reflect.TypeOf(werr) {
		t.Fatalf("%v: error %v, want %v", want.Args(), gerr, werr)
	}
	if fmt.Sprint(got.Args()) != fmt.Sprint(want.Args()) {
		t.Errorf("prints as %v, want %v", got.Args(), want.Args())
	}
	if !reflect.DeepEqual(g, w) {
		t.Fatalf("%v: got %s, want %s", want.Args(), brief(g), brief(w))
	}
}

// alikeSet is alike for answers whose order means nothing.
func alikeSet(t testing.TB, got, want result[[]string]) {
	t.Helper()
	if (got.(*redis.StringSliceCmd).Val() == nil) != (want.(*redis.StringSliceCmd).Val() == nil) {
		t.Errorf("%v: one is nil", want.Args())
	}
	for _, cmd := range []redis.Cmder{got, want} {
		cmd := cmd.(*redis.StringSliceCmd)
		if cmd.Err() == nil {
			cmd.SetVal(slices.Sorted(slices.Values(cmd.Val())))
		}
	}
	alike(t, got, want)
}

func brief(v any) string {
	s := fmt.Sprintf("%d elements: %v", reflect.ValueOf(v).Len(), v)
	return s[:min(len(s), 300)]
}

var (
	sizes = []int{0, 1, 999, 1000, 1001, 1999, 2000, 3500}
	spans = [][2]int64{
		{0, -1}, {0, 0}, {0, 999}, {0, 1000}, {0, 998}, {1, -1}, {0, -2}, {0, -1000}, {0, -1001}, {5, 1003}, {5, 1004}, {5, 1005},
		{-1, -1}, {-1000, -1}, {-1001, -1}, {-5000, -1}, {-5000, 1500}, {-5000, -1500}, {-1500, 1200}, {500, -500}, {-1, 0}, {5, 2},
		{1000, 3000}, {999, 3000}, {2000, 1}, {3499, -1}, {3500, -1}, {10000, -1}, {0, 1 << 40},
		{math.MinInt64, math.MaxInt64}, {0, math.MaxInt64}, {math.MaxInt64, -1}, {math.MaxInt64 - 500, math.MaxInt64},
		{math.MinInt64, math.MinInt64}, {0, math.MinInt64}, {math.MinInt64, -1}, {-1, math.MaxInt64}, {math.MaxInt64, math.MinInt64},
	}
)

// binary makes a value that is neither text nor a number, or one of both.
func binary(i int) string {
	switch i % 4 {
	case 0:
		return fmt.Sprintf("\x00\xff%d\r\n", i)
	case 1:
		return strconv.Itoa(i)
	case 2:
		return "é" + strconv.Itoa(i)
	}
	return strings.Repeat("x", i%90) + strconv.Itoa(i)
}

// fillList makes a list in which every value comes several times.
func fillList(t testing.TB, c redis.Cmdable, key string, n int, value func(int) string) {
	t.Helper()
	pipelined(t, c, n, func(p redis.Pipeliner, i int) { p.RPush(t.Context(), key, value(i)) })
}

// fillSorted makes a sorted set in which scores are shared by three members.
func fillSorted(t testing.TB, c redis.Cmdable, key string, n int, score func(int) float64) {
	t.Helper()
	pipelined(t, c, n, func(p redis.Pipeliner, i int) {
		p.ZAdd(t.Context(), key, redis.Z{Score: score(i), Member: binary(i)})
	})
}

func pipelined(t testing.TB, c redis.Cmdable, n int, do func(redis.Pipeliner, int)) {
	t.Helper()
	for from := 0; from < n; from += 5000 {
		_, err := c.Pipelined(t.Context(), func(p redis.Pipeliner) error {
			for i := from; i < min(from+5000, n); i++ {
				do(p, i)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func thirds(i int) float64 { return float64(i/3) / 7 }

func TestLRangeLikeLRANGE(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	conn := c.Conn()
	defer conn.Close()
	for _, n := range sizes {
		key := fmt.Sprint("list:", n)
		fillList(t, c, key, n, func(i int) string { return binary(i % 40) })
		for _, s := range spans {
			want := c.LRange(t.Context(), key, s[0], s[1])
			alike(t, redisrt.LRange(t.Context(), c, key, s[0], s[1]), want)
			alike(t, redisrt.LRange(t.Context(), conn, key, s[0], s[1]), want)
		}
	}
}

func TestZRangeLikeZRANGE(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	conn := c.Conn()
	defer conn.Close()
	ctx := t.Context()
	for name, score := range map[string]func(int) float64{
		"thirds":   thirds,
		"equal":    func(int) float64 { return 0 },
		"infinite": func(i int) float64 { return math.Inf(i%3 - 1) },
		"odd":      func(i int) float64 { return math.Sin(float64(i)) * 1e300 },
	} {
		for _, n := range sizes {
			key := fmt.Sprint(name, n)
			fillSorted(t, c, key, n, score)
			for _, s := range spans {
				want := c.ZRange(ctx, key, s[0], s[1])
				alike(t, redisrt.ZRange(ctx, c, key, s[0], s[1]), want)
				alike(t, redisrt.ZRange(ctx, conn, key, s[0], s[1]), want)
				alike(t, redisrt.ZRevRange(ctx, c, key, s[0], s[1]), redis.Cmdable(c).ZRevRange(ctx, key, s[0], s[1]))
				alike(t, redisrt.ZRevRange(ctx, conn, key, s[0], s[1]), redis.Cmdable(c).ZRevRange(ctx, key, s[0], s[1]))
				alike(t, redisrt.ZRangeWithScores(ctx, c, key, s[0], s[1]), c.ZRangeWithScores(ctx, key, s[0], s[1]))
				alike(t, redisrt.ZRevRangeWithScores(ctx, c, key, s[0], s[1]), c.ZRevRangeWithScores(ctx, key, s[0], s[1]))
			}
		}
	}
}

func TestZRangeByScoreLikeZRANGEBYSCORE(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	conn := c.Conn()
	defer conn.Close()
	ctx := t.Context()
	infinite := func(i int) float64 {
		if i%5 == 0 {
			return math.Inf(i%2*2 - 1)
		}
		return float64(i % 7)
	}
	for name, score := range map[string]func(int) float64{"thirds": thirds, "sevens": func(i int) float64 { return float64(i % 7) }, "infinite": infinite} {
		for _, n := range []int{0, 999, 1001, 2500} {
			key := fmt.Sprint(name, n)
			fillSorted(t, c, key, n, score)
			for _, by := range []redis.ZRangeBy{
				{Min: "-inf", Max: "+inf"}, {Min: "-inf", Max: "inf"}, {Min: "(-inf", Max: "(+inf"}, {Min: "1", Max: "5"}, {Min: "(1", Max: "(5"},
				{Min: "(1", Max: "5"}, {Min: "1", Max: "(5"}, {Min: "3", Max: "3"}, {Min: "(3", Max: "3"}, {Min: "5", Max: "1"},
				{Min: "-inf", Max: "-inf"}, {Min: "+inf", Max: "+inf"}, {Min: "+inf", Max: "-inf"}, {Min: "10.5", Max: "+inf"}, {Min: "0x1", Max: "+inf"},
				{Min: "1e0", Max: "1e3"}, {Min: "x", Max: "1"}, {Min: "1", Max: "((2"}, {Min: "nan", Max: "1"}, {Min: "", Max: ""}, {Min: "[1", Max: "2"},
			} {
				for _, limit := range [][2]int64{{0, 0}, {0, 10}, {0, 1000}, {0, 1001}, {0, -1}, {700, -1}, {700, 1500}, {2000, 2000}, {4000, -1}, {5, 0}, {-1, -1}, {math.MaxInt64, -1}} {
					opt := by
					opt.Offset, opt.Count = limit[0], limit[1]
					want := redis.Cmdable(c).ZRangeByScore(ctx, key, &opt)
					alike(t, redisrt.ZRangeByScore(ctx, c, key, &opt), want)
					alike(t, redisrt.ZRevRangeByScore(ctx, c, key, &opt), redis.Cmdable(c).ZRevRangeByScore(ctx, key, &opt))
					wantScores := c.ZRangeByScoreWithScores(ctx, key, &opt)
					alike(t, redisrt.ZRangeByScoreWithScores(ctx, c, key, &opt), wantScores)
					alike(t, redisrt.ZRevRangeByScoreWithScores(ctx, c, key, &opt), c.ZRevRangeByScoreWithScores(ctx, key, &opt))
					if n == 2500 {
						alike(t, redisrt.ZRangeByScore(ctx, conn, key, &opt), want)
						alike(t, redisrt.ZRevRangeByScore(ctx, conn, key, &opt), redis.Cmdable(c).ZRevRangeByScore(ctx, key, &opt))
					}
					if opt.Offset != limit[0] || opt.Count != limit[1] {
						t.Fatalf("opt was changed: %+v", opt)
					}
				}
			}
		}
	}
}

func TestXRangeLikeXRANGE(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	ctx := t.Context()
	for _, n := range []int{0, 1, 999, 1000, 1001, 2000, 2001, 3500} {
		key := fmt.Sprint("stream:", n)
		pipelined(t, c, n, func(p redis.Pipeliner, i int) {
			p.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: fmt.Sprintf("%d-%d", 1+i/3, 1+i%3), Values: []string{"f", binary(i), "g", ""}})
		})
		for _, s := range [][2]string{{"-", "+"}, {"1", "+"}, {"(1-1", "+"}, {"-", "(1100-2"}, {"5-2", "1000"}, {"(5-2", "(1000-1"}, {"+", "-"}, {"7", "7"}, {"x", "+"}, {"5000", "+"}} {
			alike(t, redisrt.XRange(ctx, c, key, s[0], s[1]), c.XRange(ctx, key, s[0], s[1]))
			alike(t, redisrt.XRevRange(ctx, c, key, s[1], s[0]), c.XRevRange(ctx, key, s[1], s[0]))
		}
	}
}

func TestMembersLikeHGETALL(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	ctx := t.Context()
	for _, n := range []int{0, 1, 100, 129, 999, 1000, 1001, 2500, 10000} {
		hash, set, ints := fmt.Sprint("hash:", n), fmt.Sprint("set:", n), fmt.Sprint("ints:", n)
		pipelined(t, c, n, func(p redis.Pipeliner, i int) {
			p.HSet(ctx, hash, binary(i), binary(i%5))
			p.SAdd(ctx, set, binary(i))
			p.SAdd(ctx, ints, i)
		})
		alike(t, redisrt.HGetAll(ctx, c, hash), c.HGetAll(ctx, hash))
		alikeSet(t, redisrt.HKeys(ctx, c, hash), c.HKeys(ctx, hash))
		alikeSet(t, redisrt.HVals(ctx, c, hash), c.HVals(ctx, hash))
		for _, set := range []string{set, ints} {
			alikeSet(t, redisrt.SMembers(ctx, c, set), c.SMembers(ctx, set))
			alike(t, redisrt.SMembersMap(ctx, c, set), c.SMembersMap(ctx, set))
		}
	}
	// A small hash keeps its order.
	pipelined(t, c, 100, func(p redis.Pipeliner, i int) { p.HSet(ctx, "small", strconv.Itoa(i*7), i) })
	alike(t, redisrt.HKeys(ctx, c, "small"), c.HKeys(ctx, "small"))
	alike(t, redisrt.HVals(ctx, c, "small"), c.HVals(ctx, "small"))
}

// everyRead calls each function for a key, and go-redis' method beside it.
func everyRead(ctx context.Context, c redis.UniversalClient, key string) map[string][2]redis.Cmder {
	by := &redis.ZRangeBy{Min: "-inf", Max: "+inf"}
	return map[string][2]redis.Cmder{
		"LRange":                     {redisrt.LRange(ctx, c, key, 0, -1), c.LRange(ctx, key, 0, -1)},
		"ZRange":                     {redisrt.ZRange(ctx, c, key, 0, -1), c.ZRange(ctx, key, 0, -1)},
		"ZRevRange":                  {redisrt.ZRevRange(ctx, c, key, 0, -1), redis.Cmdable(c).ZRevRange(ctx, key, 0, -1)},
		"ZRangeWithScores":           {redisrt.ZRangeWithScores(ctx, c, key, 0, -1), c.ZRangeWithScores(ctx, key, 0, -1)},
		"ZRevRangeWithScores":        {redisrt.ZRevRangeWithScores(ctx, c, key, 0, -1), c.ZRevRangeWithScores(ctx, key, 0, -1)},
		"ZRangeByScore":              {redisrt.ZRangeByScore(ctx, c, key, by), redis.Cmdable(c).ZRangeByScore(ctx, key, by)},
		"ZRevRangeByScore":           {redisrt.ZRevRangeByScore(ctx, c, key, by), redis.Cmdable(c).ZRevRangeByScore(ctx, key, by)},
		"ZRangeByScoreWithScores":    {redisrt.ZRangeByScoreWithScores(ctx, c, key, by), c.ZRangeByScoreWithScores(ctx, key, by)},
		"ZRevRangeByScoreWithScores": {redisrt.ZRevRangeByScoreWithScores(ctx, c, key, by), c.ZRevRangeByScoreWithScores(ctx, key, by)},
		"XRange":                     {redisrt.XRange(ctx, c, key, "-", "+"), c.XRange(ctx, key, "-", "+")},
		"XRevRange":                  {redisrt.XRevRange(ctx, c, key, "+", "-"), c.XRevRange(ctx, key, "+", "-")},
		"HGetAll":                    {redisrt.HGetAll(ctx, c, key), c.HGetAll(ctx, key)},
		"HKeys":                      {redisrt.HKeys(ctx, c, key), c.HKeys(ctx, key)},
		"HVals":                      {redisrt.HVals(ctx, c, key), c.HVals(ctx, key)},
		"SMembers":                   {redisrt.SMembers(ctx, c, key), c.SMembers(ctx, key)},
		"SMembersMap":                {redisrt.SMembersMap(ctx, c, key), c.SMembersMap(ctx, key)},
	}
}

// TestReadsWrongType: the server's error arrives as it is; so does an answer
// that is empty.
func TestReadsWrongType(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	fill(t, c, []string{"string"})
	for name, cmds := range everyRead(t.Context(), c, "string") {
		if !redis.HasErrorPrefix(cmds[0].Err(), "WRONGTYPE") || cmds[0].String() != cmds[1].String() {
			t.Errorf("%s: %v, want %v", name, cmds[0], cmds[1])
		}
	}
	for name, cmds := range everyRead(t.Context(), c, "missing") {
		if cmds[0].Err() != nil || cmds[0].String() != cmds[1].String() {
			t.Errorf("%s: %v, want %v", name, cmds[0], cmds[1])
		}
		if v := reflect.ValueOf(cmds[0]).MethodByName("Val").Call(nil)[0]; v.IsNil() {
			t.Errorf("%s of a key that does not exist is nil", name)
		}
	}
}

// TestReadsInTx: in a Watch callback, the caller's WATCH is kept.
func TestReadsInTx(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	ctx := t.Context()
	everyType(t, c, "", 2500)
	for _, foreign := range []bool{false, true} {
		err := c.Watch(ctx, func(tx *redis.Tx) error {
			alike(t, redisrt.LRange(ctx, tx, "list", 0, -1), c.LRange(ctx, "list", 0, -1))
			alike(t, redisrt.ZRange(ctx, tx, "sorted", 0, -1), c.ZRange(ctx, "sorted", 0, -1))
			alike(t, redisrt.ZRange(ctx, tx, "sorted", 3, -1), c.ZRange(ctx, "sorted", 3, -1))
			alike(t, redisrt.XRange(ctx, tx, "stream", "-", "+"), c.XRange(ctx, "stream", "-", "+"))
			alike(t, redisrt.HGetAll(ctx, tx, "hash"), c.HGetAll(ctx, "hash"))
			alikeSet(t, redisrt.SMembers(ctx, tx, "set"), c.SMembers(ctx, "set"))
			if foreign {
				c.Set(ctx, "watched", 1, redisrt.Persist)
			}
			_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error { return p.Get(ctx, "hash").Err() })
			return err
		}, "watched")
		if foreign != (err == redis.TxFailedErr) {
			t.Errorf("written by another: %t, error %v", foreign, err)
		}
	}
}

// everyType makes a list, a sorted set, a stream, a hash and a set.
func everyType(t testing.TB, c redis.Cmdable, tag string, n int) {
	t.Helper()
	ctx := t.Context()
	pipelined(t, c, n, func(p redis.Pipeliner, i int) {
		p.RPush(ctx, tag+"list", binary(i))
		p.ZAdd(ctx, tag+"sorted", redis.Z{Score: thirds(i), Member: binary(i)})
		p.XAdd(ctx, &redis.XAddArgs{Stream: tag + "stream", ID: fmt.Sprintf("%d-1", i+1), Values: []string{"f", binary(i)}})
		p.HSet(ctx, tag+"hash", binary(i), i)
		p.SAdd(ctx, tag+"set", binary(i))
	})
}

// readsEveryType compares each function with go-redis' method.
func readsEveryType(t testing.TB, c redis.UniversalClient, truth redis.Cmdable, tag string) {
	t.Helper()
	ctx := t.Context()
	by := &redis.ZRangeBy{Min: "(10", Max: "+inf"}
	part := &redis.ZRangeBy{Min: "-inf", Max: "+inf", Offset: 3, Count: 1200}
	list, sorted, stream, hash, set := tag+"list", tag+"sorted", tag+"stream", tag+"hash", tag+"set"
	alike(t, redisrt.LRange(ctx, c, list, 0, -1), truth.LRange(ctx, list, 0, -1))
	alike(t, redisrt.ZRange(ctx, c, sorted, 0, -1), truth.ZRange(ctx, sorted, 0, -1))
	alike(t, redisrt.ZRevRange(ctx, c, sorted, 7, -1), truth.ZRevRange(ctx, sorted, 7, -1))
	alike(t, redisrt.ZRangeWithScores(ctx, c, sorted, 0, -1), truth.ZRangeWithScores(ctx, sorted, 0, -1))
	alike(t, redisrt.ZRevRangeWithScores(ctx, c, sorted, 0, -1), truth.ZRevRangeWithScores(ctx, sorted, 0, -1))
	alike(t, redisrt.ZRangeByScore(ctx, c, sorted, by), truth.ZRangeByScore(ctx, sorted, by))
	alike(t, redisrt.ZRevRangeByScore(ctx, c, sorted, part), truth.ZRevRangeByScore(ctx, sorted, part))
	alike(t, redisrt.ZRangeByScoreWithScores(ctx, c, sorted, by), truth.ZRangeByScoreWithScores(ctx, sorted, by))
	alike(t, redisrt.ZRevRangeByScoreWithScores(ctx, c, sorted, by), truth.ZRevRangeByScoreWithScores(ctx, sorted, by))
	alike(t, redisrt.XRange(ctx, c, stream, "-", "+"), truth.XRange(ctx, stream, "-", "+"))
	alike(t, redisrt.XRevRange(ctx, c, stream, "+", "-"), truth.XRevRange(ctx, stream, "+", "-"))
	alike(t, redisrt.HGetAll(ctx, c, hash), truth.HGetAll(ctx, hash))
	alikeSet(t, redisrt.HKeys(ctx, c, hash), truth.HKeys(ctx, hash))
	alikeSet(t, redisrt.HVals(ctx, c, hash), truth.HVals(ctx, hash))
	alikeSet(t, redisrt.SMembers(ctx, c, set), truth.SMembers(ctx, set))
	alike(t, redisrt.SMembersMap(ctx, c, set), truth.SMembersMap(ctx, set))
}
