package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledFix kills redislint -fix while it writes: every file has to be as it was or as it should become.
func TestKilledFix(t *testing.T) {
	const files = 300
	dir := t.TempDir()
	old := make(map[string][]byte)
	for i := range files {
		name := filepath.Join(dir, fmt.Sprintf("f%03d.go", i))
		old[name] = fmt.Appendf(nil, source, i)
		write(t, name, old[name])
	}
	for _, name := range []string{"mod", "sum"} {
		content, err := os.ReadFile(filepath.Join("testdata", "goredis."+name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "mod" {
			content = append([]byte("module example.com/app\n\n"), content...)
		}
		write(t, filepath.Join(dir, "go."+name), content)
	}
	runtime, err := filepath.Abs("../../runtime")
	if err != nil {
		t.Fatal(err)
	}
	command(t, dir, "go", "mod", "edit", "-require=github.com/redislint/redislint/runtime@v0.0.0", "-replace=github.com/redislint/redislint/runtime="+runtime)

	first := filepath.Join(dir, "f000.go")
	killed := exec.Command("redislint", "-fix")
	killed.Dir = dir
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- killed.Wait() }()
	for bytes.Equal(read(t, first), old[first]) {
		select {
		case err := <-ended:
			t.Fatalf("redislint -fix ends and has written nothing: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-ended

	after := make(map[string][]byte)
	for name := range old {
		after[name] = read(t, name)
	}
	command(t, dir, "redislint", "-fix")
	command(t, dir, "go", "build", "./...")
	var untouched, fixed int
	for name := range old {
		switch {
		case bytes.Equal(after[name], old[name]):
			untouched++
		case bytes.Equal(after[name], read(t, name)):
			fixed++
		default:
			t.Errorf("%s is torn:\n%s", filepath.Base(name), after[name])
		}
	}
	if untouched == 0 || fixed == 0 {
		t.Errorf("%d files untouched and %d fixed: it was not killed in the middle", untouched, fixed)
	}
}

const source = `package app

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func f%d(ctx context.Context, r *redis.Client) { r.Keys(ctx, "*") }
`

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func command(t *testing.T, dir string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}
