package edit

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/redislint/redislint/internal/calls"
)

// Taken is a command, and what the statement around it takes of it.
type Taken struct {
	Site   *calls.Site
	Getter string           // Err, Val, Result, or "" for the command itself
	Stmt   inspector.Cursor // the statement: one that has the command or its getter alone, assigns or returns it, or an if that begins so
	Assign *ast.AssignStmt  // in that statement, or nil

	Value, Err, Cmd types.Object // what it is assigned to, or nil

	info *types.Info
}

// Take finds what is taken of a command. It reports false for a command within another expression.
func Take(pass *analysis.Pass, site *calls.Site) (Taken, bool) {
	t := Taken{Site: site, info: pass.TypesInfo}
	expr := site.Cursor
	if selector, ok := expr.Parent().Node().(*ast.SelectorExpr); ok {
		getter := expr.Parent().Parent()
		call, ok := getter.Node().(*ast.CallExpr)
		if !ok || call.Fun != selector || len(call.Args) > 0 {
			return Taken{}, false
		}
		switch selector.Sel.Name {
		case "Err", "Val", "Result":
		default:
			return Taken{}, false
		}
		t.Getter, expr = selector.Sel.Name, getter
	}
	t.Stmt = expr.Parent()
	switch stmt := t.Stmt.Node().(type) {
	case *ast.ExprStmt, *ast.ReturnStmt:
	case *ast.AssignStmt:
		if len(stmt.Rhs) != 1 || stmt.Tok != token.ASSIGN && stmt.Tok != token.DEFINE {
			return Taken{}, false
		}
		t.Assign = stmt
		t.assigned()
		if branch, ok := t.Stmt.Parent().Node().(*ast.IfStmt); ok && branch.Init == stmt {
			t.Stmt = t.Stmt.Parent()
		}
	default:
		return Taken{}, false
	}
	return t, true
}

// assigned finds the variables that a command's reply, error, or the command itself is assigned to.
func (t *Taken) assigned() {
	objects := make([]types.Object, len(t.Assign.Lhs))
	for i, left := range t.Assign.Lhs {
		if name, ok := left.(*ast.Ident); ok && name.Name != "_" {
			objects[i] = t.info.ObjectOf(name)
		}
	}
	switch {
	case t.Getter == "Result" && len(objects) == 2:
		t.Value, t.Err = objects[0], objects[1]
	case t.Getter == "Err":
		t.Err = objects[0]
	case t.Getter == "Val":
		t.Value = objects[0]
	case t.Getter == "":
		t.Cmd = objects[0]
	}
}

// IsDropped reports whether nothing of a command is looked at.
func (t *Taken) IsDropped() bool {
	if _, ok := t.Stmt.Node().(*ast.ExprStmt); ok {
		return true
	}
	return t.Assign != nil && t.Stmt.Node() == t.Assign && t.Value == nil && t.Err == nil && t.Cmd == nil
}

// IsError and IsValue report whether an expression is the command's error, or its reply.
func (t *Taken) IsError(expr ast.Expr) bool { return t.is(expr, t.Err, "Err") }
func (t *Taken) IsValue(expr ast.Expr) bool { return t.is(expr, t.Value, "Val") }

func (t *Taken) is(expr ast.Expr, variable types.Object, getter string) bool {
	switch expr := ast.Unparen(expr).(type) {
	case *ast.Ident:
		return variable != nil && t.info.Uses[expr] == variable
	case *ast.CallExpr:
		selector, ok := expr.Fun.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != getter {
			return false
		}
		cmd, ok := selector.X.(*ast.Ident)
		return ok && t.Cmd != nil && t.info.Uses[cmd] == t.Cmd
	}
	return false
}

// Failure returns what is done if the command has failed: the body of `if err != nil`.
func (t *Taken) Failure(stmt ast.Stmt) (*ast.BlockStmt, bool) {
	branch, ok := stmt.(*ast.IfStmt)
	if !ok || branch.Else != nil || branch.Init != nil && branch.Init != ast.Stmt(t.Assign) || len(branch.Body.List) == 0 {
		return nil, false
	}
	comparison, ok := ast.Unparen(branch.Cond).(*ast.BinaryExpr)
	if !ok || comparison.Op != token.NEQ || !t.IsError(comparison.X) || !t.info.Types[comparison.Y].IsNil() {
		return nil, false
	}
	return branch.Body, true
}
