package edit

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/redislint/redislint/internal/calls"
)

// OnlyComputes reports whether a statement or expression calls nothing but the standard library, conversions and
// built-in functions, and functions of the package that only return what such expressions give.
// Calls that allowed says are not looked at; it may be nil.
func OnlyComputes(pass *analysis.Pass, node ast.Node, allowed func(*ast.CallExpr) bool) bool {
	return onlyComputes(pass, node, allowed, 0)
}

func onlyComputes(pass *analysis.Pass, node ast.Node, allowed func(*ast.CallExpr) bool, depth int) bool {
	const maxDepth = 3 // of key functions that call key functions
	ok := depth <= maxDepth
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			info := pass.TypesInfo
			switch {
			case info.Types[n.Fun].IsType(), IsStandard(info, n):
			case info.Types[n.Fun].IsBuiltin():
				name, isName := ast.Unparen(n.Fun).(*ast.Ident)
				ok = ok && isName && name.Name != "panic" && name.Name != "close"
			case allowed != nil && allowed(n):
			default:
				body := bodyOf(pass, n)
				ok = ok && body != nil && onlyComputes(pass, body, allowed, depth+1)
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

// bodyOf returns what a function of the package returns, if that is all that it does.
func bodyOf(pass *analysis.Pass, call *ast.CallExpr) ast.Node {
	fn := typeutil.StaticCallee(pass.TypesInfo, call)
	if fn == nil || fn.Pkg() != pass.Pkg {
		return nil
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || pass.TypesInfo.Defs[decl.Name] != fn.Origin() || decl.Body == nil || len(decl.Body.List) != 1 {
				continue
			}
			if result, ok := decl.Body.List[0].(*ast.ReturnStmt); ok {
				return result
			}
		}
	}
	return nil
}

// IsStandard reports whether a call is of the standard library.
func IsStandard(info *types.Info, call *ast.CallExpr) bool {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return false
	}
	return calls.IsStandard(fn.Pkg().Path()) && fn.FullName() != "time.Sleep"
}

// IsAddressed reports whether the address of a variable, or of a part of it, is taken somewhere in its file.
func IsAddressed(pass *analysis.Pass, variable *types.Var) bool {
	addressed := false
	file := fileOf(pass, variable.Pos())
	if file == nil || variable.IsField() {
		return false
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if unary, ok := n.(*ast.UnaryExpr); ok && unary.Op == token.AND {
			if name := rootOf(unary.X); name != nil && pass.TypesInfo.Uses[name] == variable {
				addressed = true
			}
		}
		return !addressed
	})
	return addressed
}

// rootOf returns the variable that an expression is a part of.
func rootOf(expr ast.Expr) *ast.Ident {
	for {
		switch part := ast.Unparen(expr).(type) {
		case *ast.Ident:
			return part
		case *ast.SelectorExpr:
			expr = part.X
		case *ast.IndexExpr:
			expr = part.X
		default:
			return nil
		}
	}
}
