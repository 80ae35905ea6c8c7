package redisdirective

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redisdirective",
	Doc:        doc,
	URL:        report.URL("redisdirective"),
	Run:        run,
	Requires:   []*analysis.Analyzer{report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	for _, d := range pass.ResultOf[report.Directives].(*report.PackageDirectives).All() {
		finding := report.Finding{Pos: d.Pos, End: d.End, Level: report.Warning, Message: d.Malformed}
		if d.Malformed == "" {
			unknown := slices.IndexFunc(d.Rules, func(rule string) bool { return !slices.Contains(report.ReleasedRules, rule) })
			if unknown < 0 {
				continue
			}
			finding.Message = fmt.Sprintf("there is no rule %q", d.Rules[unknown])
		}
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}
