package calls

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// looksAt reports whether a function looks at a number, as it compares it or hands it to what may refuse it, before it
// passes it on: what it does then is not known.
func (m *model) looksAt(v ssa.Value, depth int) bool {
	const maxDepth = 6 // of conversions, variables and calls
	if depth++; depth > maxDepth {
		return true
	}
	return slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.BinOp:
			return isBool(use.Type()) || m.looksAt(use, depth)
		case *ssa.Convert:
			return m.looksAt(use, depth)
		case *ssa.ChangeType:
			return m.looksAt(use, depth)
		case *ssa.Store:
			variable, ok := use.Addr.(*ssa.Alloc)
			return ok && use.Val == v && m.looksAtVariable(variable, depth)
		case ssa.CallInstruction:
			return m.looksInside(v, use, depth)
		}
		return false
	})
}

// looksAtVariable is looksAt for what a variable holds, in the literals that capture it, too.
func (m *model) looksAtVariable(address ssa.Value, depth int) bool {
	for _, use := range usesOfVariable(address) {
		if load, ok := use.(*ssa.UnOp); ok && m.looksAt(load, depth) {
			return true
		}
	}
	return false
}

// looksInside is looksAt for what a call passes. What is not in view looks if it can say no: with an error, a bool, a
// panic.
func (m *model) looksInside(v ssa.Value, call ssa.CallInstruction, depth int) bool {
	if m.sites[call] != nil {
		return false
	}
	to, ok := m.reach(call.Common())
	if ok && to.told != nil {
		return len(to.told.Commands) == 0
	}
	if ok && to.local != nil {
		for i, arg := range to.args {
			if arg == v && i < len(to.local.Params) && m.looksAt(to.local.Params[i], depth) {
				return true
			}
		}
		return false
	}
	results := call.Common().Signature().Results()
	if results.Len() == 0 {
		return true
	}
	if result, ok := call.(*ssa.Call); ok && results.Len() == 1 && isNumber(results.At(0).Type()) {
		return m.looksAt(result, depth)
	}
	return slices.ContainsFunc(slices.Collect(results.Variables()), func(result *types.Var) bool {
		return isError(result.Type()) || isBool(result.Type())
	})
}

// looksAtField reports whether a function looks at a field, of any struct of that type.
func (m *model) looksAtField(fn *ssa.Function, field *types.Var) bool {
	return slices.ContainsFunc(fn.Blocks, func(block *ssa.BasicBlock) bool {
		return slices.ContainsFunc(block.Instrs, func(instr ssa.Instruction) bool {
			switch instr := instr.(type) {
			case *ssa.FieldAddr:
				return fieldAt(instr.X, instr.Field) == field && m.looksAtVariable(instr, 0)
			case *ssa.Field:
				return fieldAt(instr.X, instr.Field) == field && m.looksAt(instr, 0)
			}
			return false
		})
	}) || slices.ContainsFunc(fn.AnonFuncs, func(literal *ssa.Function) bool { return m.looksAtField(literal, field) })
}
