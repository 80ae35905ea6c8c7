package tests

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestRaces runs the programs that show what is lost: by the wrong form
// something, by the fixed one nothing.
func TestRaces(t *testing.T) {
	dir := filepath.FromSlash("../../examples/races")
	server := servers.Plain(t)
	t.Setenv("REDIS_URL", "redis://"+server.Addr)

	t.Run("lostttl", func(t *testing.T) {
		out := command(t, dir, "go", "run", "./lostttl")
		var wrong, fixed int
		_, err := fmt.Sscanf(out, "wrong: %d of 5000 users have a counter that never expires\n"+
			"fixed: %d of 5000 users have a counter that never expires\n", &wrong, &fixed)
		if err != nil || wrong == 0 || fixed != 0 {
			t.Errorf("%v in\n%s", err, out)
		}
	})

	t.Run("lostupdate", func(t *testing.T) {
		out := command(t, dir, "go", "run", "./lostupdate")
		var failed, counted, lost [2]int
		_, err := fmt.Sscanf(out, "wrong: 1000 views, %d reported as failed, %d counted: %d lost\n"+
			"fixed: 1000 views, %d reported as failed, %d counted: %d lost\n",
			&failed[0], &counted[0], &lost[0], &failed[1], &counted[1], &lost[1])
		if err != nil || failed[0] != 0 || lost[0] == 0 || lost[1] != 0 || failed[1]+counted[1] != 1000 {
			t.Errorf("%v in\n%s", err, out)
		}
	})

	if n := client(t, server.Addr).DBSize(t.Context()).Val(); n != 0 {
		t.Errorf("%d keys were left", n)
	}
}
