package calls

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
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

// changedBetween reports whether what two derived values read may be set between the calls that they are derived for.
func (m *model) changedBetween(a, b *derived) bool {
	fn := a.at.Parent()
	if a.Op != summary.Read && a.Op != summary.Variable || a.at == b.at || b.at.Parent() != fn {
		return false
	}
	first, last := a.at, b.at
	if last.Pos() < first.Pos() {
		first, last = last, first
	}
	return setIn(fn, first, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.Store:
			return m.stores(instr, a)
		case ssa.CallInstruction:
			return instr != first && instr != last && instr.Pos() < last.Pos() && a.Op == summary.Read && m.maySet(instr, a)
		}
		return false
	})
}

// stores reports whether a store sets the field or variable that a derived value reads.
func (m *model) stores(store *ssa.Store, read *derived) bool {
	switch address := store.Addr.(type) {
	case *ssa.FieldAddr:
		return read.Op == summary.Read && m.fieldName(address.X.Type(), fieldAt(address.X, address.Field)) == read.Text
	case *ssa.Global:
		return read.Op == summary.Variable && address.String() == read.Text
	}
	return false
}

// maySet reports whether a call is given the struct that a derived value reads a field of, and may set that.
func (m *model) maySet(call ssa.CallInstruction, read *derived) bool {
	if !slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool {
		return m.same(placed{value: arg}, placed{value: read.args[0]}, 0)
	}) {
		return false
	}
	if m.sites[call] != nil {
		return false
	}
	to, ok := m.reach(call.Common())
	switch {
	case !ok:
		return true
	case to.told != nil:
		return false
	}
	sets := false
	m.walk(to.local, make(map[*ssa.Function]bool), func(instr ssa.Instruction) {
		store, ok := instr.(*ssa.Store)
		sets = sets || ok && m.stores(store, read)
	})
	return sets
}
