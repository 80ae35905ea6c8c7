package redisexpire

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redisexpire",
	Doc:        doc,
	URL:        report.URL("redisexpire"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

var pipeline bool

func init() {
	Analyzer.Flags.BoolVar(&pipeline, "pipeline", false, "report writes in a pipeline that has their EXPIRE, too")
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	r := &rule{pass: pass, pkg: pass.ResultOf[calls.Analyzer].(*calls.Package), imports: edit.NewImports(pass)}
	for _, torn := range r.pkg.Torn() {
		if torn.Batched && !pipeline {
			continue
		}
		fix, function := r.fix(torn)
		finding := report.Finding{Level: report.Error, Message: message(torn, function), Fix: fix, RuntimeFix: function != ""}
		if torn.Batched || torn.Renewed && !torn.Write.KeyVaries() {
			finding.Level = report.Warning // the next write of that one key repairs what this one has torn
		}
		finding.Pos, finding.End, finding.From = torn.Write.Range()
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

type rule struct {
	pass    *analysis.Pass
	pkg     *calls.Package
	imports *edit.Imports
	deleted edit.Deletions // by the fixes so far
}

// message says what is torn. function is the one of the runtime package that the fix calls, or "".
func message(torn calls.Torn, function string) string {
	write, name := torn.Write.Command.Name, torn.Write.KeyName()
	if name == "" {
		name = "a key"
	}
	if through := torn.Write.Functions(); through != "" {
		write += " (through " + through + ")"
	}
	expire := torn.Expire.Evidence()
	if torn.Expire.Functions() != "" {
		expire += ","
	}
	if torn.Batched {
		return fmt.Sprintf("%s makes %s without a TTL, and its %s comes later in the pipeline: if the server stops in between, or the EXPIRE fails, the key lives for ever: queue both on a TxPipeline", write, name, expire)
	}
	return fmt.Sprintf("%s makes %s without a TTL, and its %s is another round trip: if the process dies or the call fails in between, the key lives for ever: %s", write, name, expire, instead(torn, function))
}

func instead(torn calls.Torn, function string) string {
	if function != "" {
		return "set both at once, as redisrt." + function + " does"
	}
	switch torn.Write.Method.Name {
	case "Set", "SetNX", "SetXX":
		return "pass the TTL to " + torn.Write.Method.Name
	}
	return "send both in one TxPipelined"
}
