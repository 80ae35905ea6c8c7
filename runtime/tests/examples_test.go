package tests

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/redislint/redislint/runtime/tests/servers"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestExamples runs the examples of the package's documentation, in the order of their
// files, against a server that is empty at first and has one replica, a
// cluster, and a Sentinel.
func TestExamples(t *testing.T) {
	master, replicas := servers.Replicas(t, 1)
	addrs := strings.NewReplacer("localhost:6379", master.Addr, "localhost:6380", replicas[0].Addr,
		"localhost:7000", servers.Shared(t).Addrs[0], "localhost:26379", servers.Sentinel(t).Addrs[0])
	files, err := filepath.Glob("../example_*test.go")
	if err != nil || len(files) < 2 {
		t.Fatalf("the examples are %q, %v", files, err)
	}

	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), strings.Replace(read(t, "go.mod"), "=> ../", "=> "+filepath.ToSlash(runtimeDir(t)), 1))
	write(t, filepath.Join(dir, "go.sum"), read(t, "go.sum"))
	var calls strings.Builder
	function := regexp.MustCompile(`(?m)^func (Example\w*)\(\)`)
	for _, file := range files {
		text := addrs.Replace(read(t, file))
		text = strings.Replace(text, "package redisrt_test\n", "package main\n", 1)
		write(t, filepath.Join(dir, strings.TrimSuffix(filepath.Base(file), "_test.go")+"_.go"), text)
		for _, m := range function.FindAllStringSubmatch(text, -1) {
			fmt.Fprintf(&calls, "\tfmt.Println(\"--- %s\")\n\t%s()\n", m[1], m[1])
		}
	}
	write(t, filepath.Join(dir, "main.go"), "package main\n\nimport \"fmt\"\n\nfunc main() {\n"+calls.String()+"}\n")

	out := command(t, dir, "go", "run", ".")
	const golden = "testdata/examples.txt"
	if *update {
		write(t, golden, out)
	}
	if want := read(t, golden); out != want {
		t.Errorf("the examples print\n%s\nwant, as in %s,\n%s", out, golden, want)
	}
}

func runtimeDir(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
