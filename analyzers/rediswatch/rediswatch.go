package rediswatch

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "rediswatch",
	Doc:        doc,
	URL:        report.URL("rediswatch"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	imports := edit.NewImports(pass)
	for _, conflict := range pass.ResultOf[calls.Analyzer].(*calls.Package).LostConflicts() {
		finding := report.Finding{Level: report.Error, Message: message(conflict)}
		finding.Pos, finding.End, finding.From = conflict.Range()
		if conflict.IsDirect() && conflict.Loss != calls.RunOut && conflict.Rerunnable() {
			finding.Fix, finding.RuntimeFix = edit.CallRuntimeWatch(pass, imports, conflict.Watch, fixMessage), true
		}
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

const fixMessage = "Replace with redisrt.Watch, which runs the callback again, up to 16 times, while other clients change the keys, and then returns redis.TxFailedErr"

func message(c calls.Conflict) string {
	if c.Loss == calls.RunOut {
		return "Watch is tried again, but after the last attempt the function succeeds although nothing was written: return redis.TxFailedErr there"
	}
	if c.Exec {
		consequence := "Watch succeeds although nothing was written"
		if c.Loss == calls.Replaced {
			consequence = "what retries it cannot tell"
		}
		return fmt.Sprintf("%s fails with redis.TxFailedErr if another client changes a watched key; here the error is %s, so that %s: return it from the callback", execName(c), losses[c.Loss], consequence)
	}
	subject := "Watch"
	if through := c.Functions(); through != "" {
		subject = through + " (which calls Watch)"
	}
	return fmt.Sprintf("%s fails with redis.TxFailedErr if another client changes a watched key, and go-redis does not retry; here the error is %s, and the update lost: retry it, as redisrt.Watch does", subject, losses[c.Loss])
}

func execName(c calls.Conflict) string {
	if through := c.Functions(); through != "" {
		return through + " (which runs EXEC)"
	}
	return "EXEC"
}

var losses = [...]string{
	calls.Dropped:   "dropped",
	calls.Logged:    "only logged",
	calls.Swallowed: "turned into success",
	calls.Replaced:  "turned into another error",
}
