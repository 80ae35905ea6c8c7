package matrix

import (
	"bytes"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// tools is where the drivers are built.
var tools string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "redislint-matrix-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	tools = dir
	// Without paths in what is compiled, copies of the program share it.
	os.Setenv("GOFLAGS", strings.TrimSpace(goEnv("GOFLAGS")+" -trimpath"))
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// program copies the program that all drivers look at: the packages of analyzers/testdata.
func program(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	from, err := filepath.Abs(filepath.FromSlash("../../analyzers/testdata"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "oldest")); err != nil { // a module of its own
		t.Fatal(err)
	}
	// The runtime package is beside the original.
	file := filepath.Join(dir, "go.mod")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse(file, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	const runtime = "github.com/redislint/redislint/runtime"
	if err := mod.AddReplace(runtime, "", filepath.Join(from, "..", "..", "runtime"), ""); err != nil {
		t.Fatal(err)
	}
	if data, err = mod.Format(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sources returns the Go files below a directory, formatted.
func sources(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		formatted, err := format.Source(text)
		if err != nil {
			return fmt.Errorf("%s: %v", path, err)
		}
		files[relative(t, dir, path)] = string(bytes.ReplaceAll(formatted, []byte("\r\n"), []byte("\n")))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sorted(findings []finding) []finding {
	slices.SortFunc(findings, finding.compare)
	return slices.Compact(findings)
}
