package matrix

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/redislint/redislint/analyzers"
)

// analysisTest is analysistest, which loads dependencies from source and analyses test variants too. It has no way to
// apply fixes to files: it compares them with golden files, as the tests of every rule do.
var analysisTest = driver{
	name: "analysistest",
	find: func(t *testing.T, dir string) []finding {
		var complaints complaints
		results := analysistest.Run(&complaints, dir, suite, "./...")
		if len(results) == 0 {
			t.Fatal(complaints)
		}
		var findings []finding
		for _, result := range results {
			if result.Err != nil {
				t.Errorf("%s: %v", result.Action, result.Err)
			}
			for _, rule := range result.Action.Deps {
				for _, d := range rule.Diagnostics {
					at := rule.Package.Fset.Position(d.Pos)
					findings = append(findings, finding{relative(t, dir, at.Filename), at.Line, at.Column, rule.Analyzer.Name, d.Message})
				}
			}
		}
		return slices.Compact(sorted(findings)) // test variants repeat them
	},
}

// suite has all rules run in one load of the program.
var suite = &analysis.Analyzer{
	Name:     "suite",
	Doc:      "run the rules",
	Requires: analyzers.Suite,
	Run:      func(*analysis.Pass) (any, error) { return nil, nil },
}

// complaints are what analysistest has to say, about the program's "want" comments too: those are for one rule each.
type complaints []string

func (c *complaints) Errorf(format string, args ...any) {
	*c = append(*c, fmt.Sprintf(format, args...))
}
