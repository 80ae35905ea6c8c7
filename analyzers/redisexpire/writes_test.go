package redisexpire

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redislint/redislint/internal/command"
)

// TestWrites compares the methods that fixes call with those that the runtime package has. Fixes do not call the methods
// that make no key, such as LPushX.
func TestWrites(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash("../../runtime/expiringwrites.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var has []string
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Recv == nil || !fn.Name.IsExported() {
			continue
		}
		method, ok := command.MethodOf(command.V9, fn.Name.Name)
		if !ok {
			t.Errorf("go-redis has no method %s", fn.Name.Name)
			continue
		}
		if cmd, _ := command.Lookup(method.Command); cmd.Effect(0)&command.Makes != 0 {
			has = append(has, fn.Name.Name)
		}
	}
	slices.Sort(has)
	if want := slices.Sorted(maps.Keys(expiring)); !slices.Equal(has, want) {
		t.Errorf("the runtime package has %v, fixes call %v", has, want)
	}
}
