package driver

import (
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/unitchecker"
)

func newUnit(t *testing.T, path, source string, dependencies ...*unit) *unit {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "a.go")
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	u := &unit{Config: unitchecker.Config{
		ImportPath:  path,
		GoVersion:   "go1.24",
		GoFiles:     []string{file},
		ImportMap:   map[string]string{"unsafe": "unsafe"},
		PackageVetx: make(map[string]string),
		VetxOutput:  filepath.Join(dir, "vet.out"),
	}}
	for _, dependency := range dependencies {
		u.ImportMap[dependency.ImportPath] = dependency.ImportPath
		u.PackageVetx[dependency.ImportPath] = dependency.VetxOutput
	}
	return u
}

// A unit that leaves early does not look at function bodies, and leaves the types that its importers need.
func TestLeavesEarly(t *testing.T) {
	a := newUnit(t, "example.com/a", "package a\n\ntype T[P any] struct{ F P }\n\nfunc F() int { return nonsense }\n")
	b := newUnit(t, "example.com/b", "package b\n\nimport (\n\t\"unsafe\"\n\t\"example.com/a\"\n)\n\nvar X a.T[string]\n\ntype P = unsafe.Pointer\n", a)
	c := newUnit(t, "example.com/c", "package c\n\nimport \"example.com/b\"\n\nvar Y = b.X.F\n", b)
	for _, u := range []*unit{a, b, c} {
		if !u.leavesEarly() {
			t.Fatalf("%s does not leave early", u.ImportPath)
		}
		if facts, err := hasFacts(u.VetxOutput); facts || err != nil {
			t.Errorf("%s: facts %t, %v", u.ImportPath, facts, err)
		}
	}
	pkg, err := readTypes(token.NewFileSet(), make(map[string]*types.Package), "example.com/c", c.VetxOutput)
	if err != nil {
		t.Fatal(err)
	}
	if y := pkg.Scope().Lookup("Y"); y == nil || y.Type().String() != "string" {
		t.Errorf("Y is %v", y)
	}
}

func TestDoesNotLeaveEarly(t *testing.T) {
	client := newUnit(t, "github.com/redis/go-redis/v9", "package redis\n")
	if !client.leavesEarly() {
		t.Error("go-redis itself does not leave early")
	}
	plain := newUnit(t, "example.com/plain", "package plain\n")
	if !plain.leavesEarly() {
		t.Error("a package without imports does not leave early")
	}
	user := newUnit(t, "example.com/user", "package user\n\nimport _ \"github.com/redis/go-redis/v9\"\n", client)

	marked := newUnit(t, "example.com/marked", "package marked\n")
	if err := os.WriteFile(marked.VetxOutput, []byte("vetx\x00\x00\x00\x00\x01\x00\x00\x00x"), 0o666); err != nil {
		t.Fatal(err)
	}
	indirect := newUnit(t, "example.com/indirect", "package indirect\n\nimport _ \"example.com/marked\"\n", marked)

	foreign := newUnit(t, "example.com/foreign", "package foreign\n")
	if err := os.WriteFile(foreign.VetxOutput, []byte("something else"), 0o666); err != nil {
		t.Fatal(err)
	}
	unknown := newUnit(t, "example.com/unknown", "package unknown\n\nimport _ \"example.com/foreign\"\n", foreign)

	broken := newUnit(t, "example.com/broken", "package broken\n\nvar x int = \"\"\n")
	fixes := newUnit(t, "example.com/fixes", "package fixes\n")
	fixes.FixArchive = "archive"
	for _, u := range []*unit{user, indirect, unknown, broken, fixes} {
		if u.leavesEarly() {
			t.Errorf("%s leaves early", u.ImportPath)
		}
	}
}
