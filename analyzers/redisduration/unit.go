package redisduration

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
)

// unit is one of package time.
type unit struct{ name, plural string }

// unitOf is what numbers count that people give to a command: what Redis counts there.
func unitOf(command string) unit {
	switch command {
	case "PEXPIRE", "HPEXPIRE", "PSETEX", "RESTORE", "XREAD", "XREADGROUP", "WAIT", "WAITAOF", "MIGRATE", "CLIENT PAUSE":
		return unit{"Millisecond", "milliseconds"}
	}
	return unit{"Second", "seconds"}
}

var (
	saysSeconds      = regexp.MustCompile(`(?i)sec(?:ond)?s?$`)
	saysMilliseconds = regexp.MustCompile(`(?i)(?:ms|milli(?:second)?s?)$`)
)

// counts reports whether the name of a number says that it counts a unit.
func counts(name string, u unit) bool {
	if saysMilliseconds.MatchString(name) {
		return u.name == "Millisecond"
	}
	return saysSeconds.MatchString(name) && u.name == "Second"
}

// multiply is the fix that reads a constant in a unit.
func (r *rule) multiply(d calls.Duration, u unit) *analysis.SuggestedFix {
	if d.Measure != calls.Bare {
		return nil
	}
	name, edits := r.imports.Add(d.Expr.Pos(), "time", "time")
	after := "*" + name + "." + u.name
	if sum, ok := d.Expr.(*ast.BinaryExpr); ok && sum.Op.Precedence() < token.MUL.Precedence() {
		edits = append(edits, analysis.TextEdit{Pos: d.Expr.Pos(), End: d.Expr.Pos(), NewText: []byte("(")})
		after = ")" + after
	}
	return &analysis.SuggestedFix{
		Message:   fmt.Sprintf("Read the number as %s: what was next to nothing becomes that long", u.plural),
		TextEdits: append(edits, analysis.TextEdit{Pos: d.Expr.End(), End: d.Expr.End(), NewText: []byte(after)}),
	}
}
