package redisexpire

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/redislint/redislint/internal/calls"
)

// taken is a command and what the statement around it takes of it.
type taken struct {
	site   *calls.Site
	getter string           // Err, Val, Result, or "" for the command itself
	expr   inspector.Cursor // the call of the getter, or of the method
	stmt   inspector.Cursor // the statement whose expression that is
	assign *ast.AssignStmt  // if that statement assigns it, or initializes an if

	value, err, cmd types.Object // what it is assigned to
}

func (r *rule) take(site *calls.Site) (taken, bool) {
	t := taken{site: site, expr: site.Cursor}
	if selector, ok := t.expr.Parent().Node().(*ast.SelectorExpr); ok {
		getter := t.expr.Parent().Parent()
		call, ok := getter.Node().(*ast.CallExpr)
		if !ok || call.Fun != selector || len(call.Args) > 0 {
			return taken{}, false
		}
		switch selector.Sel.Name {
		case "Err", "Val", "Result":
		default:
			return taken{}, false
		}
		t.getter, t.expr = selector.Sel.Name, getter
	}
	t.stmt = t.expr.Parent()
	switch stmt := t.stmt.Node().(type) {
	case *ast.ExprStmt, *ast.ReturnStmt:
	case *ast.AssignStmt:
		if len(stmt.Rhs) != 1 || stmt.Tok != token.ASSIGN && stmt.Tok != token.DEFINE {
			return taken{}, false
		}
		t.assign = stmt
		r.assigned(&t)
		if branch, ok := t.stmt.Parent().Node().(*ast.IfStmt); ok && branch.Init == stmt {
			t.stmt = t.stmt.Parent()
		}
	default:
		return taken{}, false
	}
	return t, true
}

// assigned finds the variables that a command's reply, error, or the command itself is assigned to.
func (r *rule) assigned(t *taken) {
	objects := make([]types.Object, len(t.assign.Lhs))
	for i, left := range t.assign.Lhs {
		if name, ok := left.(*ast.Ident); ok && name.Name != "_" {
			objects[i] = r.pass.TypesInfo.ObjectOf(name)
		}
	}
	switch {
	case t.getter == "Result" && len(objects) == 2:
		t.value, t.err = objects[0], objects[1]
	case t.getter == "Err":
		t.err = objects[0]
	case t.getter == "Val":
		t.value = objects[0]
	case t.getter == "":
		t.cmd = objects[0]
	}
}

// isDropped reports whether nothing of a command is looked at.
func (t *taken) isDropped() bool {
	if _, ok := t.stmt.Node().(*ast.ExprStmt); ok {
		return true
	}
	return t.assign != nil && t.stmt.Node() == t.assign && t.value == nil && t.err == nil && t.cmd == nil
}

// isError and isValue report whether an expression is the command's error, or its reply.
func (r *rule) isError(t *taken, expr ast.Expr) bool { return r.isTaken(t, expr, t.err, "Err") }
func (r *rule) isValue(t *taken, expr ast.Expr) bool { return r.isTaken(t, expr, t.value, "Val") }

func (r *rule) isTaken(t *taken, expr ast.Expr, variable types.Object, getter string) bool {
	switch expr := ast.Unparen(expr).(type) {
	case *ast.Ident:
		return variable != nil && r.pass.TypesInfo.Uses[expr] == variable
	case *ast.CallExpr:
		selector, ok := expr.Fun.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != getter {
			return false
		}
		cmd, ok := selector.X.(*ast.Ident)
		return ok && t.cmd != nil && r.pass.TypesInfo.Uses[cmd] == t.cmd
	}
	return false
}

// list returns the statements that a statement stands among.
func list(stmt inspector.Cursor) []ast.Stmt {
	switch parent := stmt.Parent().Node().(type) {
	case *ast.BlockStmt:
		return parent.List
	case *ast.CaseClause:
		return parent.Body
	case *ast.CommClause:
		return parent.Body
	}
	return nil
}

// failureOf returns what is done if the command has failed: the body of `if err != nil`.
func (r *rule) failureOf(t *taken, stmt ast.Stmt) (*ast.BlockStmt, bool) {
	branch, ok := stmt.(*ast.IfStmt)
	if !ok || branch.Else != nil || branch.Init != nil && branch.Init != ast.Stmt(t.assign) || len(branch.Body.List) == 0 {
		return nil, false
	}
	comparison, ok := ast.Unparen(branch.Cond).(*ast.BinaryExpr)
	if !ok || comparison.Op != token.NEQ || !r.isError(t, comparison.X) || !isNil(r.pass.TypesInfo, comparison.Y) {
		return nil, false
	}
	return branch.Body, true
}

func isNil(info *types.Info, expr ast.Expr) bool { return info.Types[expr].IsNil() }

// leavesList reports whether a block ends by leaving the statements around it.
func leavesList(block *ast.BlockStmt) bool {
	if len(block.List) == 0 {
		return false
	}
	switch last := block.List[len(block.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		name, isName := ast.Unparen(callFun(call)).(*ast.Ident)
		return ok && isName && name.Name == "panic"
	}
	return false
}

func callFun(call *ast.CallExpr) ast.Expr {
	if call == nil {
		return nil
	}
	return call.Fun
}
