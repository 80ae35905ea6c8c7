package matrix

import (
	"bytes"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

const testdata = "../../analyzers/testdata"

// program copies the program that all drivers look at: the packages of analyzers/testdata.
func program(t *testing.T) string {
	t.Helper()
	dir := scratch(t, nil)
	entries, err := os.ReadDir(testdata)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.IsDir() || entry.Name() == "oldest" { // a module of its own
			continue
		}
		if err := os.CopyFS(filepath.Join(dir, entry.Name()), os.DirFS(filepath.Join(testdata, entry.Name()))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// scratch makes a module that requires what the program does, with files of its own.
func scratch(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.sum"), read(t, filepath.Join(testdata, "go.sum")))
	replace(t, filepath.Join(dir, "go.mod"), filepath.Join(testdata, "go.mod"), "github.com/redislint/redislint/runtime", "../../runtime")
	for name, text := range files {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

// replace writes a go.mod in which a module is the one in a directory.
func replace(t *testing.T, file, from, path, dir string) {
	t.Helper()
	mod, err := modfile.Parse(from, []byte(read(t, from)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if dir, err = filepath.Abs(filepath.FromSlash(dir)); err != nil {
		t.Fatal(err)
	}
	if err := mod.AddReplace(path, "", dir, ""); err != nil {
		t.Fatal(err)
	}
	text, err := mod.Format()
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(text))
}

// sources returns the Go files below a directory, formatted: drivers differ in what they format.
func sources(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		formatted, err := format.Source([]byte(read(t, path)))
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

// relative is the name of a file as findings have it.
func relative(t *testing.T, dir, file string) string {
	t.Helper()
	name, err := filepath.Rel(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// write writes a file, and makes its directory.
func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
