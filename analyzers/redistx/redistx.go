package redistx

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redistx",
	Doc:        doc,
	URL:        report.URL("redistx"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	pkg := pass.ResultOf[calls.Analyzer].(*calls.Package)
	unguarded := pkg.Unguarded()
	perCallback := make(map[*ssa.Parameter]int)
	for _, write := range unguarded {
		perCallback[write.Tx]++
	}
	for _, write := range unguarded {
		finding := report.Finding{Level: report.Error, Message: write.Chained(unguardedMessage(write))}
		finding.Pos, finding.End, finding.From = write.Range()
		if perCallback[write.Tx] == 1 && write.Once && !write.Refuses { // WATCH guards the first EXEC only
			finding.Fix = guard(pass, write)
		}
		reporter.Report(finding)
	}
	for _, command := range pkg.Unqueued() {
		finding := report.Finding{Level: report.Error, Message: command.Chained(unqueuedMessage(command))}
		finding.Pos, finding.End, finding.From = command.Range()
		finding.Fix = queue(pass, command)
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

func unguardedMessage(write calls.Unguarded) string {
	name := write.Command.Name
	if write.Refuses {
		return fmt.Sprintf("%s changes a watched key before EXEC, which is refused every time then: queue it in TxPipelined of the callback's redis.Tx", name)
	}
	const unguarded = "so that it is done even if another client has changed a watched key"
	switch {
	case write.Outer && write.Batch == calls.Transaction:
		return fmt.Sprintf("%s is queued for the EXEC of another connection than the callback's, %s: use TxPipelined of the callback's redis.Tx", name, unguarded)
	case write.Outer:
		return fmt.Sprintf("%s goes over another connection than the callback's, %s: queue it in TxPipelined of the callback's redis.Tx", name, unguarded)
	case write.Batch == calls.Pipeline:
		return fmt.Sprintf("%s is in a pipeline, which is no transaction, %s: use TxPipelined", name, unguarded)
	}
	return fmt.Sprintf("%s is sent at once and not in MULTI and EXEC, %s: queue it in TxPipelined", name, unguarded)
}

func unqueuedMessage(command calls.Unqueued) string {
	name := command.Command.Name
	if command.Callback.Kind == calls.Transaction {
		return fmt.Sprintf("%s is not queued but sent at once, before the transaction and whether that succeeds or not: issue it on the pipeline", name)
	}
	return fmt.Sprintf("%s is not queued but sent at once, before what the pipeline has: issue it on the pipeline", name)
}

// guard is the fix for a pipeline that should be a transaction of the callback's connection.
func guard(pass *analysis.Pass, write calls.Unguarded) *analysis.SuggestedFix {
	const message = "Use TxPipelined of the callback's connection, which fails with redis.TxFailedErr if a watched key has changed"
	if write.Made == nil || len(write.Made.Args) != 2 { // Pipelined and TxPipelined; what Pipeline makes may be executed more than once
		return nil
	}
	switch {
	case !write.Outer:
		return edit.RenameMethod(pass, write.Made, "TxPipelined", message)
	case write.Watch == nil || write.Watch.Call == nil:
		return nil
	}
	return edit.IssueOn(pass, write.Made, write.Tx.Object(), "TxPipelined", []*ast.CallExpr{write.Watch.Call}, message)
}

// queue is the fix for a command whose reply nobody looks at.
func queue(pass *analysis.Pass, command calls.Unqueued) *analysis.SuggestedFix {
	if command.Form != calls.MethodCall || command.Use.Error {
		return nil
	}
	var others []*ast.CallExpr
	for _, callback := range command.Callbacks {
		if callback.Call != nil {
			others = append(others, callback.Call)
		}
	}
	message := "Queue it: it is sent with the others and in their order, and not if the function returns an error; its error is then one of the pipeline's"
	if command.Callback.Kind == calls.Transaction {
		message += onCluster(command.Callback.Client.Kind)
	}
	return edit.IssueOn(pass, command.Call, command.Pipe.Object(), command.Method.Name, others, message)
}

// onCluster is what a transaction changes where the client is a cluster, or may be one.
func onCluster(kind calls.Kind) string {
	if kind != calls.Cluster && kind != calls.Unknown {
		return ""
	}
	return "; a cluster refuses all if its key is in another slot than theirs"
}
