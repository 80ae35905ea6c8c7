package calls

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ast/inspector"
)

// syntax leads from positions of SSA instructions to the expressions that they came from.
type syntax struct {
	calls     map[token.Pos]inspector.Cursor // by left parenthesis
	selectors map[token.Pos]inspector.Cursor // by selected identifier, where it is not called at once
	constants map[token.Pos]ast.Expr         // by the name that it is declared for
}

func indexSyntax(in *inspector.Inspector) *syntax {
	s := &syntax{
		calls:     make(map[token.Pos]inspector.Cursor),
		selectors: make(map[token.Pos]inspector.Cursor),
		constants: make(map[token.Pos]ast.Expr),
	}
	for cursor := range in.Root().Preorder((*ast.CallExpr)(nil), (*ast.SelectorExpr)(nil), (*ast.GenDecl)(nil)) {
		switch node := cursor.Node().(type) {
		case *ast.CallExpr:
			s.calls[node.Lparen] = cursor
		case *ast.SelectorExpr:
			if !isCalled(cursor) {
				s.selectors[node.Sel.Pos()] = cursor
			}
		case *ast.GenDecl:
			if node.Tok == token.CONST {
				s.addConstants(node)
			}
		}
	}
	return s
}

func (s *syntax) addConstants(decl *ast.GenDecl) {
	for _, spec := range decl.Specs {
		spec := spec.(*ast.ValueSpec)
		for i, name := range spec.Names {
			if i < len(spec.Values) {
				s.constants[name.Pos()] = spec.Values[i]
			}
		}
	}
}

// isCalled reports whether the expression, parentheses aside, is the function of a call.
func isCalled(cursor inspector.Cursor) bool {
	parent := cursor.Parent()
	for {
		if _, ok := parent.Node().(*ast.ParenExpr); !ok {
			break
		}
		cursor, parent = parent, parent.Parent()
	}
	call, ok := parent.Node().(*ast.CallExpr)
	return ok && call.Fun == cursor.Node()
}

// enclosingLoop returns the innermost for or range statement that runs the node again, within its function.
func enclosingLoop(cursor inspector.Cursor) ast.Stmt {
	pos := cursor.Node().Pos()
	within := func(node ast.Node) bool { return node.Pos() <= pos && pos < node.End() }
	for loop := range cursor.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch loop := loop.Node().(type) {
		case *ast.ForStmt:
			if loop.Init == nil || !within(loop.Init) {
				return loop
			}
		case *ast.RangeStmt:
			if !within(loop.X) {
				return loop
			}
		default:
			return nil
		}
	}
	return nil
}
