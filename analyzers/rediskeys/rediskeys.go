package rediskeys

import (
	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "rediskeys",
	Doc:        doc,
	URL:        report.URL("rediskeys"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	imports := edit.NewImports(pass)
	for _, site := range pass.ResultOf[calls.Analyzer].(*calls.Package).Sites {
		if site.Command.Name != "KEYS" {
			continue
		}
		finding := report.Finding{
			Level:      report.Warning,
			Message:    message(site),
			Fix:        edit.CallRuntime(pass, imports, site, fixMessage(site), "Keys", "Scan", "ScanType"),
			RuntimeFix: true,
		}
		finding.Pos, finding.End, finding.From = site.Range()
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

// message names the pattern, so that no two findings of a file read the same.
func message(site *calls.Site) string {
	instead := "page through it with SCAN"
	if site.API == command.V9 {
		instead += ", as redisrt.Keys does"
	}
	keys := "KEYS"
	if pattern, ok := site.Argument(1); ok && site.Describe(pattern) != "" {
		keys += " " + site.Describe(pattern)
	}
	switch site.Client.Kind {
	case calls.Cluster:
		return keys + " asks one node of the cluster only, and all its clients wait while it walks the node's keyspace (509 ms for 1 M keys): " + instead
	case calls.Ring:
		return keys + " asks one shard of the ring only, and all its clients wait while it walks the shard's keyspace (509 ms for 1 M keys): " + instead
	}
	return keys + " walks the whole keyspace while all other clients wait (509 ms for 1 M keys): " + instead
}

// fixMessage names all that the fix changes.
func fixMessage(site *calls.Site) string {
	replace := "Replace with redisrt.Keys, which reads the keyspace in pages: not a snapshot"
	switch site.Client.Kind {
	case calls.Cluster:
		replace += ", and from every master"
	case calls.Ring:
		replace += ", and from every shard"
	}
	return replace
}
