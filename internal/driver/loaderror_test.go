package driver

import (
	"testing"

	"golang.org/x/tools/go/packages"
)

func TestNewerThanThis(t *testing.T) {
	for version, want := range map[string]bool{"": false, "go1.20": false, "go1.24rc1": false, "devel go1.99-3f1d9f8": true, "go1.99": true, "go1.99.1": true, "go2.0": true} {
		if got := newerThanThis(version); got != want {
			t.Errorf("%q: %t, want %t", version, got, want)
		}
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
