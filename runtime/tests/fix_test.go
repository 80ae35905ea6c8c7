package tests

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestFixKeepsBehaviour runs the example program as it is and as redislint -fix leaves it, on the same server.
func TestFixKeepsBehaviour(t *testing.T) {
	root, err := filepath.Abs(filepath.FromSlash("../.."))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	redislint := filepath.Join(dir, "redislint")
	command(t, root, "go", "build", "-o", redislint, "./cmd/redislint")
	shop := filepath.Join(dir, "shop")
	if err := os.CopyFS(shop, os.DirFS(filepath.Join(root, "examples", "shop"))); err != nil {
		t.Fatal(err)
	}
	command(t, shop, "go", "mod", "edit", "-replace=github.com/redislint/redislint/runtime="+filepath.Join(root, "runtime"))

	t.Setenv("REDIS_URL", "redis://"+servers.Any(t))
	before := command(t, shop, "go", "run", ".")
	if want := "signed in: 2 [ada grace]\nclosed: 2\n"; before != want {
		t.Fatalf("the program printed:\n%swant:\n%s", before, want)
	}
	command(t, shop, redislint, "-fix", "./...")
	sessions, err := os.ReadFile(filepath.Join(shop, "sessions", "sessions.go"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(sessions, []byte("redisrt.Keys(ctx, s.rdb, prefix+")) {
		t.Fatalf("not fixed:\n%s", sessions)
	}
	if after := command(t, shop, "go", "run", "."); after != before {
		t.Errorf("before the fix:\n%safter:\n%s", before, after)
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
