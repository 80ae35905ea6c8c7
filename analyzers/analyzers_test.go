package analyzers_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/report"
)

var update = flag.Bool("update", false, "write the pages in docs/rules")

func TestSuite(t *testing.T) {
	if err := analysis.Validate(analyzers.Suite); err != nil {
		t.Fatal(err)
	}
	for _, rule := range analyzers.Rules {
		if !strings.HasPrefix(rule.Name, "redis") {
			t.Errorf("rule %s: its name does not begin with redis", rule.Name)
		}
		if !slices.Contains(report.ReleasedRules, rule.Name) {
			t.Errorf("rule %s is not in report.ReleasedRules", rule.Name)
		}
		if rule.URL != report.URL(rule.Name) {
			t.Errorf("rule %s: its URL is %s", rule.Name, rule.URL)
		}
		if rule.ResultType != report.ResultType {
			t.Errorf("rule %s: its result is no report.Result", rule.Name)
		}
		if !slices.Contains(rule.Requires, report.Directives) {
			t.Errorf("rule %s does not require report.Directives", rule.Name)
		}
		if len(rule.FactTypes) > 0 {
			t.Errorf("rule %s has facts: they belong to the model", rule.Name)
		}
	}
}

func TestPages(t *testing.T) {
	dir := filepath.FromSlash("../docs/rules")
	for _, rule := range analyzers.Rules {
		page := filepath.Join(dir, rule.Name+".md")
		want := []byte("<!-- From analyzers/" + rule.Name + "/doc.go, by go test ./analyzers -update. -->\n\n# " +
			rule.Name + "\n\n" + rule.Doc)
		if *update {
			if err := os.WriteFile(page, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(page)
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go test ./analyzers -update", page)
		}
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(pages) != len(analyzers.Rules) {
		t.Errorf("%d pages of %d rules in %s", len(pages), len(analyzers.Rules), dir)
	}
}
