package analyzers_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/report"
)

// TestWrapped compares what the suite finds in testdata/wrapped, a program that reaches Redis through packages of its
// own, with the labels in its source. A label trails the line that it is about:
//
//	// REPORT redisttl: through store\.Cache\.Put   one finding of that rule, of level warning or error, with that message
//	// REPORT redisttl info: leaves schema:version  one of level info
//	// SILENT redisttl: it is given an hour         no finding of level warning or error, of any rule
//	// ALLOW redisttl: the wrapper calls itself     either: what is right is open
//
// A finding on a line without a label is an error, whatever its level.
func TestWrapped(t *testing.T) {
	pkgs := loadWrapped(t)
	labels := labelsOf(t, pkgs)
	findings := findingsIn(t, pkgs)

	const minLabels = 60
	counts := make(map[string]int)
	checked := 0
	for _, label := range labels {
		counts[label.kind+" "+label.rule]++
		if label.kind != "ALLOW" {
			checked++
		}
	}
	if checked < minLabels {
		t.Errorf("%d labels: want at least %d", checked, minLabels)
	}
	met := 0
	for _, at := range slices.SortedFunc(maps.Keys(labels), place.compare) {
		misses := labels[at].misses(findings[at])
		if len(misses) == 0 && labels[at].kind != "ALLOW" {
			met++
		}
		for _, miss := range misses {
			t.Errorf("%s: %s", at, miss)
		}
	}
	for _, at := range slices.SortedFunc(maps.Keys(findings), place.compare) {
		if _, labelled := labels[at]; labelled {
			continue
		}
		for _, f := range findings[at] {
			t.Errorf("%s: %s, but the line has no label", at, f)
		}
	}
	t.Logf("%d of %d labels are met", met, checked)
	for _, count := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%4d %s", counts[count], count)
	}
}

// place is a line of a file in testdata/wrapped.
type place struct {
	file string // domain/ttl.go
	line int
}

func placeOf(pos token.Position) place {
	_, file, _ := strings.Cut(filepath.ToSlash(pos.Filename), "/testdata/wrapped/")
	return place{file, pos.Line}
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

func (p place) compare(other place) int {
	if p.file != other.file {
		return strings.Compare(p.file, other.file)
	}
	return p.line - other.line
}

// wrappedFinding is what one rule says of a line.
type wrappedFinding struct {
	rule    string
	level   report.Level
	message string
}

func (f wrappedFinding) String() string {
	return fmt.Sprintf("%s reported (%s): %s", f.rule, f.level, f.message)
}

// wrappedLabel is what is expected of a line.
type wrappedLabel struct {
	kind    string // REPORT, SILENT or ALLOW
	rule    string
	info    bool
	message *regexp.Regexp // of REPORT
	reason  string
}

// misses says how the findings of a line differ from its label.
func (l wrappedLabel) misses(findings []wrappedFinding) []string {
	var misses []string
	expected := 0
	for _, f := range findings {
		switch isInfo := f.level == report.Info; {
		case l.kind == "REPORT" && f.rule == l.rule:
			expected++
			if isInfo != l.info {
				misses = append(misses, fmt.Sprintf("%s, but the level should be %s", f, l.level()))
			}
			if !l.message.MatchString(f.message) {
				misses = append(misses, fmt.Sprintf("%s, but the message should match %q", f, l.message))
			}
		case isInfo, l.kind == "ALLOW" && f.rule == l.rule:
		case l.kind == "REPORT":
			misses = append(misses, fmt.Sprintf("%s, but only %s should be", f, l.rule))
		default:
			misses = append(misses, fmt.Sprintf("%s, but should be silent (%s)", f, l.reason))
		}
	}
	switch {
	case l.kind == "REPORT" && expected == 0:
		misses = append(misses, fmt.Sprintf("%s not reported (want %s, %q)", l.rule, l.level(), l.message))
	case expected > 1:
		misses = append(misses, fmt.Sprintf("%s reported %d times", l.rule, expected))
	}
	return misses
}

func (l wrappedLabel) level() string {
	if l.info {
		return "info"
	}
	return "warning or error"
}

// labelsOf reads the labels of packages.
func labelsOf(t *testing.T, pkgs []*packages.Package) map[place]wrappedLabel {
	labels := make(map[place]wrappedLabel)
	for _, pkg := range pkgs {
		for _, file := range pkg.Syntax {
			for _, group := range file.Comments {
				for _, comment := range group.List {
					at := placeOf(pkg.Fset.Position(comment.Pos()))
					label, ok, err := parseLabel(comment)
					if err != nil {
						t.Fatalf("%s: %v", at, err)
					}
					if ok {
						labels[at] = label
					}
				}
			}
		}
	}
	return labels
}

var (
	labelLike = regexp.MustCompile(`^//\s*(?i:REPORT|SILENT|ALLOW)\s+redis`)
	labelForm = regexp.MustCompile(`^// (REPORT|SILENT|ALLOW) (redis[a-z]+)( info)?: (\S.*)$`)
)

// parseLabel reports whether a comment is a label.
func parseLabel(comment *ast.Comment) (label wrappedLabel, ok bool, err error) {
	if !labelLike.MatchString(comment.Text) {
		return wrappedLabel{}, false, nil
	}
	parts := labelForm.FindStringSubmatch(comment.Text)
	if parts == nil || parts[3] != "" && parts[1] != "REPORT" {
		return wrappedLabel{}, false, fmt.Errorf("malformed label: %s", comment.Text)
	}
	label = wrappedLabel{kind: parts[1], rule: parts[2], info: parts[3] != "", reason: parts[4]}
	if !slices.ContainsFunc(analyzers.Rules, func(rule *analysis.Analyzer) bool { return rule.Name == label.rule }) {
		return wrappedLabel{}, false, fmt.Errorf("there is no rule %s", label.rule)
	}
	if label.kind == "REPORT" {
		label.message, err = regexp.Compile(parts[4])
	}
	return label, err == nil, err
}

// findingsIn runs the suite as the command does, and returns what it finds at all levels, by line.
func findingsIn(t *testing.T, pkgs []*packages.Package) map[place][]wrappedFinding {
	before := report.Process.Level
	report.Process.Level = report.Info
	defer func() { report.Process.Level = before }()
	graph, err := checker.Analyze(analyzers.Suite, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	findings := make(map[place][]wrappedFinding)
	for _, action := range graph.Roots {
		if action.Err != nil {
			t.Fatalf("%v: %v", action, action.Err)
		}
		result, isRule := action.Result.(*report.Result)
		if !isRule {
			for _, d := range action.Diagnostics {
				t.Errorf("%s: %s", action.Package.PkgPath, d.Message)
			}
			continue
		}
		for _, reported := range result.Reported {
			at := placeOf(action.Package.Fset.Position(reported.Diagnostic.Pos))
			findings[at] = append(findings[at], wrappedFinding{action.Analyzer.Name, reported.Level, reported.Diagnostic.Message})
		}
	}
	return findings
}

// loadWrapped loads the packages of testdata/wrapped, and cuts off what they import of others: nothing is to be found
// there, and what go-redis is to them their types say.
func loadWrapped(t *testing.T) []*packages.Package {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: testdata}, "./wrapped/...")
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 || len(pkgs) == 0 {
		t.Fatalf("%d packages, some with errors", len(pkgs))
	}
	for _, pkg := range pkgs {
		maps.DeleteFunc(pkg.Imports, func(_ string, imported *packages.Package) bool { return !slices.Contains(pkgs, imported) })
	}
	return pkgs
}
