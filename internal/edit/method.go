package edit

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
)

// CallMethod is the fix that rewrites rdb.Del(ctx, key) to rdb.Unlink(ctx, key), for a method of the same signature. It
// is nil where the client has no such method of go-redis, but one of its own or none.
func CallMethod(site *calls.Site, message, method string) *analysis.SuggestedFix {
	selector, ok := site.Fun.(*ast.SelectorExpr)
	if !ok || site.IsRaw() || site.Form != calls.MethodCall || !hasMethod(site.Client.Type, method, site.Method.Name) {
		return nil
	}
	return rename(selector, message, method)
}

func rename(selector *ast.SelectorExpr, message, method string) *analysis.SuggestedFix {
	return &analysis.SuggestedFix{
		Message:   message,
		TextEdits: []analysis.TextEdit{{Pos: selector.Sel.Pos(), End: selector.Sel.End(), NewText: []byte(method)}},
	}
}

// hasMethod reports whether a type gets a method from where it gets another one, go-redis, with the same signature.
func hasMethod(t types.Type, method, other string) bool {
	found, path, _ := types.LookupFieldOrMethod(t, true, nil, method)
	like, likePath, _ := types.LookupFieldOrMethod(t, true, nil, other)
	if found == nil || like == nil || found.Pkg() == nil || !calls.IsGoRedis(found.Pkg().Path()) || len(path) != len(likePath) {
		return false
	}
	for i := range len(path) - 1 {
		if path[i] != likePath[i] {
			return false
		}
	}
	return types.Identical(found.Type(), like.Type())
}
