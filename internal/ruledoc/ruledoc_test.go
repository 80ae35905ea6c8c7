package ruledoc

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

func TestOf(t *testing.T) {
	const doc = "report a|b\n\nWhy.\n\nBad:\n\n\tx\n\nLevel: error\nFix: none\n"
	rule, err := Of(&analysis.Analyzer{Name: "redisx", Doc: doc})
	if want := (Rule{Name: "redisx", Finds: "a|b", Level: "error", Fix: "none", Text: "Why.\n\nBad:\n\n\tx\n"}); err != nil || rule != want {
		t.Errorf("%+v, %v", rule, err)
	}
	if table := Table([]Rule{rule}, "rules/"); !strings.HasSuffix(table, "\n| [redisx](rules/redisx.md) | error | a\\|b | none |\n") {
		t.Error(table)
	}
	for _, wrong := range []string{"", "KEYS\n\nWhy.\n\nLevel: error\nFix: none\n", "report a\n\nWhy.\n", "report a\n\nWhy.\n\nLevel: high\nFix: none\n"} {
		if _, err := Of(&analysis.Analyzer{Name: "redisx", Doc: wrong}); err == nil {
			t.Errorf("%q has no error", wrong)
		}
	}
}
