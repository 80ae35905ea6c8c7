package tests

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// elements is how many stand still in the tests under load;
// REDISLINT_TEST_ELEMENTS changes it.
func elements(t testing.TB) int {
	t.Helper()
	s := os.Getenv("REDISLINT_TEST_ELEMENTS")
	if s == "" {
		return 200_000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// load runs write again and again in two goroutines, until the test ends.
func load(t testing.TB, write func(ctx context.Context, writer, turn int)) {
	ctx, stop := context.WithCancel(context.Background())
	var writers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			for turn := 0; ctx.Err() == nil; turn++ {
				write(ctx, w, turn)
			}
		})
	}
	t.Cleanup(func() { stop(); writers.Wait() })
}

// stoodStill checks that those of got that stood still are want, in order.
func stoodStill(t testing.TB, got, want []string) {
	t.Helper()
	still := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return strings.HasPrefix(s, "new") })
	if slices.Equal(still, want) {
		return
	}
	i := 0
	for i < min(len(still), len(want)) && still[i] == want[i] {
		i++
	}
	t.Errorf("of %d elements %d stood still, want %d; they differ from element %d on: %q, want %q",
		len(got), len(still), len(want), i, head(still[min(i, len(still)):]), head(want[min(i, len(want)):]))
}

func backwards(s []string) []string {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}

func memberNames(zs []redis.Z) []string {
	all := make([]string, len(zs))
	for i, z := range zs {
		all[i] = z.Member.(string)
	}
	return all
}

// sortedUnderLoad is a sorted set whose members "still" share scores by twos,
// while others are added, removed and moved everywhere.
func sortedUnderLoad(t testing.TB, c *redis.Client) []string {
	n := elements(t)
	pipelined(t, c, n, func(p redis.Pipeliner, i int) {
		p.ZAdd(t.Context(), "sorted", redis.Z{Score: float64(i / 2), Member: fmt.Sprintf("still:%07d", i)})
	})
	load(t, func(ctx context.Context, w, _ int) {
		// Errors are those of the context.
		_, _ = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for range 40 {
				m := fmt.Sprintf("new:%d:%d", w, rand.N(5000))
				switch rand.N(3) {
				case 0:
					p.ZAdd(ctx, "sorted", redis.Z{Score: float64(rand.N(n / 2)), Member: m})
				case 1:
					p.ZRem(ctx, "sorted", m)
				case 2:
					p.ZIncrBy(ctx, "sorted", float64(rand.N(n)-n/2), m)
				}
			}
			return nil
		})
	})
	return names(n, "still:%07d")
}

func TestZRangeWriters(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	want := sortedUnderLoad(t, c)
	ctx := t.Context()
	members, err := redisrt.ZRange(ctx, c, "sorted", 0, -1).Result()
	if err != nil {
		t.Fatal(err)
	}
	stoodStill(t, members, want)
	members, err = redisrt.ZRevRange(ctx, c, "sorted", 0, -1).Result()
	if err != nil {
		t.Fatal(err)
	}
	stoodStill(t, members, backwards(want))
	zs, err := redisrt.ZRangeWithScores(ctx, c, "sorted", 0, -1).Result()
	if err != nil {
		t.Fatal(err)
	}
	stoodStill(t, memberNames(zs), want)
	ordered(t, zs)
	quarter := len(want) / 4
	by := &redis.ZRangeBy{Min: strconv.Itoa(quarter / 2), Max: fmt.Sprint("(", 3*quarter/2)}
	members, err = redisrt.ZRangeByScore(ctx, c, "sorted", by).Result()
	if err != nil {
		t.Fatal(err)
	}
	stoodStill(t, members, want[quarter/2*2:3*quarter/2*2])
	// A part by ranks is one moment's, in the end by the caller's command.
	members, err = redisrt.ZRange(ctx, c, "sorted", 100, 50_099).Result()
	if err != nil || len(members) != 50_000 || len(unique(members)) != 50_000 {
		t.Errorf("%d members, %d different, %v", len(members), len(unique(members)), err)
	}
}

func ordered(t testing.TB, zs []redis.Z) {
	t.Helper()
	if !slices.IsSortedFunc(zs, func(a, b redis.Z) int {
		if a.Score != b.Score {
			return map[bool]int{true: -1, false: 1}[a.Score < b.Score]
		}
		return strings.Compare(a.Member.(string), b.Member.(string))
	}) {
		t.Error("the answer is not in order")
	}
}

// TestWritersTeeth: under the same load, pages by rank and nothing else lose
// what stood still, or have it twice. So do those of a list.
func TestWritersTeeth(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	want := sortedUnderLoad(t, c)
	list := listUnderLoad(t, c, func(i int) string { return fmt.Sprint("still:", i) })
	for name, test := range map[string]struct {
		page func(from, to int64) *redis.StringSliceCmd
		want []string
	}{
		"ZRANGE": {func(from, to int64) *redis.StringSliceCmd { return c.ZRange(t.Context(), "sorted", from, to) }, want},
		"LRANGE": {func(from, to int64) *redis.StringSliceCmd { return c.LRange(t.Context(), "list", from, to) }, list},
	} {
		torn := false
		for n := 0; n < 20 && !torn; n++ {
			var all []string
			for {
				page, err := test.page(int64(len(all)), int64(len(all)+999)).Result()
				if err != nil {
					t.Fatal(err)
				}
				if len(page) == 0 {
					break
				}
				all = append(all, page...)
			}
			all = slices.DeleteFunc(all, func(s string) bool { return strings.HasPrefix(s, "new") })
			torn = !slices.Equal(all, test.want)
		}
		if !torn {
			t.Errorf("%s by pages survives: the load tests nothing", name)
		}
	}
}

// listUnderLoad is a list whose elements stand still, but are pushed to and fro
// by others at its ends.
func listUnderLoad(t testing.TB, c *redis.Client, value func(i int) string) []string {
	n := elements(t)
	want := make([]string, n)
	for i := range want {
		want[i] = value(i)
	}
	fillList(t, c, "list", n, func(i int) string { return want[i] })
	load(t, func(ctx context.Context, _, _ int) {
		left, right := rand.N(20), rand.N(20)
		_, _ = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for range left {
				p.LPush(ctx, "list", "new")
			}
			for range right {
				p.RPush(ctx, "list", "new")
			}
			return nil
		})
		// No more than was pushed, whatever became of ctx.
		if ctx.Err() == nil && left > 0 {
			c.LPopCount(ctx, "list", left)
		}
		if ctx.Err() == nil && right > 0 {
			c.RPopCount(ctx, "list", right)
		}
	})
	return want
}

func TestLRangeWriters(t *testing.T) {
	for name, value := range map[string]func(int) string{
		"different": func(i int) string { return fmt.Sprint("still:", i) },
		"equal":     func(int) string { return "still" },
		"blocks":    func(i int) string { return fmt.Sprint("still:", i%1500) },
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			c := client(t, servers.Plain(t).Addr)
			want := listUnderLoad(t, c, value)
			for range 2 {
				got, err := redisrt.LRange(t.Context(), c, "list", 0, -1).Result()
				if err != nil {
					t.Fatal(err)
				}
				stoodStill(t, got, want)
			}
		})
	}
}

// TestLRangeShift shifts a list between two pages by just so much that the
// overlap is equal: A R B R C loses its head, and would be read as A R C.
func TestLRangeShift(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	value := func(i int) string {
		if i >= 1900 && i < 2000 || i >= 2500 && i < 2600 {
			return fmt.Sprint("R", i%100)
		}
		return fmt.Sprint("other", i)
	}
	for n := 1; n <= 9; n++ {
		direct.Del(t.Context(), "list")
		fillList(t, direct, "list", 6000, value)
		p.Rule(faults.Before("lrange", n, func() {
			direct.LPopCount(t.Context(), "list", 600)
			pipelined(t, direct, 600, func(p redis.Pipeliner, i int) { p.RPush(t.Context(), "list", i) })
		}))
		alike(t, redisrt.LRange(t.Context(), client(t, p.Addr), "list", 0, -1), direct.LRange(t.Context(), "list", 0, -1))
	}
}

// TestLRangeWrittenAlways: after three attempts the caller's command is sent.
func TestLRangeWrittenAlways(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	fillList(t, direct, "list", 5000, func(int) string { return "x" })
	p.Rule(func(args []string) faults.Action {
		direct.LPush(t.Context(), "list", "x")
		return faults.Pass
	})
	before := p.Count("watch")
	cmd := redisrt.LRange(t.Context(), client(t, p.Addr), "list", 0, -1)
	p.Rule(nil)
	alike(t, cmd, direct.LRange(t.Context(), "list", 0, -1))
	if n := p.Count("watch") - before; n != 3 {
		t.Errorf("%d attempts", n)
	}
}

// TestSortedSteps changes a sorted set before each page, by what tears pages
// most: thousands go or come below or above, the last element read moves or goes.
func TestSortedSteps(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	c := client(t, p.Addr)
	ctx := t.Context()
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 1))
		score := func(i int) float64 { return float64(i) }
		if seed%3 == 0 { // equal scores are ordered by member
			score = func(int) float64 { return 5 }
		}
		direct.Del(ctx, "sorted")
		pipelined(t, direct, 10_000, func(p redis.Pipeliner, i int) {
			name := fmt.Sprintf("%05d", i)
			if i%2 == 0 {
				name += ":new"
			}
			p.ZAdd(ctx, "sorted", redis.Z{Score: score(i), Member: name})
		})
		var want []string
		for i := 1; i < 10_000; i += 2 {
			want = append(want, fmt.Sprintf("%05d", i))
		}
		change := func() {
			i := r.IntN(10_000)
			switch k := r.IntN(6); k {
			case 0, 1: // a block goes or comes
				from, n := r.IntN(10_000), r.IntN(5000)
				pipelined(t, direct, min(n, 10_000-from)/2, func(p redis.Pipeliner, j int) {
					e := (from/2 + j) * 2
					name := fmt.Sprintf("%05d:new", e)
					if k == 0 {
						p.ZRem(ctx, "sorted", name)
					} else {
						p.ZAdd(ctx, "sorted", redis.Z{Score: score(e), Member: name})
					}
				})
			case 2:
				direct.ZAdd(ctx, "sorted", redis.Z{Score: score(i), Member: fmt.Sprintf("%05d:new", r.IntN(5_000)*2)})
			case 3:
				at := direct.ZRange(ctx, "sorted", int64(i), int64(i)).Val()
				if len(at) == 1 && strings.HasSuffix(at[0], ":new") {
					direct.ZRem(ctx, "sorted", at[0])
				}
			case 4: // the ends of pages move
				for e := 999; e < 10_000; e += 999 {
					if at := direct.ZRange(ctx, "sorted", int64(e), int64(e)).Val(); len(at) == 1 && strings.HasSuffix(at[0], ":new") {
						direct.ZIncrBy(ctx, "sorted", float64(r.IntN(4000)-2000), at[0])
					}
				}
			}
		}
		p.Rule(func(args []string) faults.Action {
			if strings.HasPrefix(args[0], "z") {
				change()
			}
			return faults.Pass
		})
		check := func(got []string, err error, want []string) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			still := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return strings.HasSuffix(s, ":new") })
			stoodStill(t, still, want)
		}
		members, err := redisrt.ZRange(ctx, c, "sorted", 0, -1).Result()
		check(members, err, want)
		members, err = redisrt.ZRevRange(ctx, c, "sorted", 0, -1).Result()
		check(members, err, backwards(want))
		zs, err := redisrt.ZRangeWithScores(ctx, c, "sorted", 0, -1).Result()
		check(memberNames(zs), err, want)
		ordered(t, zs)
		if seed%3 == 0 {
			continue
		}
		by := &redis.ZRangeBy{Min: "(3001", Max: "8000"}
		members, err = redisrt.ZRangeByScore(ctx, c, "sorted", by).Result()
		check(members, err, want[1501:4000])
		members, err = redisrt.ZRevRangeByScore(ctx, c, "sorted", by).Result()
		check(members, err, backwards(want[1501:4000]))
	}
}

// TestSortedVanishes: what is left is still answered right when the set, or all
// that was read of it, is gone.
func TestSortedVanishes(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t)
	direct := client(t, s.Addr)
	p := faults.New(t, s.Addr)
	for n := 1; n <= 12; n++ {
		for name, f := range map[string]func(){
			"deleted": func() { direct.Del(t.Context(), "sorted") },
			"trimmed": func() { direct.ZRemRangeByRank(t.Context(), "sorted", 0, 4998) },
		} {
			direct.Del(t.Context(), "sorted")
			fillSorted(t, direct, "sorted", 5000, func(i int) float64 { return float64(i) })
			p.Rule(faults.Before("zrange", n, f))
			members, err := redisrt.ZRange(t.Context(), client(t, p.Addr), "sorted", 0, -1).Result()
			if err != nil || name == "trimmed" && members[len(members)-1] != binary(4999) || len(unique(members)) != len(members) {
				t.Errorf("%s before page %d: %d members, %v", name, n, len(members), err)
			}
		}
	}
}

// TestXRangeWriters: entries come at one end and go at the other.
func TestXRangeWriters(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	ctx := t.Context()
	pipelined(t, c, 40_000, func(p redis.Pipeliner, i int) {
		v := fmt.Sprint("still:", i)
		if i%5 == 0 {
			v = "new"
		}
		p.XAdd(ctx, &redis.XAddArgs{Stream: "stream", ID: fmt.Sprintf("%d-1", i+1), Values: []string{"v", v}})
	})
	var want []string
	for i := range 40_000 {
		if i%5 != 0 {
			want = append(want, fmt.Sprint("still:", i))
		}
	}
	load(t, func(ctx context.Context, _, turn int) {
		_, _ = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for range 20 {
				p.XAdd(ctx, &redis.XAddArgs{Stream: "stream", Values: []string{"v", "new"}})
				p.XDel(ctx, "stream", fmt.Sprintf("%d-1", rand.N(8000)*5+1))
			}
			return nil
		})
	})
	values := func(entries []redis.XMessage) (all []string) {
		for _, e := range entries {
			all = append(all, e.Values["v"].(string))
		}
		return all
	}
	for range 2 {
		entries, err := redisrt.XRange(ctx, c, "stream", "-", "+").Result()
		if err != nil {
			t.Fatal(err)
		}
		stoodStill(t, values(entries), want)
		entries, err = redisrt.XRevRange(ctx, c, "stream", "+", "-").Result()
		if err != nil {
			t.Fatal(err)
		}
		stoodStill(t, values(entries), backwards(want))
	}
}

// TestMembersWriters: the tables of a hash and a set grow and shrink under the
// scan.
func TestMembersWriters(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Plain(t).Addr)
	ctx := t.Context()
	want := names(20_000, "still:%d")
	pipelined(t, c, len(want), func(p redis.Pipeliner, i int) {
		p.HSet(ctx, "hash", want[i], i)
		p.SAdd(ctx, "set", want[i])
	})
	load(t, func(ctx context.Context, w, turn int) {
		_, _ = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i := range 500 {
				m := fmt.Sprintf("new:%d:%d", w, turn%80*500+i)
				if turn/80%2 == 0 {
					p.HSet(ctx, "hash", m, i)
					p.SAdd(ctx, "set", m)
				} else {
					p.HDel(ctx, "hash", m)
					p.SRem(ctx, "set", m)
				}
			}
			return nil
		})
	})
	check := func(got []string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Error("some come twice")
		}
		stoodStill(t, got, slices.Sorted(slices.Values(want)))
	}
	for range 2 {
		all, err := redisrt.HGetAll(ctx, c, "hash").Result()
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range want {
			if all[f] != strconv.Itoa(i) {
				t.Fatalf("%s is %q", f, all[f])
			}
		}
		check(redisrt.HKeys(ctx, c, "hash").Result())
		check(redisrt.SMembers(ctx, c, "set").Result())
		set, err := redisrt.SMembersMap(ctx, c, "set").Result()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range want {
			if _, ok := set[f]; !ok {
				t.Fatalf("%s is missing", f)
			}
		}
		values, err := redisrt.HVals(ctx, c, "hash").Result()
		if err != nil || len(values) < len(want) {
			t.Errorf("%d values, %v", len(values), err)
		}
	}
}
