package redisexpire

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"time"
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
	ast.Inspect(f.ttl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			ok = ok && f.pass.TypesInfo.Types[n.Fun].IsType()
		case *ast.FuncLit, *ast.IndexExpr, *ast.TypeAssertExpr:
			ok = false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.Ident:
			ok = ok && f.sameAtWrite(n)
		}
		return ok
	})
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

// sameAtWrite reports whether a name of the TTL means the same, and is set, where the write stands.
func (f *fixer) sameAtWrite(name *ast.Ident) bool {
	object := f.pass.TypesInfo.Uses[name]
	variable, ok := object.(*types.Var)
	if !ok || variable.IsField() {
		return object != nil
	}
	at := f.write.Site.Call.Pos()
	if variable.Parent() == nil || variable.Pos() > at && variable.Parent() != f.pass.Pkg.Scope() {
		return false
	}
	scope := f.pass.Pkg.Scope().Innermost(at)
	if scope == nil {
		return false
	}
	_, found := scope.LookupParent(name.Name, at)
	return found == object && object != f.write.Value && object != f.write.Err && object != f.write.Cmd
}
