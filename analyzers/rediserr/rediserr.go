package rediserr

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "rediserr",
	Doc:        doc,
	URL:        report.URL("rediserr"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	r := rule{pass.ResultOf[calls.Analyzer].(*calls.Package)}
	seen := make(map[ssa.Instruction]bool) // a call may issue one of several commands
	for _, site := range r.pkg.Dropped() {
		worst, ok := r.worst(site)
		if !ok || seen[site.Instr] {
			continue
		}
		seen[site.Instr] = true
		finding := report.Finding{Level: worst.level, Message: site.Chained(message(site, worst))}
		finding.Pos, finding.End, finding.From = site.Range()
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

func message(site *calls.Site, worst loss) string {
	if worst.what == "" {
		return fmt.Sprintf("%s's error is dropped: handle it, or write _ = where the program can do without the write", site.Command.Name)
	}
	fails := "it fails"
	switch {
	case site.OfRequest():
		fails = "it fails, as it does unsent once the client of the request has gone,"
	case worst.level == report.Warning && site.MayEnd():
		fails = "it fails, as it does unsent if its context has ended,"
	}
	return fmt.Sprintf("%s's error is dropped, and if %s %s: handle it, or write _ = if that is meant", site.Command.Name, fails, worst.what)
}
