package redisexpire

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/edit"
)

// climb goes from the EXPIRE to the statements of the write, through the conditions around it, and finds what is to be
// deleted.
func (f *fixer) climb() bool {
	if !f.takeFailure() {
		return false
	}
	at := f.expire.Stmt
	f.from, f.to = at.Node().(ast.Stmt), at.Node().(ast.Stmt)
	if !f.error(at) {
		return false
	}
	for {
		statements := list(at)
		if statements == nil {
			return false
		}
		i := slices.Index(statements, at.Node().(ast.Stmt))
		w := slices.Index(statements, f.write.Stmt.Node().(ast.Stmt)) // -1: further out
		if i <= w || !f.passes(statements[w+1:i]) {
			return false
		}
		if w >= 0 {
			return true
		}
		alone := f.from == statements[0] && f.to == statements[len(statements)-1]
		at = at.Parent().Parent()
		branch, ok := at.Node().(*ast.IfStmt)
		if !ok || branch.Else != nil || branch.Init != nil || !f.guard(branch.Cond) {
			return false
		}
		if alone {
			f.from, f.to = branch, branch
		}
	}
}

// takeFailure finds what is done if the write has failed, where its own statement says so.
func (f *fixer) takeFailure() bool {
	branch, ok := f.write.Stmt.Node().(*ast.IfStmt)
	if !ok {
		return true
	}
	body, ok := f.write.Failure(branch)
	if !ok || !leavesList(body) {
		return false
	}
	f.failure = body
	return true
}

// passes reports whether control goes through statements as if they were not there, unless the write has failed, and
// whether they do not touch Redis, nor what the EXPIRE and its conditions are made of.
func (f *fixer) passes(statements []ast.Stmt) bool {
	for _, stmt := range statements {
		if body, ok := f.write.Failure(stmt); ok && leavesList(body) {
			f.failure = body
			continue
		}
		if f.unlessSet(stmt) {
			f.succeeded = true
			continue
		}
		switch stmt.(type) {
		case *ast.AssignStmt, *ast.ExprStmt, *ast.DeclStmt, *ast.IncDecStmt:
		default:
			return false
		}
		if !edit.OnlyComputes(f.pass, stmt, f.isGetter) || f.changes(stmt) {
			return false
		}
	}
	return true
}

// unlessSet reports whether a statement leaves if SETNX has not set the key: `if !ok { return }`.
func (f *fixer) unlessSet(stmt ast.Stmt) bool {
	branch, ok := stmt.(*ast.IfStmt)
	if !ok || branch.Init != nil || branch.Else != nil || f.write.Site.Method.Name != "SetNX" || !leavesList(branch.Body) {
		return false
	}
	not, ok := ast.Unparen(branch.Cond).(*ast.UnaryExpr)
	return ok && not.Op == token.NOT && f.write.IsValue(not.X)
}

// guard reports whether a condition around the EXPIRE says that the write has succeeded, or has made the key.
func (f *fixer) guard(condition ast.Expr) bool {
	condition = ast.Unparen(condition)
	if f.write.Site.Method.Name == "SetNX" && f.write.IsValue(condition) {
		f.succeeded = true
		return true
	}
	binary, ok := condition.(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch binary.Op {
	case token.LAND:
		return f.guard(binary.X) && f.guard(binary.Y)
	case token.EQL:
		if f.write.IsError(binary.X) && f.pass.TypesInfo.Types[binary.Y].IsNil() {
			f.unlessFailed = true
			return true
		}
		if f.write.IsValue(binary.X) && f.madeKey(binary.Y) {
			f.first = true
			return true
		}
	}
	return false
}

// madeKey reports whether a reply tells that the key was not there before.
func (f *fixer) madeKey(reply ast.Expr) bool {
	value := f.pass.TypesInfo.Types[reply].Value
	if value == nil {
		return false
	}
	n, ok := constant.Int64Val(constant.ToInt(value))
	args := f.write.Site.Call.Args
	switch f.write.Site.Method.Name {
	case "Incr":
		return ok && n == 1 && !f.mayReturn("DECR", "DECRBY")
	case "Decr":
		return ok && n == -1 && !f.mayReturn("INCR", "INCRBY")
	case "IncrBy":
		by := f.pass.TypesInfo.Types[args[2]].Value
		return ok && by != nil && constant.Compare(constant.ToInt(by), token.EQL, constant.MakeInt64(n)) && !f.mayReturn("DECR", "DECRBY")
	case "LPush", "RPush":
		return ok && n == 1 && len(args) == 3 && !f.write.Site.Call.Ellipsis.IsValid() && isOne(f.pass.TypesInfo.TypeOf(args[2]))
	}
	return false
}

// mayReturn reports whether the counter may come to its first value again, as one of what is going on now does: what the
// package does to it besides may count the other way.
func (f *fixer) mayReturn(commands ...string) bool {
	counter := f.pkg.Key(f.write.Site)
	return counter == nil || slices.ContainsFunc(f.pkg.Keys, func(key *calls.Key) bool {
		return slices.Contains(commands, key.Site.Command.Name) && key.MayBe(counter)
	})
}

// isOne reports whether go-redis sends a value of a type as one element, and not as as many as it has.
func isOne(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return true
	case *types.Slice:
		elem, ok := t.Elem().Underlying().(*types.Basic)
		return ok && elem.Kind() == types.Byte
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

// isGetter reports whether a call reads the command that the write has returned.
func (f *fixer) isGetter(call *ast.CallExpr) bool {
	return f.write.IsError(call) || f.write.IsValue(call)
}

// changes reports whether a statement may set a variable that the write's results, the TTL or what the EXPIRE is sent
// with are in: it assigns it, or passes to a function what may point to it.
func (f *fixer) changes(stmt ast.Stmt) bool {
	results := map[types.Object]bool{f.write.Value: true, f.write.Err: true, f.write.Cmd: true}
	delete(results, nil)
	inputs := make(map[types.Object]bool)
	for _, expr := range append([]ast.Expr{f.ttl, f.expire.Site.Client.Expr}, f.expire.Site.Call.Args...) {
		f.names(expr, func(object types.Object) { inputs[object] = true })
	}
	changed := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				f.names(left, func(object types.Object) { changed = changed || results[object] || inputs[object] })
			}
		case *ast.IncDecStmt:
			f.names(n.X, func(object types.Object) { changed = changed || results[object] || inputs[object] })
		case *ast.CallExpr:
			for _, arg := range n.Args {
				f.names(arg, func(object types.Object) { changed = changed || inputs[object] && mayPoint(object.Type()) })
			}
		}
		return !changed
	})
	return changed
}

// names calls f for what the names in an expression mean.
func (f *fixer) names(expr ast.Expr, each func(types.Object)) {
	ast.Inspect(expr, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok {
			if object := f.pass.TypesInfo.ObjectOf(name); object != nil {
				each(object)
			}
		}
		return true
	})
}

// mayPoint reports whether a function that is passed a value of a type may change what it holds.
func mayPoint(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Interface: // a context
		return false
	}
	return true
}

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
		if !ok {
			return false
		}
		name, ok := call.Fun.(*ast.Ident)
		return ok && name.Name == "panic"
	}
	return false
}
