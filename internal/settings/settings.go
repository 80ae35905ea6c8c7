// Package settings is the vocabulary in which users say what they want of the rules. Every driver has it, the command
// as flags and golangci-lint as keys.
package settings

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/report"
)

// IsRule reports whether an analyzer is a rule.
func IsRule(a *analysis.Analyzer) bool { return a.ResultType == report.ResultType }

// Rules returns the rules of a suite.
func Rules(suite []*analysis.Analyzer) []*analysis.Analyzer {
	return slices.DeleteFunc(slices.Clone(suite), func(a *analysis.Analyzer) bool { return !IsRule(a) })
}

// Rule returns the rule of a name.
func Rule(name string, suite []*analysis.Analyzer) (*analysis.Analyzer, error) {
	for _, rule := range Rules(suite) {
		if rule.Name == name {
			return rule, nil
		}
	}
	return nil, fmt.Errorf("unknown rule %q: %s", name, Known(suite))
}

// Known lists the rules, for errors.
func Known(suite []*analysis.Analyzer) string {
	var names []string
	for _, rule := range Rules(suite) {
		names = append(names, rule.Name)
	}
	return "the rules are " + strings.Join(names, ", ")
}

// Register makes flags of what is set for the process, of the flags that the rules have, and of names, which is for Select.
func Register(flags *flag.FlagSet, names *string, suite []*analysis.Analyzer) {
	flags.StringVar(names, "rules", "", "comma-separated `list` of the rules to run (default all)")
	report.Process.RegisterFlags(flags)
	for _, rule := range Rules(suite) {
		rule.Flags.VisitAll(func(f *flag.Flag) {
			flags.Var(f.Value, rule.Name+"."+f.Name, f.Usage)
		})
	}
}

// Select returns the suite without the rules that names does not list.
func Select(names string, suite []*analysis.Analyzer) ([]*analysis.Analyzer, error) {
	if names == "" {
		return suite, nil
	}
	wanted := strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' })
	if len(wanted) == 0 {
		return nil, fmt.Errorf("%q names no rule: %s", names, Known(suite))
	}
	for _, name := range wanted {
		if _, err := Rule(name, suite); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(suite), func(a *analysis.Analyzer) bool {
		return IsRule(a) && !slices.Contains(wanted, a.Name)
	}), nil
}
