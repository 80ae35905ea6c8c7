package redisexpire

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// onlyComputes reports whether a statement or expression calls nothing but the standard library, conversions and
// built-in functions, and functions of the package that only return what such expressions give.
func (f *fixer) onlyComputes(node ast.Node) bool { return onlyComputes(f, node, 0) }

func onlyComputes(f *fixer, node ast.Node, depth int) bool {
	const maxDepth = 3 // of key functions that call key functions
	ok := depth <= maxDepth
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			info := f.pass.TypesInfo
			switch {
			case info.Types[n.Fun].IsType(), isStandard(info, n):
			case info.Types[n.Fun].IsBuiltin():
				name, isName := ast.Unparen(n.Fun).(*ast.Ident)
				ok = ok && isName && name.Name != "panic" && name.Name != "close"
			case f.isGetter(n):
			default:
				body := f.bodyOf(n)
				ok = ok && body != nil && onlyComputes(f, body, depth+1)
			}
		case *ast.FuncLit, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt:
			ok = false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		}
		return ok
	})
	return ok
}

// isGetter reports whether a call reads the command that the write has returned.
func (f *fixer) isGetter(call *ast.CallExpr) bool {
	return f.isError(&f.write, call) || f.isValue(&f.write, call)
}

// bodyOf returns what a function of the package returns, if that is all that it does.
func (f *fixer) bodyOf(call *ast.CallExpr) ast.Node {
	var name *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = fun
	case *ast.SelectorExpr:
		name = fun.Sel
	default:
		return nil
	}
	fn, ok := f.pass.TypesInfo.Uses[name].(*types.Func)
	if !ok || fn.Pkg() != f.pass.Pkg {
		return nil
	}
	for _, file := range f.pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || f.pass.TypesInfo.Defs[decl.Name] != fn.Origin() || decl.Body == nil || len(decl.Body.List) != 1 {
				continue
			}
			if result, ok := decl.Body.List[0].(*ast.ReturnStmt); ok {
				return result
			}
		}
	}
	return nil
}

// isStandard reports whether a call is of the standard library.
func isStandard(info *types.Info, call *ast.CallExpr) bool {
	var name *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = fun
	case *ast.SelectorExpr:
		name = fun.Sel
	default:
		return false
	}
	fn, ok := info.Uses[name].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return false
	}
	first, _, _ := strings.Cut(fn.Pkg().Path(), "/")
	return !strings.Contains(first, ".") && fn.FullName() != "time.Sleep"
}

// changes reports whether a statement sets a variable that the write's results or the TTL are in.
func (f *fixer) changes(stmt ast.Stmt) bool {
	watched := map[types.Object]bool{f.write.value: true, f.write.err: true, f.write.cmd: true}
	delete(watched, nil)
	ast.Inspect(f.ttl, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok {
			watched[f.pass.TypesInfo.Uses[name]] = true
		}
		return true
	})
	changed := false
	check := func(expr ast.Expr) {
		ast.Inspect(expr, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && watched[f.pass.TypesInfo.ObjectOf(name)] {
				changed = true
			}
			return true
		})
	}
	switch stmt := stmt.(type) {
	case *ast.AssignStmt:
		for _, left := range stmt.Lhs {
			check(left)
		}
	case *ast.IncDecStmt:
		check(stmt.X)
	}
	return changed
}

// argumentsOnlyCompute reports whether nothing is missed of the EXPIRE's own arguments and client.
func (f *fixer) argumentsOnlyCompute() bool {
	site := f.expire.site
	if site.Client.Expr == nil || !f.onlyComputes(site.Client.Expr) {
		return false
	}
	for i, arg := range site.Call.Args {
		if i == 0 && isContext(f.pass.TypesInfo, arg) {
			continue
		}
		if !f.onlyComputes(arg) {
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

// unused returns the edits for what only the deleted statements used. It reports false where there is none.
func (f *fixer) unused() ([]analysis.TextEdit, bool) {
	info := f.pass.TypesInfo
	deleted := func(pos token.Pos) bool { return f.from.Pos() <= pos && pos < f.to.End() && !f.isKept(pos) }
	last := make(map[types.Object]bool)
	ast.Inspect(f.enclosing(), func(n ast.Node) bool {
		name, ok := n.(*ast.Ident)
		if !ok || !deleted(name.Pos()) {
			return true
		}
		if object := info.Uses[name]; object != nil && !deleted(object.Pos()) && mustBeUsed(f.pass, object) {
			last[object] = true
		}
		return true
	})
	for name, object := range info.Uses {
		if last[object] && !deleted(name.Pos()) && !f.isSet(name) {
			delete(last, object)
		}
	}
	var edits []analysis.TextEdit
	for object := range last {
		if object != f.write.value && object != f.write.cmd || f.write.assign == nil {
			return nil, false
		}
		edits = append(edits, f.blank(object)...)
	}
	return edits, true
}

// isKept reports whether a position is in the TTL, which goes to the write.
func (f *fixer) isKept(pos token.Pos) bool { return f.ttl.Pos() <= pos && pos < f.ttl.End() }

// enclosing is the part of the deleted statements, from the first to the last.
func (f *fixer) enclosing() ast.Node {
	block := &ast.BlockStmt{Lbrace: f.from.Pos(), Rbrace: f.to.End(), List: []ast.Stmt{f.from}}
	if f.to != f.from {
		block.List = append(block.List, f.to)
	}
	return block
}

// mustBeUsed reports whether the compiler refuses an object that nothing uses: a variable of a function, or an import.
func mustBeUsed(pass *analysis.Pass, object types.Object) bool {
	switch object := object.(type) {
	case *types.PkgName:
		return true
	case *types.Var:
		return !object.IsField() && object.Kind() == types.LocalVar
	}
	return false
}

// isSet reports whether a name is only set where it stands, which is no use to the compiler.
func (f *fixer) isSet(name *ast.Ident) bool {
	set := false
	for _, file := range f.pass.Files {
		if name.Pos() < file.FileStart || name.Pos() >= file.FileEnd {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if assign, ok := n.(*ast.AssignStmt); ok && assign.Tok == token.ASSIGN {
				set = set || slices.ContainsFunc(assign.Lhs, func(left ast.Expr) bool { return left == ast.Expr(name) })
			}
			return !set && n != nil && n.Pos() <= name.Pos() && name.Pos() < n.End()
		})
	}
	return set
}

// blank replaces a variable of the write's assignment by _.
func (f *fixer) blank(object types.Object) []analysis.TextEdit {
	var edits []analysis.TextEdit
	defines := false
	for _, left := range f.write.assign.Lhs {
		name, ok := left.(*ast.Ident)
		if !ok {
			continue
		}
		if f.pass.TypesInfo.ObjectOf(name) == object {
			edits = append(edits, analysis.TextEdit{Pos: name.Pos(), End: name.End(), NewText: []byte("_")})
		} else if f.pass.TypesInfo.Defs[name] != nil {
			defines = true
		}
	}
	if f.write.assign.Tok == token.DEFINE && !defines {
		edits = append(edits, analysis.TextEdit{Pos: f.write.assign.TokPos, End: f.write.assign.TokPos + 2, NewText: []byte("=")})
	}
	return edits
}
