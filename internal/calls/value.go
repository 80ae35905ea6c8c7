package calls

import (
	"go/constant"
	"go/token"
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

// origin follows a value through conversions, variables that are set once and captures to where it comes from.
func (m *model) origin(v ssa.Value) ssa.Value {
	// A cycle is one of phis and of variables; no program has a longer chain.
	for range 100 {
		next := m.step(v)
		if next == nil {
			return v
		}
		v = next
	}
	return v
}

func (m *model) step(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return v.X
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.ChangeType:
		return v.X
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return v.X
		}
	case *ssa.Extract:
		if assertion, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return assertion.X
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return m.onlyStored(v.X)
		}
	case *ssa.Phi:
		return onlyEdge(v)
	}
	return nil
}

// onlyEdge returns the value that every edge of a phi has, or nil.
func onlyEdge(phi *ssa.Phi) ssa.Value {
	var only ssa.Value
	for _, edge := range phi.Edges {
		if edge == phi || edge == only {
			continue
		}
		if only != nil {
			return nil
		}
		only = edge
	}
	return only
}

// onlyStored returns the one value that the variable at address is ever given, or nil.
func (m *model) onlyStored(address ssa.Value) ssa.Value {
	variable := m.localVariable(address)
	if variable == nil {
		return nil
	}
	var stored ssa.Value
	for address, use := range usesOfVariable(variable) {
		switch use := use.(type) {
		case *ssa.Store:
			if use.Addr != address || stored != nil {
				return nil
			}
			stored = use.Val
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil
		}
	}
	return stored
}

// usesOfVariable yields what is done with a variable, in the literals that capture it, too, and the address that it has
// there.
func usesOfVariable(address ssa.Value) iter.Seq2[ssa.Value, ssa.Instruction] {
	return func(yield func(ssa.Value, ssa.Instruction) bool) { yieldUses(address, yield) }
}

func yieldUses(address ssa.Value, yield func(ssa.Value, ssa.Instruction) bool) bool {
	for _, use := range *address.Referrers() {
		literal, captures := use.(*ssa.MakeClosure)
		if !captures {
			if !yield(address, use) {
				return false
			}
			continue
		}
		for i, binding := range literal.Bindings {
			if binding == address && !yieldUses(literal.Fn.(*ssa.Function).FreeVars[i], yield) {
				return false
			}
		}
	}
	return true
}

// readBack returns what is read of the local variable that a store gives a value. It reports false if it may be read
// where that is not seen.
func (m *model) readBack(v ssa.Value, store *ssa.Store) (loads []ssa.Value, inView bool) {
	variable := m.localVariable(store.Addr)
	if variable == nil || store.Val != v {
		return nil, false
	}
	inView = true
	for address, use := range usesOfVariable(variable) {
		switch use := use.(type) {
		case *ssa.UnOp:
			loads = append(loads, use)
		case *ssa.Store:
			inView = inView && use.Addr == address
		case *ssa.DebugRef:
		default:
			inView = false
		}
	}
	return loads, inView
}

// localVariable returns the variable at an address, that of the function around if it is captured; or nil.
func (m *model) localVariable(address ssa.Value) *ssa.Alloc {
	if free, ok := address.(*ssa.FreeVar); ok {
		address = m.captured(free)
	}
	variable, _ := address.(*ssa.Alloc)
	return variable
}

// captured returns what a captured variable is in the function around, or nil if that is not one thing.
func (m *model) captured(free *ssa.FreeVar) ssa.Value {
	for {
		closures := m.closures[free.Parent()]
		if len(closures) != 1 {
			return nil
		}
		for i, v := range free.Parent().FreeVars {
			if v == free {
				binding := closures[0].Bindings[i]
				outer, ok := binding.(*ssa.FreeVar)
				if !ok {
					return binding
				}
				free = outer
				break
			}
		}
	}
}

// elements returns the values of a slice that is written out in the source, as variadic arguments are.
func (m *model) elements(slice ssa.Value) ([]ssa.Value, bool) {
	if c, ok := slice.(*ssa.Const); ok && c.IsNil() {
		return nil, true
	}
	slice = m.origin(slice)
	if list, ok := slice.(*derived); ok {
		return list.args, list.Op == summary.List
	}
	cut, ok := slice.(*ssa.Slice)
	if !ok || cut.Low != nil || cut.High != nil {
		return nil, false
	}
	array, ok := cut.X.(*ssa.Alloc)
	if !ok {
		return nil, false
	}
	length, ok := arrayLen(array)
	if !ok || length > int64(len(*array.Referrers())) {
		return nil, false
	}
	values := make([]ssa.Value, length)
	for _, use := range *array.Referrers() {
		switch use := use.(type) {
		case *ssa.IndexAddr:
			index, ok := use.Index.(*ssa.Const)
			if !ok {
				return nil, false
			}
			value, ok := storedAt(use)
			if !ok || values[index.Int64()] != nil {
				return nil, false
			}
			values[index.Int64()] = value
		case *ssa.Slice:
			if isWrittenTo(use) {
				return nil, false
			}
		case *ssa.DebugRef:
		default:
			return nil, false
		}
	}
	for _, value := range values {
		if value == nil {
			return nil, false
		}
	}
	return values, true
}

// isWrittenTo reports whether an element of a slice is set through the slice.
func isWrittenTo(slice *ssa.Slice) bool {
	for range elementStores(slice) {
		return true
	}
	return false
}

// elementStores calls yield for what sets elements of a slice, or of the array at an address.
func elementStores(slice ssa.Value) iter.Seq[*ssa.Store] {
	return func(yield func(*ssa.Store) bool) {
		for _, use := range *slice.Referrers() {
			element, ok := use.(*ssa.IndexAddr)
			if !ok {
				continue
			}
			for _, access := range *element.Referrers() {
				if store, ok := access.(*ssa.Store); ok && store.Addr == element && !yield(store) {
					return
				}
			}
		}
	}
}

// storedAt returns the one value stored at an address that is used for nothing else.
func storedAt(address ssa.Value) (ssa.Value, bool) {
	uses := *address.Referrers()
	if len(uses) != 1 {
		return nil, false
	}
	store, ok := uses[0].(*ssa.Store)
	if !ok || store.Addr != address {
		return nil, false
	}
	return store.Val, true
}

// field returns what a field of a struct literal holds, the struct being v or what v points to.
// The zero value of the field is nil.
func (m *model) field(v ssa.Value, index int) (ssa.Value, bool) {
	v = m.origin(v)
	if _, zero := v.(*ssa.Const); zero {
		return nil, true // T{}
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	literal, ok := v.(*ssa.Alloc)
	if !ok {
		return nil, false
	}
	if isShared(literal) {
		return nil, false
	}
	var value ssa.Value
	for _, use := range *literal.Referrers() {
		switch use := use.(type) {
		case *ssa.FieldAddr:
			if use.Field != index {
				continue
			}
			stored, ok := storedAt(use)
			if !ok || value != nil {
				return nil, false
			}
			value = stored
		case *ssa.Store:
			// The whole struct is set from elsewhere.
			if use.Addr == literal {
				return nil, false
			}
		}
	}
	return value, true
}

// isShared reports whether something else may write to a struct than what sets its fields: it is passed to other calls
// than the commands that it was made for, or kept.
func isShared(literal *ssa.Alloc) bool {
	for _, use := range *literal.Referrers() {
		switch use := use.(type) {
		case ssa.CallInstruction:
			if !readsOnly(use.Common()) {
				return true
			}
		case *ssa.MakeClosure, *ssa.Phi:
			return true
		case *ssa.Store:
			if use.Val == literal {
				return true
			}
		}
	}
	return false
}

// readsOnly reports whether a call leaves the options that it is given as they are: go-redis does.
func readsOnly(call *ssa.CallCommon) bool {
	fn, ok := callee(call)
	return ok && fn.Pkg() != nil && (IsGoRedis(fn.Pkg().Path()) || fn.Pkg().Path() == RuntimePath)
}

// text returns the constant string that a value is.
func (m *model) text(v ssa.Value) (string, bool) {
	c, ok := m.origin(v).(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(c.Value), true
}

// arrayLen returns the length of an array, unless its type is a parameter.
func arrayLen(array *ssa.Alloc) (int64, bool) {
	t, ok := array.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	if !ok {
		return 0, false
	}
	return t.Len(), true
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }
