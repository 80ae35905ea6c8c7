package calls

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// retried reports whether a call in a loop is made again if it failed, and not if it succeeded.
func (f *fates) retried(call *ssa.BasicBlock) bool {
	return slices.ContainsFunc(f.checks, func(c check) bool {
		other := c.branch.Succs[0]
		if other == c.failed {
			other = c.branch.Succs[1]
		}
		return c.branch.Parent() == call.Parent() && reaches(c.failed, call, nil) &&
			(c.conflict || !reaches(other, call, nil))
	})
}

// succeedsInTheEnd reports whether the function can return no error when a loop has given up trying.
func (f *fates) succeedsInTheEnd(call *ssa.BasicBlock) bool {
	conflicts := slices.ContainsFunc(f.checks, func(c check) bool { return c.conflict })
	for _, c := range f.checks {
		if c.branch.Parent() != call.Parent() || c.conflict != conflicts || !reaches(c.failed, call, nil) {
			continue
		}
		for result := range returns(call.Parent()) {
			if returnsNil(result) && !reaches(result.Block(), call, nil) && leads(c.failed, result.Block(), f.stillFailed(call)) {
				return true
			}
		}
	}
	return false
}

// stillFailed returns where control goes from a block while the error is still there and the call is not made again.
func (f *fates) stillFailed(call *ssa.BasicBlock) func(*ssa.BasicBlock) []*ssa.BasicBlock {
	return func(block *ssa.BasicBlock) []*ssa.BasicBlock {
		if block == call {
			return nil
		}
		for _, c := range f.checks {
			if c.branch == block {
				return []*ssa.BasicBlock{c.failed}
			}
		}
		return block.Succs
	}
}

// returnsNil reports whether a function returns nil for its error.
func returnsNil(result *ssa.Return) bool {
	last := len(result.Results) - 1
	return last >= 0 && isError(result.Results[last].Type()) && isNil(result.Results[last])
}

// loopsOverData reports whether the innermost loop around a call takes another element each time. What only waits, or
// counts, may be an attempt.
func (m *model) loopsOverData(call *ssa.Call) bool {
	cursor, ok := m.syntax.calls[call.Call.Pos()]
	if !ok {
		return false
	}
	loop, ok := enclosingLoop(cursor).(*ast.RangeStmt)
	if !ok {
		return false
	}
	switch over := m.info.TypeOf(loop.X).Underlying().(type) {
	case *types.Basic: // an integer, or the runes of a string
		return false
	case *types.Chan:
		return !isNamed(over.Elem(), "time", "Time")
	}
	return true
}

// sleeps reports whether the loop around a block waits for a time: what it does is done again later.
func sleeps(block *ssa.BasicBlock) bool {
	return inLoopWith(block, func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		if !ok {
			return receivesTime(instr)
		}
		fn, ok := callee(&call.Call)
		return ok && fn.FullName() == "time.Sleep"
	})
}
