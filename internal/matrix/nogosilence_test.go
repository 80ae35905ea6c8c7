package matrix

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// only is a module of one package.
func only(t *testing.T, source string) string {
	t.Helper()
	return scratch(t, map[string]string{"only/only.go": source})
}

func TestNogoSilences(t *testing.T) {
	found := nogo.find(t, only(t, `package only

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func keys(ctx context.Context, rdb *redis.Client) {
	rdb.Keys(ctx, "a") //nolint:rediskeys
	rdb.Keys(ctx, "b") //nolint:redisdel // another rule
	//nolint:rediskeys
	rdb.Keys(ctx, "c")
	rdb.Keys(ctx, "d") //redislint:ignore rediskeys read once
	//redislint:ignore rediskeys but nothing is here
}
`))
	var lines []int
	for _, f := range sorted(found) {
		lines = append(lines, f.line)
	}
	if len(lines) != 2 || lines[0] != 11 || lines[1] != 15 {
		t.Errorf("findings in lines %v, want 11, which //nolint does not silence, and 15, a directive without use:\n%v", lines, found)
	}
}

// A package that does not compile fails the build anyway. nogo runs the analyzers that can stand it, without pass.TypeErrors.
func TestNogoTypeErrors(t *testing.T) {
	w := newWorkspace(t, only(t, `package only

import "github.com/redis/go-redis/v9"

var rdb *redis.Client = 1

func broken() { rdb.Keys(undefined, "a"); return 2 }
`), nogoBinary(t, "nogo", `{}`))
	p := w.packages[len(w.packages)-1]
	for _, dep := range w.packages[:len(w.packages)-1] {
		if !dep.Standard {
			w.look(t, dep)
		}
	}
	err := w.act(t, p)
	if err == nil || !strings.Contains(err.Error(), "analyzers skipped due to type-checking error") || strings.Contains(err.Error(), "panic") {
		t.Error(err)
	}
}

// A package without a file for this build has no facts, and its importers do without.
func TestNogoNoFiles(t *testing.T) {
	dir := only(t, "//go:build never\n\npackage only\n")
	w := newWorkspace(t, dir, nogoBinary(t, "nogo", `{}`))
	p := &goPackage{ImportPath: "redislint.test/only"}
	write(t, filepath.Join(w.dir, "only", "only.go"), read(t, filepath.Join(dir, "only", "only.go")))
	p.GoFiles = []string{"only/only.go"}
	w.look(t, p)
	if info, err := os.Stat(filepath.Join(w.dir, p.facts())); err != nil || info.Size() != 0 {
		t.Errorf("facts: %v, %v", info, err)
	}
}
