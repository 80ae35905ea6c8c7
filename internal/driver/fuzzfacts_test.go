package driver

import (
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis/checker"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/randprog"
	"github.com/redislint/redislint/internal/report"
	"github.com/redislint/redislint/internal/settings"
)

// sameWithEncodedFacts analyses again, with facts that are encoded and decoded between packages, as go vet has it. That
// must make no difference, and there is to be no other chance in what is found.
func sameWithEncodedFacts(d *dependencies, p randprog.Program, files sources, before *outcome) (err error) {
	l, err := d.check(p, files)
	defer l.close()
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("facts: %v", r)
		}
	}()
	graph, err := checker.Analyze(analyzers.Suite, l.matched, &checker.Options{Sequential: true, SanityCheck: true})
	if err != nil {
		return err
	}
	again := &outcome{}
	for _, action := range graph.Roots {
		if action.Err != nil {
			return action.Err
		}
		if settings.IsRule(action.Analyzer) {
			for _, reported := range action.Result.(*report.Result).Reported {
				again.findings = append(again.findings, newFinding(action, reported))
			}
		}
	}
	again.tidy()
	if a, b := listing(before), listing(again); a != b {
		return fmt.Errorf("facts: with facts in memory:\n%s\nand with encoded ones:\n%s", a, b)
	}
	return nil
}

// listing writes findings with their fixes.
func listing(r *outcome) string {
	var text strings.Builder
	for i := range r.findings {
		f := &r.findings[i]
		fmt.Fprintf(&text, "%s: %s: %s\n", f.start, f.rule, f.message)
		if f.fix != nil {
			for _, e := range f.fix.edits {
				fmt.Fprintf(&text, "\t%s:%d:%d: %q\n", filepath.Base(e.file), e.start, e.end, e.text)
			}
		}
	}
	return text.String()
}
