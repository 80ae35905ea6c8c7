package redisduration

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redisduration",
	Doc:        doc,
	URL:        report.URL("redisduration"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	r := rule{pass, edit.NewImports(pass)}
	pkg := pass.ResultOf[calls.Analyzer].(*calls.Package)
	reported := make(map[token.Pos]bool) // a call may give a duration to several commands, whose units may differ
	for _, site := range slices.Concat(pkg.Sites, pkg.Wrapped) {
		duration, ok := site.Duration()
		if !ok || site.Form == calls.WrappedCall && duration.Expr == nil {
			continue
		}
		finding, ok := r.judge(site, duration)
		if !ok {
			continue
		}
		finding.Pos, finding.End, finding.From = site.Range()
		if duration.Expr != nil {
			finding.Pos, finding.End, finding.From = duration.Expr.Pos(), duration.Expr.End(), duration.Expr.Pos()
		}
		finding.Message = site.Chained(finding.Message)
		if reported[finding.Pos] {
			continue
		}
		reported[finding.Pos] = true
		reporter.Report(finding)
	}
	return reporter.Result(), nil
}

type rule struct {
	pass    *analysis.Pass
	imports *edit.Imports
}

func (r *rule) judge(site *calls.Site, d calls.Duration) (report.Finding, bool) {
	name := site.Command.Name
	switch {
	case d.Counts != "" && (d.Constant == nil || isBare(d, *d.Constant) && !counts(d.Counts, unitOf(name))):
		return problem("%s is given %s as nanoseconds, though its name says otherwise: multiply it by its unit", name, d.Counts)
	case d.Constant == nil:
		return report.Finding{}, false
	}
	value := *d.Constant
	switch {
	case isBare(d, value):
		unit := unitOf(name)
		finding, ok := problem("%s is given %d ns, without a unit, and %s: write %[2]d*time.%[4]s if it counts %[5]s", name, value, sent(site, d, value), unit.name, unit.plural)
		finding.Fix = r.multiply(d, unit)
		return finding, ok
	case value > 0 && value%d.Unit != 0 && (value < d.Unit || d.Unit == time.Second):
		return problem("%s is given %v, and %s%s", name, value, sent(site, d, value), finer(site, d))
	case value <= 0 && !d.Waits:
		return notPositive(site, d, value)
	}
	return report.Finding{}, false
}

// isBare reports whether nobody has thought of a unit: none is named, or there is none that small. Who writes a round
// number of millions counts nanoseconds.
func isBare(d calls.Duration, value time.Duration) bool {
	switch d.Measure {
	case calls.Bare:
		return 0 < value && value < time.Second && value%time.Millisecond != 0
	case calls.MeasureUnknown:
		return 0 < value && value < time.Millisecond
	}
	return false
}

// sent says what go-redis makes of a duration.
func sent(site *calls.Site, d calls.Duration, value time.Duration) string {
	truncated := max(value.Truncate(d.Unit), d.Unit)
	switch {
	case (site.Command.Name == "XREAD" || site.Command.Name == "XREADGROUP") && value < d.Unit:
		return "go-redis sends BLOCK 0, which waits for ever"
	case d.Waits:
		return fmt.Sprintf("go-redis sends %v", truncated)
	}
	return fmt.Sprintf("go-redis sends a TTL of %v", truncated)
}

// finer names the command that has smaller units.
func finer(site *calls.Site, d calls.Duration) string {
	switch {
	case d.Waits:
		return ""
	case site.Command.Name == "EXPIRE":
		return ": use PExpire"
	case site.Command.Name == "HEXPIRE":
		return ": use HPExpire"
	case site.Command.Name == "SETEX":
		return ": use Set"
	}
	return ""
}

// notPositive is about lifetimes of 0 or less, by what Redis and go-redis do with them.
func notPositive(site *calls.Site, d calls.Duration, value time.Duration) (report.Finding, bool) {
	const keepTTL = -1
	name, given := site.Command.Name, fmt.Sprint(value)
	if value == keepTTL {
		given = "KeepTTL"
	}
	switch name {
	case "EXPIRE", "PEXPIRE":
		return problem("%s with %s deletes the key: leave it out to keep the TTL, Persist removes it, and Unlink deletes", name, given)
	case "HEXPIRE", "HPEXPIRE":
		return problem("%s with %s deletes the fields: leave it out to keep their TTL, HPersist removes it, and HDel deletes", name, given)
	case "SETEX", "PSETEX":
		return problem("%s with %s is refused by the server, as its TTL must be positive: use Set", name, given)
	case "SET":
		if value == 0 {
			return report.Finding{}, false
		}
		return negative(site, d, value == keepTTL)
	}
	return report.Finding{}, false
}

// negative is about SET and what is made of it.
func negative(site *calls.Site, d calls.Duration, keeps bool) (report.Finding, bool) {
	isField := site.Method.Expiration.Field != ""
	switch {
	case site.OnlyIfAbsent() && keeps, !isField && namesKeepTTL(d.Expr):
		return report.Finding{}, false // a new key has none to keep
	case isField:
		return problem("SET takes a negative TTL field for none, and takes away the TTL that the key has: set KeepTTL to keep it")
	case keeps:
		return problem("SET with -1 keeps the TTL that the key has, as that is redis.KeepTTL: write so if it is meant, and 0 for no TTL")
	case site.Method.Name == "SetNX" || site.Method.Name == "SetXX":
		return problem("%s with a negative TTL is refused by the server: write 0 for no TTL", site.Method.Name)
	}
	return problem("SET with a negative TTL gives the key none, and takes away the one that it has: write 0 if that is meant")
}

var (
	saysKeep    = regexp.MustCompile(`(?i)keep`)
	saysForEver = regexp.MustCompile(`(?i)for_?ever|always|permanent`)
)

// namesKeepTTL reports whether a lifetime is redis.KeepTTL, or a name of the program's own for it.
func namesKeepTTL(expr ast.Expr) bool {
	var name string
	switch expr := expr.(type) {
	case *ast.SelectorExpr:
		name = expr.Sel.Name
	case *ast.Ident:
		name = expr.Name
	}
	return saysKeep.MatchString(name) && !saysForEver.MatchString(name)
}

func problem(format string, args ...any) (report.Finding, bool) {
	return report.Finding{Level: report.Error, Message: fmt.Sprintf(format, args...)}, true
}
