package analyzers_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/redislint/redislint/analyzers"
)

// TestParallel runs the rules as drivers do: at the same time, on one model of a package. What it looks for only the
// race detector sees.
func TestParallel(t *testing.T) {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: testdata},
		"./redisdel/...", "./rediserr/...", "./redispipe/...", "./redisrange/...", "./redisscan/...", "./redisttl/...", "./redistx/...")
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		t.Fatal("testdata has errors")
	}
	for _, pkg := range pkgs {
		pkg.Imports = nil
	}
	graph, err := checker.Analyze(analyzers.Suite, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for action := range graph.All() {
		if action.Err != nil {
			t.Errorf("%v: %v", action, action.Err)
		}
	}
}
