package calls

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// returns calls yield for the return statements of a function.
func returns(fn *ssa.Function) iter.Seq[*ssa.Return] {
	return func(yield func(*ssa.Return) bool) {
		for _, block := range fn.Blocks {
			if result, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return); ok && !yield(result) {
				return
			}
		}
	}
}

// inCycle reports whether a block can run more than once in one run of its function.
func inCycle(block *ssa.BasicBlock) bool {
	return slices.ContainsFunc(block.Succs, func(next *ssa.BasicBlock) bool { return reaches(next, block, nil) })
}

// reaches reports whether control can go from one block to another, without entering a third.
func reaches(from, to, without *ssa.BasicBlock) bool {
	return leads(from, to, func(block *ssa.BasicBlock) []*ssa.BasicBlock {
		if block == without {
			return nil
		}
		return block.Succs
	})
}

// inLoopOf reports whether a block is in the loop with that head.
func inLoopOf(block, head *ssa.BasicBlock) bool {
	return block == head || slices.ContainsFunc(head.Preds, func(latch *ssa.BasicBlock) bool {
		return head.Dominates(latch) && reaches(block, latch, head)
	})
}

// inLoopWith reports whether a block is in a loop with an instruction for which holds is true.
func inLoopWith(block *ssa.BasicBlock, holds func(ssa.Instruction) bool) bool {
	return slices.ContainsFunc(block.Parent().Blocks, func(other *ssa.BasicBlock) bool {
		return slices.ContainsFunc(other.Instrs, holds) && reaches(block, other, nil) && reaches(other, block, nil)
	})
}

// leads reports whether next leads from one block to another.
func leads(from, to *ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock) bool {
	return reachable([]*ssa.BasicBlock{from}, next, to)[to]
}

// reachable returns the blocks that next leads to from some, these among them; no more of them once it has found one.
func reachable(from []*ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock, until *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	seen := make(map[*ssa.BasicBlock]bool)
	todo := slices.Clone(from)
	for len(todo) > 0 && !seen[until] {
		block := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[block] {
			seen[block] = true
			todo = append(todo, next(block)...)
		}
	}
	return seen
}

// mayComeBefore reports whether an instruction may run after another of its function.
func mayComeBefore(first, then ssa.Instruction) bool {
	if first.Block() == then.Block() && index(first) < index(then) {
		return true
	}
	return slices.ContainsFunc(first.Block().Succs, func(next *ssa.BasicBlock) bool { return reaches(next, then.Block(), nil) })
}

// comesBefore reports whether an instruction runs before another of its function whenever that runs.
func comesBefore(first, then ssa.Instruction) bool {
	if first.Block() == then.Block() {
		return index(first) < index(then)
	}
	return first.Parent() == then.Parent() && first.Block().Dominates(then.Block())
}

// index is the place of an instruction in its block.
func index(instr ssa.Instruction) int { return slices.Index(instr.Block().Instrs, instr) }

// between returns what may run after one instruction of a function and before another that it dominates, before the first
// runs again.
func between(first, then ssa.Instruction) []ssa.Instruction {
	from, to := first.Block(), then.Block()
	if from == to && index(first) < index(then) {
		return from.Instrs[index(first)+1 : index(then)]
	}
	after := reachable(from.Succs, func(block *ssa.BasicBlock) []*ssa.BasicBlock {
		if block == from {
			return nil
		}
		return block.Succs
	}, nil)
	instrs := slices.Clone(from.Instrs[index(first)+1:])
	for _, block := range to.Parent().Blocks {
		switch {
		case block == from || !after[block]:
		case slices.ContainsFunc(block.Succs, func(next *ssa.BasicBlock) bool { return reaches(next, to, from) }):
			instrs = append(instrs, block.Instrs...)
		case block == to:
			instrs = append(instrs, block.Instrs[:index(then)]...)
		}
	}
	return instrs
}
