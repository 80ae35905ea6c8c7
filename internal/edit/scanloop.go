package edit

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/redislint/redislint/internal/calls"
)

// iteratorLoop is a loop over an iterator that is used for nothing else, and the names that its body needs.
type iteratorLoop struct {
	pass    *analysis.Pass
	assign  *ast.AssignStmt // of the iterator
	iter    types.Object
	stmt    *ast.ForStmt
	after   ast.Stmt        // in the same list, or nil
	results *types.Tuple    // of the function around it
	vals    []*ast.CallExpr // of Val, in the body
	uses    int             // of the iterator, in all
	first   ast.Stmt        // key := iter.Val(), if that is how the body begins, and all that it reads
	key     string
	err     string
}

// iteratorLoopOf returns the loop over the iterator of a scan.
func iteratorLoopOf(pass *analysis.Pass, site *calls.Site) (*iteratorLoop, bool) {
	l := &iteratorLoop{pass: pass}
	if selector, ok := site.Cursor.Parent().Node().(*ast.SelectorExpr); !ok || selector.Sel.Name != "Iterator" {
		return nil, false
	}
	at := site.Cursor.Parent().Parent().Parent()
	assign, ok := at.Node().(*ast.AssignStmt)
	if !ok || assign.Tok != token.DEFINE || len(assign.Lhs) != 1 || site.Cursor.Parent().Parent().Node() != assign.Rhs[0] {
		return nil, false
	}
	l.assign = assign
	if l.iter = pass.TypesInfo.Defs[assign.Lhs[0].(*ast.Ident)]; l.iter == nil {
		return nil, false
	}
	if at, ok = loopAfter(at); !ok {
		return nil, false
	}
	l.stmt = at.Node().(*ast.ForStmt)
	next, ok := l.stmt.Cond.(*ast.CallExpr)
	if !ok || l.stmt.Post != nil || l.calls(next) != "Next" || len(next.Args) != 1 {
		return nil, false
	}
	ctx, ok := next.Args[0].(*ast.Ident)
	given, isName := site.Call.Args[0].(*ast.Ident)
	if !ok || !isName || pass.TypesInfo.Uses[ctx] != pass.TypesInfo.Uses[given] {
		return nil, false
	}
	if after, ok := at.NextSibling(); ok {
		l.after, _ = after.Node().(ast.Stmt)
	}
	l.results = resultsAround(pass, at)
	for _, object := range pass.TypesInfo.Uses {
		if object == l.iter {
			l.uses++
		}
	}
	return l, l.readVals()
}

// loopAfter returns the loop that an assignment begins, or that follows it.
func loopAfter(assign inspector.Cursor) (inspector.Cursor, bool) {
	if loop, ok := assign.Parent().Node().(*ast.ForStmt); ok {
		return assign.Parent(), loop.Init == assign.Node()
	}
	at, ok := assign.NextSibling()
	if !ok {
		return at, false
	}
	loop, ok := at.Node().(*ast.ForStmt)
	return at, ok && loop.Init == nil
}

// calls names the method of the iterator that is called, or is "".
func (l *iteratorLoop) calls(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if name, ok := selector.X.(*ast.Ident); !ok || l.pass.TypesInfo.Uses[name] != l.iter {
		return ""
	}
	return selector.Sel.Name
}

// readVals finds where the body reads the iterator, other than in literals, which may run when it has gone on, and where
// only a call may stand.
func (l *iteratorLoop) readVals() bool {
	ast.Inspect(l.stmt.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.DeferStmt, *ast.GoStmt:
			return false
		case *ast.ExprStmt:
			call, ok := ast.Unparen(n.X).(*ast.CallExpr)
			return !ok || l.calls(call) == ""
		case *ast.CallExpr:
			if l.calls(n) == "Val" {
				l.vals = append(l.vals, n)
			}
		}
		return true
	})
	first, ok := l.firstStmt()
	if ok && len(l.vals) == 1 && first.Rhs[0] == ast.Expr(l.vals[0]) && !hasComment(l.pass, l.stmt.Body.Lbrace, first.End()) {
		l.first, l.key = first, first.Lhs[0].(*ast.Ident).Name
		return !l.isRedefined(l.pass.TypesInfo.Defs[first.Lhs[0].(*ast.Ident)])
	}
	return true
}

func (l *iteratorLoop) firstStmt() (*ast.AssignStmt, bool) {
	if len(l.stmt.Body.List) == 0 {
		return nil, false
	}
	first, ok := l.stmt.Body.List[0].(*ast.AssignStmt)
	return first, ok && first.Tok == token.DEFINE && len(first.Lhs) == 1
}

// isRedefined reports whether one of several names that the body defines is not new there: it would be then.
func (l *iteratorLoop) isRedefined(object types.Object) bool {
	return slices.ContainsFunc(l.stmt.Body.List, func(stmt ast.Stmt) bool {
		assign, ok := stmt.(*ast.AssignStmt)
		return ok && assign.Tok == token.DEFINE && slices.ContainsFunc(assign.Lhs, func(left ast.Expr) bool {
			name, ok := left.(*ast.Ident)
			return ok && l.pass.TypesInfo.Uses[name] == object
		})
	})
}

// resultsAround returns the results of the function around a node.
func resultsAround(pass *analysis.Pass, at inspector.Cursor) *types.Tuple {
	for around := range at.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		switch fn := around.Node().(type) {
		case *ast.FuncDecl:
			return pass.TypesInfo.Defs[fn.Name].(*types.Func).Signature().Results()
		case *ast.FuncLit:
			return pass.TypesInfo.TypeOf(fn).(*types.Signature).Results()
		}
	}
	return nil
}

// isOneLine reports whether the body begins on the line of the loop.
func (l *iteratorLoop) isOneLine() bool {
	begin := l.stmt.Body.Rbrace
	if len(l.stmt.Body.List) > 0 {
		begin = l.stmt.Body.List[0].Pos()
	}
	return lineOf(l.pass.Fset, begin) == lineOf(l.pass.Fset, l.stmt.Body.Lbrace)
}

// holdsAnother reports whether the body has such a loop, too, whose names would hide these, or one that was made of one.
func (l *iteratorLoop) holdsAnother() bool {
	found := false
	ast.Inspect(l.stmt.Body, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok {
			object := l.pass.TypesInfo.Uses[name]
			found = found || name.Name == "Iterator" || object != nil && object.Pkg() != nil && object.Pkg().Path() == calls.RuntimePath
		}
		return !found
	})
	return found
}
