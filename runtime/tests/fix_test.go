package tests

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestFixKeepsBehaviour runs programs as they are and as redislint -fix leaves them, on the same server.
func TestFixKeepsBehaviour(t *testing.T) {
	root, err := filepath.Abs(filepath.FromSlash("../.."))
	if err != nil {
		t.Fatal(err)
	}
	redislint := filepath.Join(t.TempDir(), "redislint")
	command(t, root, "go", "build", "-o", redislint, "./cmd/redislint")
	shop := filepath.Join(root, "examples", "shop")

	t.Run("shop", func(t *testing.T) {
		dir := program(t, root, shop, shop)
		server := servers.Any(t)
		t.Setenv("REDIS_URL", "redis://"+server)
		before := command(t, dir, "go", "run", ".")
		want := "mallory has to wait\nsigned in: 2 [ada grace]\nteas: [1 2]\n" +
			"Green tea: Grows in the mist. (version 2, read 2 times from the database)\n" +
			"orders: [o1 o2 o3] recent: [o3 o2 o1]\nleft: 4 3\nthe teas were looked at: true\nclosed: 2\n"
		if before != want {
			t.Fatalf("the program printed:\n%swant:\n%s", before, want)
		}
		withFixes := []string{"./admin", "./catalog", "./orders", "./sessions"} // what visits does through a wrapper has none
		fixed(t, redislint, dir, withFixes, "sessions/sessions.go", "60*60*time.Second", "redisrt.Keys(ctx, s.rdb, prefix+", "redisrt.ExpiringOnce(s.rdb, time.Minute).Incr(")
		if err := client(t, server).FlushDB(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		if after := command(t, dir, "go", "run", "."); after != before {
			t.Errorf("before the fix:\n%safter:\n%s", before, after)
		}
	})

	t.Run("torn writes", func(t *testing.T) {
		dir := program(t, root, filepath.FromSlash("testdata/torn"), shop)
		server := servers.Plain(t)
		t.Setenv("REDIS_URL", "redis://"+server.Addr)
		before := command(t, dir, "go", "run", ".")
		if strings.Count(before, "has a TTL: true") != 28 || strings.Count(before, "error") != 17 || !strings.Contains(before, "watch:stock 33") {
			t.Fatalf("the program printed:\n%s", before)
		}
		fixed(t, redislint, dir, []string{"./..."}, "main.go",
			"redisrt.ExpiringOnce(c.rdb, c.ttl).Incr(", "redisrt.ExpiringOnce(c.rdb, time.Minute).IncrBy(",
			"redisrt.Expiring(c.rdb, c.ttl).Incr(", "redisrt.Expiring(c.rdb, c.ttl).HSet(", "redisrt.Expiring(c.rdb, time.Minute).SAdd(",
			"redisrt.Expiring(c.rdb, time.Minute).ZAdd(", "redisrt.ExpiringOnce(c.rdb, c.ttl).LPush(", "redisrt.Expiring(c.rdb, c.ttl).XAdd(",
			"redisrt.Expiring(c.rdb, c.ttl).HIncrBy(", "redisrt.Expiring(c.rdb, c.ttl).GetSet(", "c.rdb.Set(ctx, key, \"v\", time.Minute)", "c.rdb.SetNX(ctx, key, \"v\", time.Minute)",
			"redisrt.Expiring(c.rdb, c.ttl).PFAdd(", "redisrt.Expiring(c.rdb, c.ttl).Append(", "redisrt.Watch(ctx, c.rdb, func(")
		if err := client(t, server.Addr).FlushDB(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		if after := command(t, dir, "go", "run", "."); after != before {
			t.Errorf("before the fix:\n%safter:\n%s", before, after)
		}
	})

	t.Run("while another client writes", func(t *testing.T) {
		dir := program(t, root, filepath.FromSlash("testdata/fixes"), shop)
		server := servers.Plain(t)
		t.Setenv("REDIS_URL", "redis://"+server.Addr)
		before := command(t, dir, "go", "run", ".")
		if strings.Count(before, " 2500 ") != 17 {
			t.Fatalf("the program printed:\n%s", before)
		}
		fixed(t, redislint, dir, []string{"./..."}, "main.go",
			"redisrt.ZRange(", "redisrt.ZRevRange(", "redisrt.ZRangeWithScores(", "redisrt.ZRevRangeWithScores(",
			"redisrt.ZRangeByScore(", "redisrt.ZRevRangeByScore(", "redisrt.ZRangeByScoreWithScores(",
			"redisrt.ZRevRangeByScoreWithScores(", "redisrt.LRange(", "redisrt.XRange(", "redisrt.XRevRange(",
			"redisrt.SMembers(", "redisrt.SMembersMap(", "redisrt.HKeys(", "redisrt.HVals(", "redisrt.HGetAll(",
			"rdb.Unlink(", "redisrt.Keys(", "redisrt.Unlink(")
		c := client(t, server.Addr)
		if err := c.FlushDB(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		stop := disturb(t, c)
		after := command(t, dir, "go", "run", ".")
		if n := stop(); n == 0 {
			t.Error("nothing was written meanwhile")
		}
		if after != before {
			t.Errorf("before the fix:\n%safter:\n%s", before, after)
		}
	})
}

// program copies a program to a module of its own, with the requirements of the shop.
func program(t *testing.T, root, source, shop string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "program")
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(shop, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command(t, dir, "go", "mod", "edit", "-replace=github.com/redislint/redislint/runtime="+filepath.Join(root, "runtime"))
	return dir
}

// fixed applies the fixes, and checks that a file has what they write.
func fixed(t *testing.T, redislint, dir string, patterns []string, file string, want ...string) {
	t.Helper()
	rules := "-rules=rediskeys,redisrange,redisdel,redisduration,redisexpire,rediswatch" // redisttl has no fix
	command(t, dir, redislint, append([]string{rules, "-fix"}, patterns...)...)
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range want {
		if !bytes.Contains(data, []byte(call)) {
			t.Errorf("%s is not fixed: it lacks %s", file, call)
		}
	}
}

// disturb writes to the keys that the program reads until it is stopped, and returns how often it did.
func disturb(t *testing.T, c *redis.Client) (stop func() int) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int)
	go func() {
		n := 0
		for ; ctx.Err() == nil; n++ {
			theirs := fmt.Sprintf("theirs:%d", n%100)
			_, err := c.Pipelined(context.Background(), func(p redis.Pipeliner) error {
				p.ZAdd(ctx, "fixes:sorted", redis.Z{Score: float64(n * 37 % 2500), Member: theirs})
				p.ZRem(ctx, "fixes:sorted", fmt.Sprintf("theirs:%d", (n+50)%100))
				p.LPush(ctx, "fixes:list", theirs)
				p.LRem(ctx, "fixes:list", 0, theirs)
				p.RPush(ctx, "fixes:list", theirs)
				p.SAdd(ctx, "fixes:set", theirs)
				p.SRem(ctx, "fixes:set", fmt.Sprintf("theirs:%d", (n+50)%100))
				p.HSet(ctx, "fixes:hash", theirs, n)
				p.HDel(ctx, "fixes:hash", fmt.Sprintf("theirs:%d", (n+50)%100))
				p.XAdd(ctx, &redis.XAddArgs{Stream: "fixes:stream", Values: []string{"name", theirs}})
				return nil
			})
			if err != nil {
				t.Error(err)
				break
			}
		}
		done <- n
	}()
	return func() int {
		cancel()
		return <-done
	}
}

// command runs a command, and returns what it prints on standard output.
func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, &stdout, &stderr)
	}
	return stdout.String()
}
