package redisttl

import (
	"cmp"
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:       "redisttl",
	Doc:        doc,
	URL:        report.URL("redisttl"),
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	r := rule{pass: pass, pkg: pass.ResultOf[calls.Analyzer].(*calls.Package), imports: edit.NewImports(pass)}
	r.database = r.pkg.IsDatabase()
	for _, site := range r.pkg.Sites {
		if finding, ok := r.written(site); ok {
			reporter.Report(finding)
		}
	}
	for _, site := range r.pkg.Wrapped {
		if finding, ok := r.passed(site); ok {
			reporter.Report(finding)
		}
	}
	return reporter.Result(), nil
}

// written is the finding at a site that leaves its keys without a lifetime. Of several keys the first speaks for all.
func (r *rule) written(site *calls.Site) (report.Finding, bool) {
	if !site.LeavesNoLifetime() || speaksOfExpiry(r.pass, site.Fun.Pos(), site.Call.End()) {
		return report.Finding{}, false
	}
	lifetime, _ := site.Expiration()
	if saysPersist(lifetime.Expr) || saysPersist(fieldTTL(site)) {
		return report.Finding{}, false
	}
	for _, key := range r.pkg.KeysOf(site) {
		if r.expiresNearby(key) {
			continue
		}
		var finding report.Finding
		finding.Pos, finding.End, finding.From = site.Range()
		finding.Level, finding.Message = r.judge(key)
		if !site.IsRaw() {
			finding.Fix = r.fix(lifetime.Expr)
			finding.Choices = r.choices(cmp.Or(lifetime.Expr, fieldTTL(site)))
		}
		return finding, true
	}
	return report.Finding{}, false
}

// passed is the finding where a function is told to leave its key without a lifetime.
func (r *rule) passed(site *calls.Site) (report.Finding, bool) {
	lifetime, ok := site.Expiration()
	if !ok || lifetime.Expr == nil || site.IsRaw() || !site.LeavesNoLifetime() ||
		saysPersist(lifetime.Expr) || speaksOfExpiry(r.pass, lifetime.Expr.Pos(), lifetime.Expr.End()) {
		return report.Finding{}, false
	}
	for _, key := range r.pkg.KeysOf(site) {
		if r.expiresNearby(key) {
			continue
		}
		level, message := r.judge(key)
		return report.Finding{
			Pos:     lifetime.Expr.Pos(),
			End:     lifetime.Expr.End(),
			Level:   level,
			Message: site.Chained(message),
			Fix:     r.fix(lifetime.Expr),
			Choices: r.choices(lifetime.Expr),
		}, true
	}
	return report.Finding{}, false
}

type rule struct {
	pass     *analysis.Pass
	pkg      *calls.Package
	imports  *edit.Imports
	database bool // the package keeps its data in Redis: that a key stays is the rule there
}

// judge returns how much a key without a lifetime matters, and why.
func (r *rule) judge(key *calls.Key) (report.Level, string) {
	name := key.String()
	what := fmt.Sprintf("%s leaves %s without a TTL", key.Site.Command.Name, name)
	if name == "" {
		what = fmt.Sprintf("%s gives its key no TTL", key.Site.Command.Name)
	}
	const choose = ": give it one, or redisrt.Persist if it is meant to stay"
	if key.Site.OnlyIfAbsent() {
		return report.Info, what + choose
	}
	if other := r.lifetimeBySet(key); other != nil {
		return report.Warning, fmt.Sprintf("%s, and takes away the one that it gets elsewhere (%s)%s", what, other.Evidence(), choose)
	}
	if get := r.pkg.FillsMiss(key); get != nil {
		return report.Warning, fmt.Sprintf("%s, but fills a cache (after %s): stale values stay for ever%s", what, get.Evidence(), choose)
	}
	if !key.Shape.Varies() || !key.Shape.Known() || r.database || r.pkg.Lifetime(key, key.Site) != nil {
		return report.Info, what + choose
	}
	freed := r.pkg.Freed(key)
	switch temporary := r.isTemporary(key); {
	case freed != nil && temporary:
		return report.Warning, fmt.Sprintf("%s, though it is temporary: what misses its %s stays for ever%s", what, freed.Evidence(), choose)
	case freed == nil && (temporary || isSecondary(key.Site)):
		return report.Warning, what + ", and nothing in view deletes it: such keys pile up until memory is full" + choose
	}
	return report.Info, what + choose
}

// lifetimeBySet returns another SET that gives the key a lifetime, or nil.
func (r *rule) lifetimeBySet(key *calls.Key) *calls.Key {
	for use := range r.pkg.Uses(key) {
		switch use.Site.Command.Name {
		case "SET", "SETEX", "PSETEX", "MSETEX":
			if use.Site != key.Site && use.GivesConstantLifetime() && !use.OnlyIfAbsent() {
				return use
			}
		}
	}
	return nil
}

// expiresNearby reports whether the function gives the key a lifetime in another call.
func (r *rule) expiresNearby(key *calls.Key) bool {
	for use := range r.pkg.Uses(key) {
		if use.Site != key.Site && use.Func != nil && outermost(use.Func) == outermost(key.Func) && use.GivesLifetime() {
			return true
		}
	}
	return false
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// fieldTTL returns what is written for the TTL of a redis.SetArgs, or nil.
func fieldTTL(site *calls.Site) ast.Expr {
	args, ok := site.Call.Args[len(site.Call.Args)-1].(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, element := range args.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if name, ok := pair.Key.(*ast.Ident); ok && name.Name == "TTL" {
				return pair.Value
			}
		}
	}
	return nil
}

// saysPersist reports whether a lifetime is redisrt.Persist, or is named as a program of its own names that.
func saysPersist(lifetime ast.Expr) bool {
	var name *ast.Ident
	switch expr := lifetime.(type) {
	case *ast.SelectorExpr:
		name = expr.Sel
	case *ast.Ident:
		name = expr
	default:
		return false
	}
	return saysForEver.MatchString(name.Name)
}
