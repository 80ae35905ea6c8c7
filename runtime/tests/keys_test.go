package tests

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestKeysLikeKEYS compares every answer with that of KEYS.
func TestKeysLikeKEYS(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	ctx := t.Context()
	fill(t, c, names(10000, "user:%d"))
	fill(t, c, names(9990, "order:%d:items"))
	fill(t, c, []string{"", "*", "a*b", "a?b", "axb", "[x]", "h[ae]llo", "hallo", "hello", "tab\there", "line\r\nbreak", "\x00\xff", "ключ", "{tag}:1"})

	for _, pattern := range []string{
		"*", "user:*", "user:1?3", "order:*:items", "nomatch:*", "user:77",
		"", "?", `\*`, "a*b", `a\*b`, "a?b", `a\?b`, "h[ae]llo", `h\[ae\]llo`, "h[^e]llo", "h[a-b]llo", `\[x\]`,
		"*\n*", "\x00*", "к*", "{tag}:*", "[", `\`, "**",
	} {
		t.Run(fmt.Sprintf("%q", pattern), func(t *testing.T) {
			want, err := c.Keys(ctx, pattern).Result()
			if err != nil {
				t.Fatal(err)
			}
			got, err := redisrt.Keys(ctx, c, pattern).Result()
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, want)

			streamed, err := collect(redisrt.Scan(ctx, c, pattern))
			if pattern == "" { // as in go-redis' Scan: all keys
				want = c.Keys(ctx, "*").Val()
			}
			if err != nil {
				t.Fatal(err)
			}
			same(t, unique(streamed), want)
		})
	}
}

func TestKeysEmptyDatabase(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	naive, cmd := c.Keys(t.Context(), "*"), redisrt.Keys(t.Context(), c, "*")
	keys, err := cmd.Result()
	if err != nil || keys == nil || len(keys) != 0 {
		t.Errorf("%#v, %v; want a slice that is empty and not nil", keys, err)
	}
	if naive.String() != cmd.String() {
		t.Errorf("prints as %q, KEYS as %q", cmd, naive)
	}
	got, err := collect(redisrt.Scan(t.Context(), c, "*"))
	if err != nil || len(got) != 0 {
		t.Errorf("%q, %v", got, err)
	}
}

// TestKeysCommand compares what else can be seen of the returned command.
func TestKeysCommand(t *testing.T) {
	noLeak(t)
	c := client(t, servers.Any(t))
	fill(t, c, []string{"one"})
	naive, cmd := c.Keys(t.Context(), "o*"), redisrt.Keys(t.Context(), c, "o*")
	if cmd.String() != naive.String() || cmd.FullName() != naive.FullName() || fmt.Sprint(cmd.Args()) != fmt.Sprint(naive.Args()) {
		t.Errorf("got  %s %s %v\nwant %s %s %v", cmd, cmd.FullName(), cmd.Args(), naive, naive.FullName(), naive.Args())
	}
	var into []string
	if err := cmd.ScanSlice(&into); err != nil || len(into) != 1 {
		t.Errorf("ScanSlice: %q, %v", into, err)
	}
}

// TestKeysServerError: a server's refusal arrives as it is.
func TestKeysServerError(t *testing.T) {
	noLeak(t)
	s := servers.Plain(t, "--rename-command", "SCAN", "")
	c := client(t, s.Addr)
	cmd := redisrt.Keys(t.Context(), c, "*")
	if !redis.HasErrorPrefix(cmd.Err(), "unknown command") || cmd.Val() != nil {
		t.Errorf("%q, %v", cmd.Val(), cmd.Err())
	}
	if !strings.HasPrefix(cmd.String(), "keys *: ERR unknown command") {
		t.Errorf("prints as %q", cmd)
	}
}

func TestKeysDatabase(t *testing.T) {
	noLeak(t)
	addr := servers.Any(t)
	zero, three := client(t, addr), client(t, addr, func(o *redis.Options) { o.DB = 3 })
	fill(t, zero, []string{"in0"})
	fill(t, three, []string{"in3"})
	same(t, redisrt.Keys(t.Context(), three, "*").Val(), []string{"in3"})

	// A Conn keeps what was selected on it.
	conn := zero.Conn()
	defer conn.Close()
	if err := conn.Select(t.Context(), 3).Err(); err != nil {
		t.Fatal(err)
	}
	same(t, redisrt.Keys(t.Context(), conn, "*").Val(), []string{"in3"})
	if err := conn.Select(t.Context(), 0).Err(); err != nil { // the connection goes back to the pool
		t.Fatal(err)
	}
}

func TestKeysClosedClient(t *testing.T) {
	noLeak(t)
	c := redis.NewClient(&redis.Options{Addr: servers.Any(t)})
	c.Close()
	if keys, err := redisrt.Keys(t.Context(), c, "*").Result(); !errors.Is(err, redis.ErrClosed) || keys != nil {
		t.Errorf("%q, %v", keys, err)
	}
}
