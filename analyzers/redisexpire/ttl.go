package redisexpire

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"time"

	"github.com/redislint/redislint/internal/edit"
)

// hasTTL finds the TTL that the EXPIRE gives. It must be one that the write can be given: the same, and computed
// without effects, where the write stands.
func (f *fixer) hasTTL() bool {
	site := f.expire.Site
	if site.Command.Name != "EXPIRE" && site.Command.Name != "PEXPIRE" || len(site.Args) < 3 || site.Args[2].Expr == nil {
		return false
	}
	if site.Method.Name != "Expire" && site.Method.Name != "PExpire" {
		return false // ExpireNX and its like
	}
	f.ttl = site.Args[2].Expr
	if seconds, ok := f.constantTTL(); ok && (seconds < time.Second || seconds%time.Second != 0) {
		return false
	}
	ok := true
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			ok = ok && f.pass.TypesInfo.Types[n.Fun].IsType()
		case *ast.FuncLit, *ast.IndexExpr, *ast.TypeAssertExpr, *ast.CompositeLit, *ast.StarExpr:
			ok = false
		case *ast.SelectorExpr:
			ast.Inspect(n.X, visit)
			return false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.Ident:
			ok = ok && f.sameAtWrite(n)
		}
		return ok
	}
	ast.Inspect(f.ttl, visit)
	return ok
}

func (f *fixer) constantTTL() (time.Duration, bool) {
	value := f.pass.TypesInfo.Types[f.ttl].Value
	if value == nil {
		return 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(value))
	return time.Duration(n), ok
}

// sameAtWrite reports whether a name of the TTL means the same, and is set, where the write stands, and is set by nothing
// but assignments.
func (f *fixer) sameAtWrite(name *ast.Ident) bool {
	object := f.pass.TypesInfo.Uses[name]
	at := f.write.Site.Call.Pos()
	scope := f.pass.Pkg.Scope().Innermost(at)
	if object == nil || scope == nil {
		return false
	}
	if _, found := scope.LookupParent(name.Name, at); found != object {
		return false
	}
	if variable, ok := object.(*types.Var); ok && edit.IsAddressed(f.pass, variable) {
		return false
	}
	return object != f.write.Value && object != f.write.Err && object != f.write.Cmd
}
