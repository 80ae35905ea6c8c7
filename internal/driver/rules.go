package driver

import (
	"fmt"
	"io"

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
	if len(args) != 1 {
		return fmt.Errorf("redislint explain takes the name of one rule: %s", settings.Known(suite))
	}
	analyzer, err := settings.Rule(args[0], suite)
	if err != nil {
		return err
	}
	rule, err := ruledoc.Of(analyzer)
	if err != nil {
		return err
	}
	_, err = io.WriteString(stdout, rule.Plain())
	return err
}
