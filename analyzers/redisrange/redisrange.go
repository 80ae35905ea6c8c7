package redisrange

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redisrange",
	Doc:        doc,
	URL:        report.URL("redisrange"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

// all is the rule's only setting.
var all bool

func init() {
	Analyzer.Flags.BoolVar(&all, "all", false, "report every HGETALL, HKEYS, HVALS and SMEMBERS, set operations, SORT without LIMIT, and XREAD and GEOSEARCH without COUNT")
}

func run(pass *analysis.Pass) (any, error) {
	pkg := pass.ResultOf[calls.Analyzer].(*calls.Package)
	reporter := report.New(pass)
	imports := edit.NewImports(pass)
	for _, site := range slices.Concat(pkg.Sites, pkg.Wrapped) {
		key := pkg.Key(site)
		if key == nil || pkg.Decided(site) || isForwarded(site, key) || !site.ReadsMembers() && !site.ReadsToEnd() && !(all && site.ReadsUnlimited()) {
			continue
		}
		collection := pkg.Collection(key)
		if !all && !site.ReadsWhole(collection) {
			continue
		}
		finding := report.Finding{
			Level:      level(pkg, site, key, collection),
			RuntimeFix: true,
			Choices:    firstOnly(pass, site),
		}
		finding.Pos, finding.End, finding.From = site.Range()
		if needs, ok := pagedBy[site.Method.Name]; ok && !shifts(site, collection) {
			finding.Fix = edit.CallRuntime(pass, imports, site, fixMessage(site), site.Method.Name, needs...)
		}
		finding.Message = site.Chained(message(site, key, collection, finding.Fix != nil))
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

// isForwarded reports whether a call says no more of what is read than the function does that it calls: neither what
// range, nor of which key.
func isForwarded(site *calls.Site, key *calls.Key) bool {
	return site.Form == calls.WrappedCall && !site.Passed(2) && !site.Passed(3) && !(site.Passed(1) && key.String() != "")
}

// level is info where what is read may be little: nothing is known of the key, which a wrapper reads; old elements are
// removed; the program takes the collection for one value; the function has just made it; or it is named after what
// there are few of.
func level(pkg *calls.Package, site *calls.Site, key *calls.Key, collection calls.Collection) report.Level {
	if all {
		return report.Warning
	}
	unknown := site.Form == calls.WrappedCall && key.String() == ""
	if unknown || collection.Ages != nil || collection.Unit != nil || pkg.MadeAnew(key) || site.ReadsMembers() && key.HoldsFew() {
		return report.Info
	}
	return report.Warning
}

// shifts reports whether the elements of a list get other indexes while pages of it are read.
func shifts(site *calls.Site, collection calls.Collection) bool {
	return site.Command.Name == "LRANGE" && collection.Shifts != nil
}

// wholeReads are the commands that read a whole collection whatever their arguments, with what they took on the
// server for a million elements, in milliseconds: facts/go-redis.md, 8.3.
var wholeReads = map[string]int{"HGETALL": 771, "HKEYS": 771, "HVALS": 771, "SMEMBERS": 666}

// rangeReads are those whose arguments say what to read.
var rangeReads = map[command.Type]int{command.List: 115, command.SortedSet: 53}

func message(site *calls.Site, key *calls.Key, collection calls.Collection, fixable bool) string {
	pages := "in pages"
	if fixable {
		pages += ", as redisrt." + site.Method.Name + " does"
	}
	text := fmt.Sprintf("%s reads all of %s", site.Command.Name, what(key, collection))
	advice := ": read it " + pages + ", or only what is needed"
	if byValue[site.Command.Name] {
		text = fmt.Sprintf("%s reads %s, from its lowest on and without a count", site.Command.Name, what(key, collection))
		advice = ": give it a count, or read it " + pages
	}
	if cost := cmp.Or(wholeReads[site.Command.Name], rangeReads[collection.Type]); cost > 0 {
		text += fmt.Sprintf(", while all other clients wait (%d ms for 1 M elements)", cost)
	}
	return text + advice
}

// byValue are the commands that read by score or by name.
var byValue = map[string]bool{"ZRANGEBYSCORE": true, "ZREVRANGEBYSCORE": true, "ZRANGEBYLEX": true, "ZREVRANGEBYLEX": true}

// what names the collection, and what is known of its size.
func what(key *calls.Key, collection calls.Collection) string {
	kind := cmp.Or(string(collection.Type), "collection")
	switch name := key.String(); {
	case name != "" && collection.Grows != nil:
		return fmt.Sprintf("%s, a %s that grows (%s)", name, kind, collection.Grows.Evidence())
	case name != "":
		return fmt.Sprintf("%s, a %s without a bound in view", name, kind)
	}
	return fmt.Sprintf("a %s without a bound in view", kind)
}

func fixMessage(site *calls.Site) string {
	fix := fmt.Sprintf("Replace with redisrt.%s, which reads in pages: not a snapshot above 1000 elements", site.Method.Name)
	if site.ReadsMembers() {
		fix += ", and in another order"
	}
	return fix
}
