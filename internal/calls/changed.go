package calls

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// storedBetween reports whether the variable that two loads read may be set in between: it is set in their functions, or
// in a function of the package that is called in between.
func (m *model) storedBetween(a, b *ssa.UnOp) bool {
	for _, load := range []*ssa.UnOp{a, b} {
		if setIn(load.Parent(), a, func(instr ssa.Instruction) bool {
			store, ok := instr.(*ssa.Store)
			return ok && sameVariable(store.Addr, load.X)
		}) {
			return true
		}
	}
	address, ok := a.X.(*ssa.FieldAddr)
	return ok && a.Parent() == b.Parent() && m.assigned.reset[fieldAt(address.X, address.Field)] && m.callsBetween(a, b)
}

// setIn reports whether a function has an instruction that sets something, and that need not come before another.
func setIn(fn *ssa.Function, before ssa.Instruction, sets func(ssa.Instruction) bool) bool {
	return slices.ContainsFunc(fn.Blocks, func(block *ssa.BasicBlock) bool {
		return slices.ContainsFunc(block.Instrs, func(instr ssa.Instruction) bool {
			return sets(instr) && !comesBefore(instr, before)
		})
	})
}

// callsBetween reports whether a function of the package is called between two instructions of a function.
func (m *model) callsBetween(a, b ssa.Instruction) bool {
	first, last := min(a.Pos(), b.Pos()), max(a.Pos(), b.Pos())
	return slices.ContainsFunc(a.Parent().Blocks, func(block *ssa.BasicBlock) bool {
		return slices.ContainsFunc(block.Instrs, func(instr ssa.Instruction) bool {
			call, ok := instr.(ssa.CallInstruction)
			return ok && first < call.Pos() && call.Pos() < last && m.called(call.Common()) != nil
		})
	})
}

// updatedBetween reports whether the map that two look-ups read may be changed in between.
func (m *model) updatedBetween(a, b *ssa.Lookup) bool {
	return setIn(a.Parent(), a, func(instr ssa.Instruction) bool {
		update, ok := instr.(*ssa.MapUpdate)
		return ok && types.Identical(update.Map.Type(), a.X.Type())
	}) || a.Parent() != b.Parent()
}
