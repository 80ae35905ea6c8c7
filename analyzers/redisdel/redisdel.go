package redisdel

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redisdel",
	Doc:        doc,
	URL:        report.URL("redisdel"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

var all, lazyfree bool

func init() {
	Analyzer.Flags.BoolVar(&all, "all", false, "report every DEL")
	Analyzer.Flags.BoolVar(&lazyfree, "lazyfree", false, "report none: the server has lazyfree-lazy-user-del, with which DEL is UNLINK")
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	r := rule{pass, pass.ResultOf[calls.Analyzer].(*calls.Package), edit.NewImports(pass)}
	for _, site := range slices.Concat(r.pkg.Sites, r.pkg.Wrapped) {
		if site.Command.Name != "DEL" || lazyfree || site.Form == calls.WrappedCall && (!site.Passed(1) || r.pkg.Decided(site)) {
			continue
		}
		finding, ok := r.finding(site)
		if !ok {
			continue
		}
		finding.Pos, finding.End, finding.From = site.Range()
		finding.Message = site.Chained(finding.Message)
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

type rule struct {
	pass    *analysis.Pass
	pkg     *calls.Package
	imports *edit.Imports
}

// finding says why a DEL may keep the other clients waiting.
func (r *rule) finding(site *calls.Site) (report.Finding, bool) {
	for _, key := range r.pkg.KeysOf(site) {
		collection := r.pkg.Collection(key)
		if !collection.CanGrow() || r.pkg.KnownEmpty(key) {
			continue
		}
		return report.Finding{Level: level(key, collection), Message: message(key, collection), Fix: unlink(site)}, true
	}
	for _, source := range site.Collected() {
		if source.Unbounded() {
			return r.manyKeys(site, source), true
		}
	}
	return report.Finding{
		Level:   report.Warning,
		Message: "DEL frees the value while all other clients wait: use UNLINK, which frees it in the background",
		Fix:     unlink(site),
	}, all && site.Form != calls.WrappedCall
}

// level is info where there may be little to free: in a set, a sorted set or a hash of which there are many, one for
// each user or object, unless many members are added in a loop; in what is named after what there are few of; and in
// what the program takes for one value.
func level(key *calls.Key, collection calls.Collection) report.Level {
	isQueue := collection.Type == command.List || collection.Type == command.Stream
	oneOfMany := key.Shape.Varies() && !collection.Renamed && !collection.GrowsInLoop()
	if collection.Unit != nil || !isQueue && (oneOfMany || key.HoldsFew()) {
		return report.Info
	}
	return report.Warning
}

// costs is what DEL took on the server for a million members or fields, in milliseconds: BenchmarkDel of
// runtime/tests. Lists and streams are packed, and are freed quickly.
var costs = map[command.Type]string{
	command.Hash:      " (411 ms for 1 M fields)",
	command.Set:       " (253 ms for 1 M members)",
	command.SortedSet: " (127 ms for 1 M members)",
}

func message(key *calls.Key, collection calls.Collection) string {
	evidence := collection.Typed
	if collection.Grows != nil {
		evidence = collection.Grows
	}
	what := fmt.Sprintf("a %s (%s)", collection.Type, evidence.Evidence())
	if name := key.String(); name != "" {
		what = name + ", " + what
	}
	return fmt.Sprintf("DEL frees %s, while all other clients wait%s: use UNLINK, which frees it in the background", what, costs[collection.Type])
}

// manyKeys is the finding where the keys are many. That one command is long with UNLINK too: it should be several.
func (r *rule) manyKeys(site *calls.Site, source calls.Source) report.Finding {
	finding := report.Finding{
		Level:   levelOfMany(r.pkg, source),
		Message: fmt.Sprintf("DEL of all keys that %s returned is one command, and all other clients wait for its end: remove them in batches, with UNLINK", source.Command.Name),
		Fix:     unlink(site),
	}
	const message = "Replace with redisrt.Unlink, which removes the keys in batches of 1000: not all at one moment"
	if fix := edit.CallRuntime(r.pass, r.imports, site, message, "Unlink", "Unlink", "Pipelined"); fix != nil {
		finding.Fix, finding.RuntimeFix, finding.Fallback = fix, true, finding.Fix
	}
	return finding
}

// levelOfMany is info where the keys are likely few: those in a collection of which there are many, or those that were
// picked one by one by what the server said of them.
func levelOfMany(pkg *calls.Package, source calls.Source) report.Level {
	key := pkg.Key(source.Site)
	if source.Picked || key != nil && key.Value != nil && key.Shape.Varies() {
		return report.Info
	}
	return report.Warning
}

// unlink is the fix in place, or nil.
func unlink(site *calls.Site) *analysis.SuggestedFix {
	return edit.CallMethod(site, "Replace with Unlink, which removes the keys at once and frees big values in the background", "Unlink")
}
