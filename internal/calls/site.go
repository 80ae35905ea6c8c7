package calls

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/summary"
)

// Site is a place at which the package issues one Redis command.
type Site struct {
	Command *command.Command
	API     command.API
	Method  *command.Method // the method of go-redis that issues it
	Form    Form
	Client  Client
	Args    []Operand // of Method, the context first and what is variadic as one slice; none if Form is MethodValue
	Words   []Operand // of the command, its name included, where Method is a raw one: Do, Process
	Use     Use       // of the result

	Loop      ast.Stmt    // the innermost loop around it in its function, or nil
	Callbacks []*Callback // those that it is lexically within, the innermost first

	Through []string // of a WrappedCall: the functions in between, the called one first, with their packages

	Func   *ssa.Function
	Instr  ssa.Instruction // the call, or the closure of a method value; nil for a method expression used as a value
	Call   *ast.CallExpr   // nil if Form is MethodValue
	Fun    ast.Expr        // what is called, or is the method value; without parentheses
	Cursor inspector.Cursor

	model   *model
	written []ast.Expr // the arguments at the call, without the receiver
	expires bool       // the runtime package gives the key a lifetime with it

	wrapped *summary.Command // what a WrappedCall issues
	inner   *Site            // the same command, in the function that is called; nil if another package tells of it
}

// Form is how a method is used.
type Form int

const (
	MethodCall   Form = iota // rdb.Keys(ctx, p)
	MethodExpr               // (*redis.Client).Keys(rdb, ctx, p)
	VariableCall             // f(ctx, p), where f := rdb.Keys or f := (*redis.Client).Keys
	MethodValue              // rdb.Keys or (*redis.Client).Keys, which goes where its calls are not in view
	WrappedCall              // store.Put(ctx, k, v), which issues it: among the wrapped sites of a Package
	ToldUse                  // of which another package tells: there is no place for it in this one
	RuntimeCall              // redisrt.Keys(ctx, rdb, p) or script.Run(ctx, rdb, keys): not among the sites of a Package, but its keys are among the keys
)

// Operand is a value that a command is given, and how it is written if it stands at the call.
type Operand struct {
	Value ssa.Value
	Expr  ast.Expr
}

// IsRaw reports whether the command is spelled out: rdb.Do(ctx, "get", key).
func (s *Site) IsRaw() bool { return s.Method.Raw.OK() }

// Range is where to report the site: the expression that names the method or, where that is spread
// over lines, the line with the name. From is where the expression begins.
func (s *Site) Range() (pos, end, from token.Pos) { return s.model.rangeOf(s.Fun) }

func (m *model) rangeOf(fun ast.Expr) (pos, end, from token.Pos) {
	pos, end = fun.Pos(), fun.End()
	if selector, ok := fun.(*ast.SelectorExpr); ok {
		if m.fset.PositionFor(pos, false).Line != m.fset.PositionFor(selector.Sel.Pos(), false).Line {
			return selector.Sel.Pos(), end, pos
		}
	}
	return pos, end, pos
}

func (m *model) findSites() {
	called := make(map[*types.Func]bool) // method expressions that are called through a variable
	m.instructions(func(instr ssa.Instruction) {
		switch instr := instr.(type) {
		case ssa.CallInstruction:
			site := m.callSite(instr)
			if site == nil {
				return
			}
			m.sites[instr] = site
			if site.Form == RuntimeCall {
				return
			}
			if site.Form == VariableCall {
				called[instr.Common().StaticCallee().Object().(*types.Func)] = true
			}
			m.pkg.Sites = append(m.pkg.Sites, site)
		case *ssa.MakeClosure:
			if site := m.valueSite(instr); site != nil {
				m.pkg.Sites = append(m.pkg.Sites, site)
			}
		}
	})
	m.findMethodExprs(called)
}

func (m *model) callSite(instr ssa.CallInstruction) *Site {
	common := instr.Common()
	used, ok := m.issuedBy(common)
	if !ok || used.method == nil {
		return nil
	}
	cursor, ok := m.syntax.calls[common.Pos()]
	if !ok {
		return nil
	}
	call := cursor.Node().(*ast.CallExpr)
	site := &Site{
		API:    used.api,
		Method: used.method,
		Client: m.client(used.receiver, used.name),
		Func:   instr.Parent(),
		Instr:  instr,
		Call:   call,
		Fun:    ast.Unparen(call.Fun),
		Cursor: cursor,
		Loop:   enclosingLoop(cursor),
		model:  m,
	}
	site.Form = m.formOf(site.Fun)
	site.written = call.Args
	if used.byRuntime {
		site.Form = RuntimeCall
		site.written = nil
		site.expires = used.expires
	}
	if used.receiverFirst {
		site.Client.Expr = call.Args[0]
		site.written = call.Args[1:]
	}
	site.Args = m.args(used.args, site.written, call)
	if !m.identify(site) {
		return nil
	}
	if site.Form == MethodCall {
		site.Client.Expr = site.Fun.(*ast.SelectorExpr).X
	}
	if site.Client.Expr != nil {
		site.Client.Type = m.info.TypeOf(site.Client.Expr)
	}
	if value, ok := instr.(*ssa.Call); ok {
		site.Use = m.useOf(value, cursor)
	}
	site.Callbacks = m.callbacksAround(site.Func)
	return site
}

// identify finds the command of a site, and reports whether it is known.
func (m *model) identify(site *Site) bool {
	if site.IsRaw() {
		site.Words = m.words(site)
		var name []string
		for _, word := range site.Words {
			text, ok := m.text(word.Value)
			if !ok || len(name) == 2 {
				break
			}
			name = append(name, text)
		}
		site.Command, _ = command.Raw(name)
		return site.Command != nil
	}
	var known bool
	site.Command, known = command.Lookup(site.Method.Command)
	return known
}

func (m *model) formOf(fun ast.Expr) Form {
	selector, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return VariableCall
	}
	selection, ok := m.info.Selections[selector]
	switch {
	case !ok || selection.Kind() == types.FieldVal:
		return VariableCall
	case selection.Kind() == types.MethodExpr:
		return MethodExpr
	}
	return MethodCall
}

// args pairs the arguments of a method with what is written at the call.
func (m *model) args(values []ssa.Value, written []ast.Expr, call *ast.CallExpr) []Operand {
	operands := make([]Operand, len(values))
	for i, value := range values {
		operands[i].Value = value
		if i < len(written) && !isPacked(call, values, i) && !m.isTuple(written[0]) {
			operands[i].Expr = written[i]
		}
	}
	return operands
}

// isTuple reports whether an expression is a call with several results, which f(g()) passes on as several arguments.
func (m *model) isTuple(expr ast.Expr) bool {
	_, ok := m.info.TypeOf(expr).(*types.Tuple)
	return ok
}

// isPacked reports whether argument i is the slice that the compiler makes of variadic arguments.
func isPacked(call *ast.CallExpr, values []ssa.Value, i int) bool {
	if i != len(values)-1 || call.Ellipsis.IsValid() {
		return false
	}
	_, isSlice := values[i].Type().Underlying().(*types.Slice)
	return isSlice
}

func (m *model) callbacksAround(fn *ssa.Function) []*Callback {
	var around []*Callback
	for ; fn != nil; fn = fn.Parent() {
		around = append(around, m.callbacks[fn]...)
	}
	return around
}
