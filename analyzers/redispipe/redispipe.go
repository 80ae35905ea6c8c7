package redispipe

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redispipe",
	Doc:        doc,
	URL:        report.URL("redispipe"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	r := rule{report.New(pass)}
	pkg := pass.ResultOf[calls.Analyzer].(*calls.Package)
	for _, batch := range pkg.Batches() {
		if batch.NeverSent() {
			r.report(batch, report.Error, neverSent(batch))
		}
	}
	for _, exec := range pkg.DroppedExecs() {
		if level, message := droppedExec(exec); message != "" {
			r.report(&exec, level, message)
		}
	}
	for _, read := range pkg.EarlyReads() {
		level, message := earlyRead(read)
		r.report(&read, level, message)
	}
	for _, site := range pkg.QueuedRuns() {
		r.report(site, report.Error, "Script.Run queues EVALSHA, and has no answer yet to fall back to EVAL on: while the server does not have the script, as after each restart, Exec fails with NOSCRIPT and the script does not run; queue Eval, or load the script first")
	}
	for _, site := range pkg.QueuedIterators() {
		r.report(site, report.Error, fmt.Sprintf("the iterator of a queued %s yields nothing before Exec, without an error, and after it repeats the first page for ever if there are more: call it on the client", site.Command.Name))
	}
	return r.reporter.Result(), nil
}

type rule struct{ reporter *report.Reporter }

// place is what knows where it is to be reported.
type place interface {
	Range() (pos, end, from token.Pos)
}

func (r rule) report(at place, level report.Level, message string) {
	finding := report.Finding{Level: level, Message: message}
	finding.Pos, finding.End, finding.From = at.Range()
	r.reporter.Report(finding)
}

func neverSent(batch *calls.Batch) string {
	what := "commands are"
	if len(batch.Queued) > 0 {
		what = nameOf(batch.Queued[0]) + " is"
	}
	if batch.Discarded {
		return what + " queued on this pipeline and never sent, as it is only discarded: call Exec, and look at its error"
	}
	return what + " queued on this pipeline and never sent, as nothing executes it: call Exec, and look at its error"
}

// nameOf names a queued command, and the functions that queue it.
func nameOf(site *calls.Site) string {
	if via := site.Via(); via != "" {
		return site.Command.Name + " (through " + via + ")"
	}
	return site.Command.Name
}

// droppedExec judges by what is lost if the batch fails, and whether somebody has thought of it.
func droppedExec(exec calls.DroppedExec) (report.Level, string) {
	switch {
	case len(exec.Lost) > 0 && !exec.OnPurpose:
		return report.Error, fmt.Sprintf("the error of %s is dropped, and that of no queued command is read: if %s fails, or never reaches the server, nobody is told; look at the error", exec.Name, nameOf(exec.Lost[0]))
	case len(exec.Lost) > 0:
		return report.Info, fmt.Sprintf("the error of %s is dropped on purpose, and %s with it: nothing writes it again if it fails", exec.Name, nameOf(exec.Lost[0]))
	case !exec.OnPurpose:
		return report.Info, fmt.Sprintf("the error of %s is dropped: if it fails, nobody is told, and all values are zero; look at it, or assign it to _ if it does not matter", exec.Name)
	}
	return 0, ""
}

// earlyRead judges by what is made of the result, which is always zero.
func earlyRead(read calls.EarlyRead) (report.Level, string) {
	name := read.Command.Name
	switch {
	case read.Returned:
		return report.Info, fmt.Sprintf("%s is only queued here, and before Exec %s has nothing to return but zero values: only Exec tells whether it failed", name, read.Getter)
	case read.Value:
		return report.Error, fmt.Sprintf("%s is only queued here: before Exec there is no reply, and %s reads the zero value, whatever Redis holds; read it after Exec", name, read.Getter)
	}
	return report.Warning, fmt.Sprintf("%s is only queued here, and before Exec %s gives no error, whatever happens: this check decides nothing, and the error of Exec tells", name, read.Getter)
}
