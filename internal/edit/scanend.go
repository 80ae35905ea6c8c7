package edit

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// scanEnd is what follows a loop over an iterator.
type scanEnd struct {
	failure string              // the statement that returns where a page has failed
	edits   []analysis.TextEdit // of what comes after the loop
	fails   bool                // the error was not returned before
}

// end finds what follows the loop: a return of nil or of the error, or a check of it that returns.
func (l *iteratorLoop) end() (scanEnd, bool) {
	used := 1 + len(l.vals) // by Next and Val
	switch after := l.after.(type) {
	case *ast.ReturnStmt:
		end, ok := l.endsWith(after)
		if end.fails {
			return end, ok && used == l.uses
		}
		return end, ok && used+1 == l.uses
	case *ast.IfStmt:
		end, ok := l.isChecked(after)
		return end, ok && used+1 == l.uses
	}
	return scanEnd{}, false
}

// endsWith is what a return is where a page has failed.
func (l *iteratorLoop) endsWith(result *ast.ReturnStmt) (end scanEnd, ok bool) {
	if l.err = l.errName(result); l.err == "" || len(result.Results) == 0 || !l.returnsError() || hasComment(l.pass, result.Pos(), result.End()) {
		return scanEnd{}, false
	}
	last := result.Results[len(result.Results)-1]
	end.fails = l.pass.TypesInfo.Types[last].IsNil()
	if call, ok := last.(*ast.CallExpr); ok && l.calls(call) == "Err" {
		end.edits = []analysis.TextEdit{{Pos: last.Pos(), End: last.End(), NewText: []byte("nil")}}
	} else if !end.fails {
		return scanEnd{}, false
	}
	failing := *result
	failing.Results = append(slices.Clone(result.Results[:len(result.Results)-1]), &ast.Ident{NamePos: last.Pos(), Name: l.err})
	end.failure, ok = l.line(&failing)
	return end, ok
}

// isChecked is what an if of the error returns.
func (l *iteratorLoop) isChecked(branch *ast.IfStmt) (end scanEnd, ok bool) {
	check, ok := branch.Init.(*ast.AssignStmt)
	if !ok || check.Tok != token.DEFINE || len(check.Lhs) != 1 || branch.Else != nil || len(branch.Body.List) != 1 || hasComment(l.pass, l.stmt.End(), branch.End()) {
		return scanEnd{}, false
	}
	call, isCall := check.Rhs[0].(*ast.CallExpr)
	name := check.Lhs[0].(*ast.Ident)
	result, returns := branch.Body.List[0].(*ast.ReturnStmt)
	if !isCall || !returns || l.calls(call) != "Err" || !l.isFailure(branch.Cond, name) || l.usesFromOutside(name.Name) {
		return scanEnd{}, false
	}
	l.err = name.Name
	end.edits = []analysis.TextEdit{{Pos: l.stmt.End(), End: branch.End()}}
	end.failure, ok = l.line(result)
	return end, ok
}

// line prints a statement, if that takes one line.
func (l *iteratorLoop) line(result *ast.ReturnStmt) (string, bool) {
	text, ok := printed(l.pass.Fset, result)
	return text, ok && !strings.Contains(text, "\n")
}

// isFailure reports whether a condition is err != nil.
func (l *iteratorLoop) isFailure(cond ast.Expr, name *ast.Ident) bool {
	comparison, ok := cond.(*ast.BinaryExpr)
	if !ok || comparison.Op != token.NEQ || !l.pass.TypesInfo.Types[comparison.Y].IsNil() {
		return false
	}
	compared, ok := comparison.X.(*ast.Ident)
	return ok && l.pass.TypesInfo.Uses[compared] == l.pass.TypesInfo.Defs[name]
}

// errName returns a name for the error that neither the body nor the return takes from outside of the loop.
func (l *iteratorLoop) errName(after *ast.ReturnStmt) string {
	for _, name := range []string{"err", "scanErr"} {
		if !l.usesFromOutside(name) && !mentions(after, name) {
			return name
		}
	}
	return ""
}

// nameKey finds a name for the key, and reports whether there is one.
func (l *iteratorLoop) nameKey() bool {
	if len(l.vals) == 0 {
		l.key = "_"
		return true
	}
	if l.first != nil {
		return l.key != l.err && l.key != "_" && !mentions(l.after, l.key)
	}
	for _, name := range []string{"key", "found"} {
		if !mentions(l.stmt.Body, name) && !mentions(l.after, name) {
			l.key = name
			return true
		}
	}
	return false
}

func mentions(node ast.Node, name string) bool {
	found := false
	ast.Inspect(node, func(n ast.Node) bool {
		ident, ok := n.(*ast.Ident)
		found = found || ok && ident.Name == name
		return !found
	})
	return found
}

// usesFromOutside reports whether the body uses a name that is defined around it.
func (l *iteratorLoop) usesFromOutside(name string) bool {
	body := l.stmt.Body
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && ident.Name == name {
			object := l.pass.TypesInfo.Uses[ident]
			found = found || object != nil && !(body.Pos() <= object.Pos() && object.Pos() < body.End())
		}
		return !found
	})
	return found
}

// returnsError reports whether the last result of the function around the loop is an error.
func (l *iteratorLoop) returnsError() bool {
	last := l.results.Len() - 1
	return last >= 0 && types.Identical(l.results.At(last).Type(), types.Universe.Lookup("error").Type())
}

// returnsByName reports whether a return without results may stand where the names of the loop would hide theirs.
func (l *iteratorLoop) returnsByName() bool {
	if l.results.Len() == 0 {
		return false
	}
	found := false
	for _, part := range []ast.Node{l.stmt.Body, l.after} {
		ast.Inspect(part, func(n ast.Node) bool {
			result, ok := n.(*ast.ReturnStmt)
			found = found || ok && len(result.Results) == 0
			return !found
		})
	}
	return found
}
