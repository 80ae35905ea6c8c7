package edit

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// RenameMethod is the fix that rewrites tx.Pipelined(ctx, fn) to tx.TxPipelined(ctx, fn), for a method of the same
// signature, or nil.
func RenameMethod(pass *analysis.Pass, call *ast.CallExpr, method, message string) *analysis.SuggestedFix {
	selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !isLike(pass, selector, pass.TypesInfo.TypeOf(selector.X), method) {
		return nil
	}
	return rename(selector, message, method)
}

// IssueOn is the fix that rewrites rdb.Set(ctx, key, v, 0) to pipe.Set(ctx, key, v, 0), where pipe is a parameter of the
// function around that has such a method. It is nil where that is not visible, or where the old client might be left
// unused: it has to be one of those that other calls name.
func IssueOn(pass *analysis.Pass, call *ast.CallExpr, on types.Object, method string, others []*ast.CallExpr, message string) *analysis.SuggestedFix {
	selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !isLike(pass, selector, on.Type(), method) || hasComment(pass, call.Pos(), selector.End()) {
		return nil
	}
	_, visible := pass.Pkg.Scope().Innermost(call.Pos()).LookupParent(on.Name(), call.Pos())
	if visible != on || !slices.ContainsFunc(others, func(other *ast.CallExpr) bool { return sameReceiver(pass, call, other) }) {
		return nil
	}
	return &analysis.SuggestedFix{Message: message, TextEdits: []analysis.TextEdit{
		{Pos: selector.Pos(), End: selector.End(), NewText: []byte(on.Name() + "." + method)},
	}}
}

// isLike reports whether a type has a method of the signature of the one that is called.
func isLike(pass *analysis.Pass, called *ast.SelectorExpr, t types.Type, method string) bool {
	selection, ok := pass.TypesInfo.Selections[called]
	if !ok || selection.Kind() != types.MethodVal {
		return false
	}
	like, _, _ := types.LookupFieldOrMethod(t, true, nil, method)
	return like != nil && types.Identical(like.Type(), selection.Type())
}

// sameReceiver reports whether two methods are called on the same variable, or the same field of it.
func sameReceiver(pass *analysis.Pass, a, b *ast.CallExpr) bool {
	x, ok := ast.Unparen(a.Fun).(*ast.SelectorExpr)
	y, both := ast.Unparen(b.Fun).(*ast.SelectorExpr)
	if !ok || !both || types.ExprString(x.X) != types.ExprString(y.X) {
		return false
	}
	of, other := rootOf(x.X), rootOf(y.X)
	return of != nil && other != nil && pass.TypesInfo.ObjectOf(of) == pass.TypesInfo.ObjectOf(other)
}
