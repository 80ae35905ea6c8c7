package calls

import "golang.org/x/tools/go/ssa"

// returnsFresh reports whether a function that a call runs returns a text or number that is new each time, as a generator of
// IDs does.
func (m *model) returnsFresh(call *ssa.CallCommon) bool {
	if results := call.Signature().Results(); results.Len() == 0 || !isText(results.At(0).Type()) && !isNumber(results.At(0).Type()) {
		return false
	}
	if fn, ok := callee(call); ok && isRandom(fn) {
		return true
	}
	return m.isFreshCall(call, 0)
}

// isFresh reports whether a function reads a clock in full, counts, or asks for something random, itself or through what it
// calls.
func (m *model) isFresh(fn *ssa.Function, depth int) bool {
	if fresh, known := m.fresh[fn]; known || depth > maxThrough {
		return fresh
	}
	m.fresh[fn] = false // what a recursion finds
	m.fresh[fn] = m.makesFresh(fn, depth)
	return m.fresh[fn]
}

func (m *model) makesFresh(fn *ssa.Function, depth int) bool {
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if _, ok := instr.Addr.(*ssa.Global); ok {
					return true
				}
			case ssa.CallInstruction:
				called, ok := callee(instr.Common())
				if ok && isRandom(called) || m.isFreshCall(instr.Common(), depth+1) {
					return true
				}
			}
		}
	}
	return false
}

func (m *model) isFreshCall(call *ssa.CallCommon, depth int) bool {
	to, ok := m.reach(call)
	if !ok {
		return false
	}
	return to.told != nil && to.told.Fresh || to.local != nil && m.isFresh(to.local, depth)
}
