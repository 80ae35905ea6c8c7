package driver

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/ruledoc"
	"github.com/redislint/redislint/internal/settings"
)

// listRules is redislint rules.
func listRules(args []string, suite []*analysis.Analyzer, stdout io.Writer) error {
	if len(args) > 0 {
		return fmt.Errorf("redislint rules takes no arguments, but got %q", args[0])
	}
	for _, analyzer := range settings.Rules(suite) {
		rule, err := ruledoc.Of(analyzer)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%-16s %-8s %s\n", rule.Name, rule.Level, rule.Finds)
	}
	return nil
}

// explainRule is redislint explain.
func explainRule(args []string, suite []*analysis.Analyzer, stdout io.Writer) error {
	var names []string
	for _, analyzer := range settings.Rules(suite) {
		names = append(names, analyzer.Name)
		if len(args) != 1 || args[0] != analyzer.Name {
			continue
		}
		rule, err := ruledoc.Of(analyzer)
		if err != nil {
			return err
		}
		_, err = io.WriteString(stdout, rule.Plain())
		return err
	}
	if len(args) != 1 {
		return fmt.Errorf("redislint explain takes the name of one rule: the rules are %s", strings.Join(names, ", "))
	}
	return fmt.Errorf("unknown rule %q: the rules are %s", args[0], strings.Join(names, ", "))
}
