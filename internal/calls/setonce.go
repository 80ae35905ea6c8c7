package calls

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// assignments are the values that the package gives to its variables and fields, and who calls its functions.
type assignments struct {
	fields  map[*types.Var][]ssa.Value // nil among them: by means that are not followed
	globals map[*ssa.Global][]ssa.Value
	callers map[*ssa.Function][]ssa.CallInstruction
	values  map[*ssa.Function]bool // functions that are used as values, too
	invoked map[string]bool        // names of methods that are called on interfaces
	made    map[types.Object]int   // structs, by their type
	reset   map[*types.Var]bool    // fields that are set in structs which are there already
}

func (m *model) findAssignments() {
	m.assigned = assignments{
		fields:  make(map[*types.Var][]ssa.Value),
		globals: make(map[*ssa.Global][]ssa.Value),
		callers: make(map[*ssa.Function][]ssa.CallInstruction),
		values:  make(map[*ssa.Function]bool),
		invoked: make(map[string]bool),
		made:    make(map[types.Object]int),
		reset:   make(map[*types.Var]bool),
	}
	m.instructions(func(instr ssa.Instruction) {
		switch instr := instr.(type) {
		case *ssa.Alloc:
			if named := namedOf(instr.Type()); named != nil && !isCopy(instr) {
				m.assigned.made[named.Obj()]++
			}
		case *ssa.FieldAddr:
			m.assignField(instr)
		case *ssa.Store:
			if global, ok := instr.Addr.(*ssa.Global); ok {
				m.assigned.globals[global] = append(m.assigned.globals[global], instr.Val)
			}
		}
		m.useFunctions(instr)
		m.useGlobals(instr)
	})
}

func (m *model) assignField(address *ssa.FieldAddr) {
	field := structOf(address.X.Type()).Field(address.Field).Origin()
	for _, use := range *address.Referrers() {
		switch use := use.(type) {
		case *ssa.Store:
			if use.Addr == address {
				m.assigned.fields[field] = append(m.assigned.fields[field], use.Val)
				if _, isNew := address.X.(*ssa.Alloc); !isNew {
					m.assigned.reset[field] = true
				}
			} else {
				m.assigned.fields[field] = append(m.assigned.fields[field], nil)
			}
		case *ssa.UnOp, *ssa.DebugRef, *ssa.FieldAddr, *ssa.IndexAddr:
		default:
			m.assigned.fields[field] = append(m.assigned.fields[field], nil) // its address goes elsewhere
		}
	}
}

// useFunctions notes who calls a function, and whether it is used otherwise.
func (m *model) useFunctions(instr ssa.Instruction) {
	var called *ssa.Function
	if call, ok := instr.(ssa.CallInstruction); ok {
		if call.Common().IsInvoke() {
			m.assigned.invoked[call.Common().Method.Name()] = true
		} else if called = call.Common().StaticCallee(); called != nil {
			if called.Origin() != nil {
				called = called.Origin()
			}
			m.assigned.callers[called] = append(m.assigned.callers[called], call)
		}
	}
	for _, operand := range instr.Operands(nil) {
		fn, ok := (*operand).(*ssa.Function)
		if !ok {
			continue
		}
		if method, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" {
			// What wraps a method is called or kept in its place.
			m.assigned.values[fn.Prog.FuncValue(method)] = true
			m.assigned.invoked[method.Name()] = true
			continue
		}
		closure, isClosure := instr.(*ssa.MakeClosure)
		if isClosure && !onlyCalled(closure) || !isClosure && fn != called {
			m.assigned.values[fn] = true
		}
	}
}

// isCopy reports whether a variable is given a whole struct.
func isCopy(variable *ssa.Alloc) bool {
	return slices.ContainsFunc(*variable.Referrers(), func(use ssa.Instruction) bool {
		store, ok := use.(*ssa.Store)
		return ok && store.Addr == variable
	})
}

// useGlobals notes variables whose address goes elsewhere.
func (m *model) useGlobals(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Store:
		if global, ok := instr.Val.(*ssa.Global); ok {
			m.assigned.globals[global] = append(m.assigned.globals[global], nil)
		}
	case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef:
	default:
		for _, operand := range instr.Operands(nil) {
			if global, ok := (*operand).(*ssa.Global); ok {
				m.assigned.globals[global] = append(m.assigned.globals[global], nil)
			}
		}
	}
}

// setOnce returns the only value that an unexported package variable of this package ever has.
func (m *model) setOnce(global *ssa.Global) (ssa.Value, bool) {
	if global.Object() == nil || global.Object().Exported() || global.Pkg.Pkg != m.types {
		return nil, false
	}
	return only(m.assigned.globals[global])
}

// fieldSetOnce returns the only value that an unexported field of a type of this package ever has: the package makes
// one value of the type, and sets the field in one place.
func (m *model) fieldSetOnce(owner types.Type, field *types.Var) (ssa.Value, bool) {
	named := namedOf(owner)
	if field.Exported() || field.Pkg() != m.types || named == nil || m.assigned.made[named.Obj()] > 1 {
		return nil, false
	}
	return only(m.assigned.fields[field.Origin()])
}

func only(values []ssa.Value) (ssa.Value, bool) {
	if len(values) != 1 || values[0] == nil {
		return nil, false
	}
	return values[0], true
}

// callersOf returns all calls of a function, if all are in view: nothing outside the package can name it, and it
// is not used as a value.
func (m *model) callersOf(fn *ssa.Function) ([]ssa.CallInstruction, bool) {
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	callers := m.assigned.callers[fn]
	if len(callers) == 0 || m.assigned.values[fn] {
		return nil, false
	}
	if fn.Parent() != nil {
		return callers, true
	}
	if token.IsExported(fn.Name()) || fn.Signature.Recv() != nil && m.assigned.invoked[fn.Name()] {
		return nil, false
	}
	return callers, true
}
