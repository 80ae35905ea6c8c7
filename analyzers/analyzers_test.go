package analyzers_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/report"
	"github.com/redislint/redislint/internal/ruledoc"
)

var update = flag.Bool("update", false, "write the pages in docs/rules, and the table in the README")

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
	var rules []ruledoc.Rule
	for _, analyzer := range analyzers.Rules {
		rule, err := ruledoc.Of(analyzer)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"Bad", "Good", "Not reported"} {
			if !regexp.MustCompile("(?m)^" + part + "[,:]").MatchString(rule.Text) {
				t.Errorf("the documentation of %s has no part %q", rule.Name, part)
			}
		}
		rules = append(rules, rule)
		compare(t, filepath.Join(dir, rule.Name+".md"), rule.Page())
	}
	compare(t, filepath.Join(dir, "README.md"), "<!-- From the rules' documentation, by go test ./analyzers -update. -->\n\n# The rules\n\n"+ruledoc.Table(rules, ""))
	pages, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(pages) != 1+len(rules) {
		t.Errorf("%d pages of %d rules in %s", len(pages), len(rules), dir)
	}

	readme := filepath.FromSlash("../README.md")
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- rules, by go test ./analyzers -update -->\n", "<!-- end of rules -->\n"
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the table of rules", readme)
	}
	compare(t, readme, before+begin+ruledoc.Table(rules, "docs/rules/")+end+after)
}

// compare requires that a file has a text, or writes it.
func compare(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(file); err != nil {
		t.Error(err)
	} else if string(got) != want {
		t.Errorf("%s is stale: run go test ./analyzers -update", file)
	}
}
