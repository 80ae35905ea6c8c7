// Package ruletest runs rules on the module in analyzers/testdata, in which go-redis is the real one.
package ruletest

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/redislint/redislint/internal/report"
)

// Run compares what a rule reports in packages of analyzers/testdata with their "want" comments.
func Run(t *testing.T, rule *analysis.Analyzer, patterns ...string) {
	t.Helper()
	analysistest.Run(t, testdata(t), rule, patterns...)
}

// RunFixes is Run, and compares what the fixes make of the files with their golden files.
func RunFixes(t *testing.T, rule *analysis.Analyzer, patterns ...string) {
	t.Helper()
	analysistest.RunWithSuggestedFixes(t, testdata(t), rule, patterns...)
}

// RunChoices is RunFixes for a driver that asks. A golden file has the result of each choice under the choice's message.
func RunChoices(t *testing.T, rule *analysis.Analyzer, patterns ...string) {
	t.Helper()
	report.Process.Choices = true
	t.Cleanup(func() { report.Process.Choices = false })
	RunFixes(t, rule, patterns...)
}

// RunOldest is RunFixes on the oldest go-redis v9, in a module that does not have the runtime package.
func RunOldest(t *testing.T, rule *analysis.Analyzer) {
	t.Helper()
	analysistest.RunWithSuggestedFixes(t, filepath.Join(testdata(t), "oldest"), rule, "./"+rule.Name)
}

// Set changes a setting of a rule for one test.
func Set(t *testing.T, rule *analysis.Analyzer, name, value string) {
	t.Helper()
	setting := rule.Flags.Lookup(name)
	before := setting.Value.String()
	if err := setting.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := setting.Value.Set(before); err != nil {
			t.Fatal(err)
		}
	})
}

// testdata is found from the folder of a rule.
func testdata(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.FromSlash("../testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
