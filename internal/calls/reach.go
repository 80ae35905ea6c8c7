package calls

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

// reached is what a call runs: a function of this package, or one that another package tells of.
type reached struct {
	local *ssa.Function
	told  *summary.Function
	pkg   string      // the name of the package that tells
	args  []ssa.Value // the receiver first; nil where one is not known
}

// reach returns what a call runs, as far as that is in view.
func (m *model) reach(call *ssa.CallCommon) (reached, bool) {
	if call.IsInvoke() {
		return m.reachMethod(call)
	}
	args := call.Args
	if closure, ok := call.Value.(*ssa.MakeClosure); ok && closure.Fn.(*ssa.Function).Synthetic != "" && len(closure.Bindings) == 1 {
		args = append([]ssa.Value{closure.Bindings[0]}, args...)
	}
	fn, ok := callee(call)
	if !ok {
		local := m.called(call)
		return reached{local: local, args: args}, local != nil
	}
	return m.reachFunc(fn, args)
}

func (m *model) reachFunc(fn *types.Func, args []ssa.Value) (reached, bool) {
	fn = fn.Origin()
	if fn.Pkg() == nil {
		return reached{}, false
	}
	if fn.Pkg() == m.types {
		local := m.program.FuncValue(fn)
		if local == nil || len(local.Blocks) == 0 {
			return reached{}, false
		}
		return reached{local: local, args: args}, true
	}
	return m.tell(fn.Pkg().Path(), nameOfFunc(fn), args)
}

// tell returns what a package tells of a function.
func (m *model) tell(path, name string, args []ssa.Value) (reached, bool) {
	pkg := m.told[path]
	if pkg == nil {
		return reached{}, false
	}
	fn := pkg.Function(name)
	return reached{told: fn, pkg: pkg.name, args: args}, fn != nil
}

// reachMethod is reach for a method of an interface, where the type behind it is in view.
func (m *model) reachMethod(call *ssa.CallCommon) (reached, bool) {
	impl := m.concrete(call.Value)
	if !impl.known() {
		return reached{}, false
	}
	args := append([]ssa.Value{call.Value}, call.Args...)
	if impl.named == nil {
		return m.tell(impl.path, impl.name+"."+call.Method.Name(), args)
	}
	method, path, _ := types.LookupFieldOrMethod(types.NewPointer(impl.named), true, call.Method.Pkg(), call.Method.Name())
	fn, ok := method.(*types.Func)
	if !ok {
		return reached{}, false
	}
	if len(path) > 1 {
		args[0] = nil // a part of it
	}
	return m.reachFunc(fn, args)
}

// impl is the type behind an interface. Of a type that this package cannot name only the name is known.
type impl struct {
	path, name string
	named      *types.Named
}

func (i impl) known() bool    { return i.name != "" }
func (i impl) String() string { return i.path + "." + i.name }

func instanceOf(named *types.Named) impl {
	named = named.Origin()
	return impl{named.Obj().Pkg().Path(), named.Obj().Name(), named}
}

// instance is the type that a recipe says a value has.
func (d *derived) instance() impl {
	at := strings.LastIndexByte(d.Text, '.')
	if d.Op != summary.Instance || at < 0 {
		return impl{}
	}
	return impl{path: d.Text[:at], name: d.Text[at+1:]}
}

// concrete returns the type that a value has, also where it is an interface and one type is assigned to it in view.
func (m *model) concrete(v ssa.Value) impl {
	const maxSteps = 10
	for range maxSteps {
		v = m.origin(v)
		if named := namedOf(v.Type()); named != nil && !types.IsInterface(named) && named.Obj().Pkg() != nil {
			return instanceOf(named)
		}
		if v = m.assignedTo(v); v == nil {
			return impl{}
		}
		if made, ok := v.(*derived); ok && made.Op == summary.Instance {
			return made.instance()
		}
	}
	return impl{}
}

// assignedTo returns the one value in view that a variable of an interface type is given, or nil.
func (m *model) assignedTo(v ssa.Value) ssa.Value {
	if of, field := readField(v); field != nil {
		stored, _ := m.fieldSetOnce(of.Type(), field)
		return stored
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		if variable, ok := v.X.(*ssa.Global); ok {
			stored, _ := m.setOnce(variable)
			return stored
		}
	case *ssa.Parameter:
		if callers, ok := m.callersOf(v.Parent()); ok && len(callers) == 1 {
			if arg, ok := argumentFor(v, callers[0].Common()); ok {
				return arg
			}
		}
	case *ssa.Call:
		return m.resultOf(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return m.resultOf(call, v.Index)
		}
	}
	return nil
}

// resultRecipe returns what result i of a call is made of, and what that is applied to.
func (m *model) resultRecipe(call *ssa.CallCommon, i int) (summary.Recipe, []ssa.Value) {
	to, ok := m.reach(call)
	if !ok {
		return summary.Recipe{}, nil
	}
	var results []summary.Recipe
	if to.told != nil {
		results = to.told.Results
	} else {
		results = m.returnedRecipes(to.local)
	}
	if i >= len(results) {
		return summary.Recipe{}, nil
	}
	return results[i], to.args
}

// resultOf returns what result i of a call is, or nil.
func (m *model) resultOf(call *ssa.Call, i int) ssa.Value {
	recipe, args := m.resultRecipe(&call.Call, i)
	if recipe.Op == summary.Unknown {
		return nil
	}
	return maker{m, call, args, make(map[string]*derived)}.value(recipe)
}

// nameOfFunc names a function or method as its package does: "Store.touch".
func nameOfFunc(fn *types.Func) string {
	if recv := fn.Signature().Recv(); recv != nil {
		if named := namedOf(recv.Type()); named != nil {
			return named.Obj().Name() + "." + fn.Name()
		}
	}
	return fn.Name()
}
