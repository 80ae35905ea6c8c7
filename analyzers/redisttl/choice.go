package redisttl

import (
	"fmt"
	"go/ast"
	"go/types"
	"time"

	"golang.org/x/tools/go/analysis"
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
	name, edits := r.imports.Add(lifetime.Pos(), "time", "time")
	return &analysis.SuggestedFix{
		Message: fmt.Sprintf("Give the key a TTL of %s", fallback),
		TextEdits: append(edits, analysis.TextEdit{
			Pos: lifetime.Pos(), End: lifetime.End(), NewText: []byte(inUnits(name, fallback)),
		}),
	}
}

// isConstantDuration reports whether an expression can be replaced by another duration, with nothing left unused: it
// is a constant, and of that type or of none.
func (r *rule) isConstantDuration(expr ast.Expr) bool {
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
