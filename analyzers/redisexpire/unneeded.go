package redisexpire

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/redislint/redislint/internal/edit"
)

// error reports whether the error of the EXPIRE is dropped, or returned as that of the write is, and extends what is
// deleted to where that is done.
func (f *fixer) error(at inspector.Cursor) bool {
	if f.expire.IsDropped() {
		return true
	}
	if _, ok := at.Node().(*ast.ReturnStmt); ok {
		return true // see isUnneeded
	}
	if f.expire.Assign == nil || f.expire.Getter != "Err" && (f.expire.Getter != "Result" || f.expire.Value != nil) {
		return false
	}
	if at.Node() != f.expire.Assign {
		_, ok := f.expire.Failure(at.Node().(ast.Stmt))
		return ok
	}
	statements := list(at)
	i := slices.Index(statements, at.Node().(ast.Stmt))
	if i < 0 {
		return false
	}
	if i+1 < len(statements) {
		if _, ok := f.expire.Failure(statements[i+1]); ok {
			f.to = statements[i+1]
			return true
		}
	}
	// err = rdb.Expire(...).Err(), where err is that of the write
	return f.expire.Err != nil && f.expire.Err == f.write.Err
}

// isUnneeded reports whether what is deleted is not missed: the error of the EXPIRE goes the same way as that of the
// write, and nothing else is in it.
func (f *fixer) isUnneeded() bool {
	if !f.argumentsOnlyCompute() {
		return false
	}
	if f.expire.IsDropped() {
		return true
	}
	if returned, ok := f.expire.Stmt.Node().(*ast.ReturnStmt); ok {
		return f.from == returned && len(returned.Results) == 1 && f.expire.Getter == "Err" && f.failure != nil && f.alike(f.failure, nil)
	}
	for _, stmt := range []ast.Stmt{f.expire.Stmt.Node().(ast.Stmt), f.to} {
		if body, ok := f.expire.Failure(stmt); ok {
			return f.failure != nil && f.alike(f.failure, body)
		}
	}
	// The variable has the error of the write, then.
	return f.expire.Stmt.Node() == f.expire.Assign && f.expire.Err != nil && f.expire.Err == f.write.Err && f.failure == nil
}

// alike reports whether two blocks only return, and return the same but for the text around the error. Without a second
// block, the error is returned alone.
func (f *fixer) alike(a, b *ast.BlockStmt) bool {
	x, ok := onlyReturn(a)
	if !ok {
		return false
	}
	if b == nil {
		return len(x.Results) == 1 && f.write.IsError(x.Results[0])
	}
	y, ok := onlyReturn(b)
	if !ok || len(x.Results) != len(y.Results) || len(x.Results) == 0 {
		return false
	}
	last := len(x.Results) - 1
	for i := range last {
		if types.ExprString(x.Results[i]) != types.ExprString(y.Results[i]) {
			return false
		}
	}
	return f.returnsError(&f.write, x.Results[last]) && f.returnsError(&f.expire, y.Results[last])
}

func onlyReturn(block *ast.BlockStmt) (*ast.ReturnStmt, bool) {
	if len(block.List) != 1 {
		return nil, false
	}
	result, ok := block.List[0].(*ast.ReturnStmt)
	return result, ok
}

// returnsError reports whether an expression is the command's error, or fmt.Errorf of it.
func (f *fixer) returnsError(t *edit.Taken, expr ast.Expr) bool {
	if t.IsError(expr) {
		return true
	}
	call, ok := expr.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 || !edit.IsStandard(f.pass.TypesInfo, call) {
		return false
	}
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return t.IsError(arg) })
}

// argumentsOnlyCompute reports whether nothing is missed of the EXPIRE's own arguments and client.
func (f *fixer) argumentsOnlyCompute() bool {
	site := f.expire.Site
	if site.Client.Expr == nil || !edit.OnlyComputes(f.pass, site.Client.Expr, nil) {
		return false
	}
	for i, arg := range site.Call.Args {
		if i == 0 && isContext(f.pass.TypesInfo, arg) {
			continue
		}
		if !edit.OnlyComputes(f.pass, arg, nil) {
			return false
		}
	}
	return true
}

// isContext reports whether an expression is a variable, or a call without arguments that returns a context.
func isContext(info *types.Info, expr ast.Expr) bool {
	call, ok := ast.Unparen(expr).(*ast.CallExpr)
	return !ok || len(call.Args) == 0
}
