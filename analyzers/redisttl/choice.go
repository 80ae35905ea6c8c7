package redisttl

import (
	"fmt"
	"go/ast"
	"go/types"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

// fallback is the TTL that the user has chosen for all keys that have none.
var fallback time.Duration

func init() {
	Analyzer.Flags.DurationVar(&fallback, "default", 0, "`duration` that fixes give to keys without a TTL; without it there is no fix")
}

// fix gives the key the TTL that the user has chosen. Which one is right nobody else can know.
func (r *rule) fix(lifetime ast.Expr) *analysis.SuggestedFix {
	if fallback <= 0 || lifetime == nil || !r.isConstantDuration(lifetime) {
		return nil
	}
	return r.give(lifetime, fallback)
}

// choices are lifetimes that are common, and the word for none.
func (r *rule) choices(lifetime ast.Expr) []report.Choice {
	if lifetime == nil || !r.isConstantDuration(lifetime) {
		return nil
	}
	var choices []report.Choice
	for _, ttl := range []time.Duration{time.Hour, 24 * time.Hour} {
		choice := *r.give(lifetime, ttl)
		choice.Message = "Let the key live for " + inUnits("time", ttl)
		choices = append(choices, report.Choice{SuggestedFix: choice})
	}
	if edit.NamesPackage(r.pass, lifetime, "") {
		return choices
	}
	name, edits := r.imports.Add(lifetime.Pos(), report.RuntimeName, calls.RuntimePath)
	return append(choices, report.Choice{Runtime: true, SuggestedFix: analysis.SuggestedFix{
		Message:   "State that the key is meant to stay",
		TextEdits: append(edits, analysis.TextEdit{Pos: lifetime.Pos(), End: lifetime.End(), NewText: []byte(name + ".Persist")}),
	}})
}

func (r *rule) give(lifetime ast.Expr, ttl time.Duration) *analysis.SuggestedFix {
	name, edits := r.imports.Add(lifetime.Pos(), "time", "time")
	return &analysis.SuggestedFix{
		Message:   fmt.Sprintf("Give the key a TTL of %s", ttl),
		TextEdits: append(edits, analysis.TextEdit{Pos: lifetime.Pos(), End: lifetime.End(), NewText: []byte(inUnits(name, ttl))}),
	}
}

// isConstantDuration reports whether an expression can be replaced by another duration, with nothing left unused: it
// is a constant, of that type or of none, and of no package but time.
func (r *rule) isConstantDuration(expr ast.Expr) bool {
	if edit.NamesPackage(r.pass, expr, "time") {
		return false
	}
	value := r.pass.TypesInfo.Types[expr]
	named, ok := types.Unalias(value.Type).(*types.Named)
	return value.Value != nil && ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time" && named.Obj().Name() == "Duration"
}

// inUnits writes a duration as Go does: 24 * time.Hour.
func inUnits(pkg string, d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"}, {time.Millisecond, "Millisecond"}} {
		if d%unit.size == 0 {
			if d == unit.size {
				return pkg + "." + unit.name
			}
			return fmt.Sprintf("%d * %s.%s", d/unit.size, pkg, unit.name)
		}
	}
	return fmt.Sprintf("%d * %s.Nanosecond", d, pkg)
}
