package edit

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Unused returns the variables and imports that only statements use which are to be deleted, and that the compiler
// would refuse then. What is within kept stays, though it moves.
func Unused(pass *analysis.Pass, from, to ast.Stmt, kept ast.Expr) []types.Object {
	deleted := func(pos token.Pos) bool {
		return from.Pos() <= pos && pos < to.End() && !(kept.Pos() <= pos && pos < kept.End())
	}
	var objects []types.Object
	for name, object := range pass.TypesInfo.Uses {
		if deleted(name.Pos()) && !deleted(object.Pos()) && mustBeUsed(object) && !slices.Contains(objects, object) {
			objects = append(objects, object)
		}
	}
	for name, object := range pass.TypesInfo.Uses {
		if i := slices.Index(objects, object); i >= 0 && !deleted(name.Pos()) && !isSet(pass, name) {
			objects = slices.Delete(objects, i, i+1)
		}
	}
	slices.SortFunc(objects, func(a, b types.Object) int { return int(a.Pos() - b.Pos()) })
	return objects
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

// Blank returns the edits that replace a variable by _ in the assignment that sets it.
func Blank(pass *analysis.Pass, assign *ast.AssignStmt, object types.Object) []analysis.TextEdit {
	var edits []analysis.TextEdit
	defines := false
	for _, left := range assign.Lhs {
		name, ok := left.(*ast.Ident)
		if !ok {
			continue
		}
		if pass.TypesInfo.ObjectOf(name) == object {
			edits = append(edits, analysis.TextEdit{Pos: name.Pos(), End: name.End(), NewText: []byte("_")})
		} else if pass.TypesInfo.Defs[name] != nil {
			defines = true
		}
	}
	if assign.Tok == token.DEFINE && !defines {
		edits = append(edits, analysis.TextEdit{Pos: assign.TokPos, End: assign.TokPos + 2, NewText: []byte("=")})
	}
	return edits
}
