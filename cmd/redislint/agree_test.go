package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGoVetAgrees finds what wrappers do in testdata/wrapped with the command, and with go vet: the facts of the one stay in
// memory, those of the other go through files, and only direct imports have any.
func TestGoVetAgrees(t *testing.T) {
	redislint, err := exec.LookPath("redislint")
	if err != nil {
		t.Fatal(err)
	}
	found := findings(t, redislint, "./wrapped/...")
	vetted := findings(t, "go", "vet", "-vettool="+redislint, "./wrapped/...")
	if !slices.Equal(found, vetted) {
		t.Errorf("redislint:\n%s\n\ngo vet:\n%s", strings.Join(found, "\n"), strings.Join(vetted, "\n"))
	}
	through := slices.DeleteFunc(found, func(finding string) bool { return !strings.Contains(finding, "hrough ") })
	if len(through) < 20 {
		t.Errorf("%d findings through wrappers", len(through))
	}
}

// findings are what a command prints of analyzers/testdata, sorted.
func findings(t *testing.T, name string, args ...string) []string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = filepath.FromSlash("../../analyzers/testdata")
	out, err := cmd.CombinedOutput()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "redislint: ") })
	slices.Sort(lines)
	return lines
}
