package edit

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Deletions are what the fixes of a pass delete. Some drivers make all fixes of a file at once, and none but ours
// removes an import that is left unused then.
type Deletions []deletion

// deletion is from a statement to another, but for an expression that stays, though it moves.
type deletion struct {
	from, to ast.Stmt
	kept     ast.Expr
}

func (d deletion) has(pos token.Pos) bool {
	return d.from.Pos() <= pos && pos < d.to.End() && !(d.kept.Pos() <= pos && pos < d.kept.End())
}

// Add adds what a fix deletes.
func (ds *Deletions) Add(from, to ast.Stmt, kept ast.Expr) {
	*ds = append(*ds, deletion{from, to, kept})
}

// Unused returns the variables and imports that only statements use which are to be deleted, by one more fix or by
// those before, and that the compiler would refuse then. It reports false where one is still set elsewhere, or where a
// name comes from an import without a name of its own.
func (ds Deletions) Unused(pass *analysis.Pass, from, to ast.Stmt, kept ast.Expr) ([]types.Object, bool) {
	deleted := deletion{from, to, kept}.has
	var objects []types.Object
	for name, object := range pass.TypesInfo.Uses {
		if !deleted(name.Pos()) || deleted(object.Pos()) {
			continue
		}
		if mustBeUsed(object) && !slices.Contains(objects, object) {
			objects = append(objects, object)
		}
		if isDotImported(pass, name, object) {
			return nil, false
		}
	}
	read, set := make(map[types.Object]bool), make(map[types.Object]bool)
	for name, object := range pass.TypesInfo.Uses {
		switch {
		case !slices.Contains(objects, object) || deleted(name.Pos()):
		case slices.ContainsFunc(ds, func(before deletion) bool { return before.has(name.Pos()) }):
		case isSet(pass, name):
			set[object] = true
		default:
			read[object] = true
		}
	}
	objects = slices.DeleteFunc(objects, func(object types.Object) bool { return read[object] })
	slices.SortFunc(objects, func(a, b types.Object) int { return int(a.Pos() - b.Pos()) })
	return objects, !slices.ContainsFunc(objects, func(object types.Object) bool { return set[object] })
}

// isDotImported reports whether a name is of another package, and is not written as one of that.
func isDotImported(pass *analysis.Pass, name *ast.Ident, object types.Object) bool {
	if object.Pkg() == nil || object.Pkg() == pass.Pkg || object.Parent() != object.Pkg().Scope() {
		return false
	}
	qualified := false
	ast.Inspect(fileOf(pass, name.Pos()), func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok && selector.Sel == name {
			qualified = true
		}
		return !qualified && n != nil && n.Pos() <= name.Pos() && name.Pos() < n.End()
	})
	return !qualified
}

// mustBeUsed reports whether the compiler refuses an object that nothing uses.
func mustBeUsed(object types.Object) bool {
	switch object := object.(type) {
	case *types.PkgName:
		return true
	case *types.Var:
		return object.Kind() == types.LocalVar
	}
	return false
}

// isSet reports whether a name is only set where it stands, which is no use to the compiler.
func isSet(pass *analysis.Pass, name *ast.Ident) bool {
	file := fileOf(pass, name.Pos())
	set := false
	ast.Inspect(file, func(n ast.Node) bool {
		if assign, ok := n.(*ast.AssignStmt); ok && assign.Tok == token.ASSIGN && slices.Contains(assign.Lhs, ast.Expr(name)) {
			set = true
		}
		return !set && n != nil && n.Pos() <= name.Pos() && name.Pos() < n.End()
	})
	return set
}

// Blank returns the edits that replace a variable by _ in the assignment that defines it. It reports false if that is
// not the one that does.
func Blank(pass *analysis.Pass, assign *ast.AssignStmt, object types.Object) ([]analysis.TextEdit, bool) {
	if assign == nil || assign.Tok != token.DEFINE {
		return nil, false
	}
	var edits []analysis.TextEdit
	defines := false
	for _, left := range assign.Lhs {
		name, ok := left.(*ast.Ident)
		if !ok {
			continue
		}
		switch pass.TypesInfo.Defs[name] {
		case nil:
		case object:
			edits = append(edits, analysis.TextEdit{Pos: name.Pos(), End: name.End(), NewText: []byte("_")})
		default:
			defines = true
		}
	}
	if len(edits) == 0 {
		return nil, false
	}
	if !defines {
		edits = append(edits, analysis.TextEdit{Pos: assign.TokPos, End: assign.TokPos + 2, NewText: []byte("=")})
	}
	return edits, true
}

// NamesPackage reports whether an expression names something of another package, but for one. Where the expression is
// replaced, the import may be left unused.
func NamesPackage(pass *analysis.Pass, expr ast.Expr, but string) bool {
	names := false
	ast.Inspect(expr, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok {
			object := pass.TypesInfo.Uses[name]
			imported, isPackage := object.(*types.PkgName)
			names = names || isPackage && imported.Imported().Path() != but || object != nil && isDotImported(pass, name, object)
		}
		return !names
	})
	return names
}
