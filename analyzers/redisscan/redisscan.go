package redisscan

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redisscan",
	Doc:        doc,
	URL:        report.URL("redisscan"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	pkg := pass.ResultOf[calls.Analyzer].(*calls.Package)
	imports := edit.NewImports(pass)
	reported := make(map[token.Pos]bool) // a call may issue several scans
	for _, scan := range pkg.Scans() {
		message := judge(scan)
		if message == "" {
			continue
		}
		finding := report.Finding{Level: report.Error, Message: scan.Chained(message)}
		finding.Pos, finding.End, finding.From = scan.Range()
		finding.Fix = edit.RangeScan(pass, imports, scan, fixMessage(scan))
		finding.RuntimeFix = finding.Fix != nil
		if !reported[finding.Pos] {
			reported[finding.Pos] = true
			reporter.Report(finding)
		}
	}
	for _, race := range pkg.NodeRaces() {
		finding := report.Finding{Level: report.Error, Message: raceMessage(race)}
		finding.Pos, finding.End, finding.From = race.Range()
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

// judge says what a scan misses, or "". What is said first is to be mended first.
func judge(scan *calls.Site) string {
	name := scan.Command.Name
	switch {
	case scan.AsksOneNode() && scan.Client.Kind == calls.Ring:
		return "SCAN on a ring sends each page to one shard at random, and finds a part of the keys without an error: scan every shard, " + everyNode(scan, "ForEachShard")
	case scan.AsksOneNode():
		return "SCAN on a cluster sends each page to another master, and finds a part of the keys without an error (3000 of 9000, on three): scan every master, " + everyNode(scan, "ForEachMaster")
	case scan.ReadsOnePage():
		return onePage(scan)
	case scan.IteratesUnchecked():
		return name + " that fails ends this iterator's loop, and a part is taken for all, as nobody reads Err: check it after the loop"
	case scan.EndsAtEmptyPage():
		return fmt.Sprintf("%s may return an empty page long before its end, where this loop stops: go on until the cursor is 0%s", name, asRuntimeDoes(scan))
	}
	switch scan.LosesError() {
	case calls.ScanDropped:
		return name + " that fails returns the cursor 0, at which this loop ends, and a part is taken for all, as the error is dropped: return it"
	case calls.ScanSwallowed:
		return name + " that fails ends this loop, and the function then returns no error for a part: return it"
	}
	return ""
}

func onePage(scan *calls.Site) string {
	looked := "one page"
	if count, ok := scan.Count(); ok {
		looked = fmt.Sprintf("about %d keys", count)
	}
	return fmt.Sprintf("SCAN is called once, and its cursor dropped: it looks at %s of all, and may find none though some match: go on until the cursor is 0%s", looked, asRuntimeDoes(scan))
}

// asRuntimeDoes names what goes on until the cursor is 0, where there is such a function.
func asRuntimeDoes(scan *calls.Site) string {
	if scan.Command.Name == "SCAN" && scan.API == command.V9 {
		return ", as redisrt.Scan does"
	}
	return ""
}

func everyNode(scan *calls.Site, method string) string {
	if scan.API == command.V9 {
		return "as redisrt.Scan does, or with " + method
	}
	return "with " + method
}

// fixMessage names what the fix changes, but for the error.
func fixMessage(scan *calls.Site) string {
	replace := "Replace with a range over redisrt.Scan"
	switch scan.Client.Kind {
	case calls.Cluster:
		replace += ", which reads every master,"
	case calls.Ring:
		replace += ", which reads every shard,"
	default:
		replace += ", which"
	}
	return replace + " holds a connection while the loop runs, ends when the context does, and may yield keys again"
}

func raceMessage(race calls.NodeRace) string {
	does, so := "appends to", "so that elements are lost"
	switch race.Change {
	case calls.Adds:
		does, so = "adds to", "so that some is lost"
	case calls.Sets:
		does, so = "sets elements of", "which may end the program"
	}
	return fmt.Sprintf("%s runs its function for all nodes at the same time, and it %s %s at %s without a lock, %s: hold a mutex there", race.Method, does, race.Name, race.Place(), so)
}
