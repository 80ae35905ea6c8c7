package calls

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
)

// valueSite returns the site of a method value, unless all its calls are in view.
func (m *model) valueSite(closure *ssa.MakeClosure) *Site {
	fn := closure.Fn.(*ssa.Function)
	method, ok := fn.Object().(*types.Func)
	if !ok || fn.Synthetic == "" || len(closure.Bindings) != 1 {
		return nil
	}
	t := m.target(method)
	if t == nil || t.method == nil || onlyCalled(closure) {
		return nil
	}
	cursor, ok := m.syntax.selectors[closure.Pos()]
	if !ok {
		return nil
	}
	site := m.unseenCalls(t, cursor)
	if site == nil {
		return nil
	}
	site.Client = m.client(closure.Bindings[0], t.name)
	site.Client.Expr = site.Fun.(*ast.SelectorExpr).X
	site.Client.Type = m.info.TypeOf(site.Client.Expr)
	site.Func = closure.Parent()
	site.Instr = closure
	site.Callbacks = m.callbacksAround(site.Func)
	return site
}

// unseenCalls returns the site of a method that is used as a value. A raw method tells nothing so.
func (m *model) unseenCalls(t *target, cursor inspector.Cursor) *Site {
	cmd, ok := command.Lookup(t.method.Command)
	if !ok {
		return nil
	}
	return &Site{
		Command: cmd,
		API:     t.api,
		Method:  t.method,
		Form:    MethodValue,
		Use:     Use{Escapes: true},
		Fun:     cursor.Node().(ast.Expr),
		Cursor:  cursor,
		Loop:    enclosingLoop(cursor),
		model:   m,
	}
}

func onlyCalled(closure *ssa.MakeClosure) bool {
	for _, use := range *closure.Referrers() {
		call, ok := use.(ssa.CallInstruction)
		if !ok || call.Common().Value != closure {
			return false
		}
		for _, arg := range call.Common().Args {
			if arg == closure {
				return false
			}
		}
	}
	return true
}

// findMethodExprs finds the method expressions that are used as values. They have no instruction of their own.
func (m *model) findMethodExprs(called map[*types.Func]bool) {
	for _, cursor := range m.syntax.selectors {
		selector := cursor.Node().(*ast.SelectorExpr)
		selection, ok := m.info.Selections[selector]
		if !ok || selection.Kind() != types.MethodExpr {
			continue
		}
		method := selection.Obj().(*types.Func)
		t := m.target(method)
		if t == nil || t.method == nil || called[method] && isAssigned(cursor) {
			continue
		}
		if site := m.unseenCalls(t, cursor); site != nil {
			site.Client.Kind = kindOf(selection.Recv(), t.name)
			m.pkg.Sites = append(m.pkg.Sites, site)
		}
	}
}

// isAssigned reports whether an expression initializes or sets a variable, with nothing around it.
func isAssigned(cursor inspector.Cursor) bool {
	switch cursor.Parent().Node().(type) {
	case *ast.AssignStmt, *ast.ValueSpec:
		return true
	}
	return false
}
