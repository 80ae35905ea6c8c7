package calls

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Callback is a function that go-redis calls with a client of its own.
type Callback struct {
	Kind   Kind          // of the client it is handed: Watched, Pipeline or Transaction
	Func   *ssa.Function // its last parameter is that client
	Call   *ast.CallExpr // of Watch, Pipelined or TxPipelined
	Client Client        // what that is called on

	at     ssa.CallInstruction
	passed ssa.Value
}

func (m *model) findCallbacks() {
	m.instructions(func(instr ssa.Instruction) {
		if closure, ok := instr.(*ssa.MakeClosure); ok {
			fn := closure.Fn.(*ssa.Function)
			m.closures[fn] = append(m.closures[fn], closure)
		}
	})
	m.instructions(func(instr ssa.Instruction) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			return
		}
		used, ok := m.issuedBy(call.Common())
		if !ok || !used.takesCallback || len(used.args) < 2 {
			return
		}
		if used.name == "Watch" {
			m.watches = append(m.watches, m.watch(call, used))
		}
		for _, fn := range m.functionsOf(used.args[1], 0) {
			callback := &Callback{Kind: callbackKind(used.name), Func: fn, Client: m.client(used.receiver, used.name), at: call, passed: used.args[1]}
			if cursor, ok := m.syntax.calls[call.Common().Pos()]; ok {
				callback.Call = cursor.Node().(*ast.CallExpr)
			}
			m.pkg.Callbacks = append(m.pkg.Callbacks, callback)
			m.callbacks[fn] = append(m.callbacks[fn], callback)
		}
	})
}

func callbackKind(method string) Kind {
	switch method {
	case "Watch":
		return Watched
	case "TxPipelined":
		return Transaction
	}
	return Pipeline
}

// functionsOf returns the functions of this package that a value may be, as far as they are in view:
// literals, named functions, methods, and what functions return.
func (m *model) functionsOf(v ssa.Value, depth int) []*ssa.Function {
	const maxDepth = 4 // of functions that make functions, and of variables that are set in loops
	if depth > maxDepth {
		return nil
	}
	switch v := m.origin(v).(type) {
	case *ssa.Function:
		return []*ssa.Function{v}
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		// The closure of a method value wraps the method.
		if method, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" {
			if fn = fn.Prog.FuncValue(method); fn == nil {
				return nil
			}
		}
		return []*ssa.Function{fn}
	case *ssa.Phi:
		var all []*ssa.Function
		for _, edge := range v.Edges {
			all = append(all, m.functionsOf(edge, depth+1)...)
		}
		return all
	case *ssa.Call:
		return m.returned(v, 0, depth)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return m.returned(call, v.Index, depth)
		}
	}
	return nil
}

// returned returns the functions that result i of a call may be.
func (m *model) returned(call *ssa.Call, i, depth int) []*ssa.Function {
	made := call.Call.StaticCallee()
	if made == nil {
		return nil
	}
	var all []*ssa.Function
	for result := range returns(made) {
		all = append(all, m.functionsOf(result.Results[i], depth+1)...)
	}
	return all
}
