package driver

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

func TestTooNew(t *testing.T) {
	for version, want := range map[string]bool{"": false, "1.20": false, "1.24rc1": false, "1.99": true, "1.99.1": true, "2.0": true} {
		if got := tooNew(&packages.Module{GoVersion: version}); got != want {
			t.Errorf("go %q: %t, want %t", version, got, want)
		}
	}
	if tooNew(nil) {
		t.Error("no module is too new")
	}
	if text := newerGo(&packages.Module{Path: "example.com/app", GoVersion: "1.99"}); !strings.Contains(text, "module example.com/app needs go 1.99") {
		t.Error(text)
	}
}

func TestDescribe(t *testing.T) {
	errs := []packages.Error{
		{Pos: "", Msg: "# example.com/a\na.go:1:1: nonsense", Kind: packages.ListError},
		{Pos: "a.go:3:4", Msg: "undefined: x", Kind: packages.TypeError},
		{Pos: "a.go:5:4", Msg: "undefined: y", Kind: packages.TypeError},
		{Pos: "a.go:7:4", Msg: "undefined: z", Kind: packages.TypeError},
	}
	for n, want := range map[int]string{
		1: "a.go:1:1: nonsense",
		2: "a.go:3:4: undefined: x",
		3: "a.go:3:4: undefined: x (and 1 more error)",
		4: "a.go:3:4: undefined: x (and 2 more errors)",
	} {
		if got := describe(errs[:n]); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
