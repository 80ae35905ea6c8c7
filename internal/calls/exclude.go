package calls

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A control is a condition that holds where a block runs.
type control struct {
	branch    *ssa.BasicBlock
	condition ssa.Value
	holds     bool
}

// controls are the conditions of the branches that lead to a block.
func controls(block *ssa.BasicBlock) []control {
	var all []control
	for ; block != nil; block = block.Idom() {
		branching := block.Idom()
		if branching == nil || len(block.Preds) != 1 {
			continue
		}
		branch, ok := branching.Instrs[len(branching.Instrs)-1].(*ssa.If)
		if !ok || block.Preds[0] != branching || branching.Succs[0] == branching.Succs[1] {
			continue
		}
		all = append(all, normal(control{branching, branch.Cond, branching.Succs[0] == block}))
	}
	return all
}

// normal turns !c into c.
func normal(c control) control {
	for {
		not, ok := c.condition.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			return c
		}
		c.condition, c.holds = not.X, !c.holds
	}
}

// excludes reports whether the branches that lead to two blocks of a function are not both taken.
func (m *model) excludes(a, b *ssa.BasicBlock) bool {
	if a.Parent() != b.Parent() {
		return false
	}
	ofB := controls(b)
	return slices.ContainsFunc(controls(a), func(x control) bool {
		return slices.ContainsFunc(ofB, func(y control) bool { return m.contradict(x, y) })
	})
}

// contradict reports whether two conditions cannot hold both. What one branch decides is for the paths through it to say:
// it may decide again.
func (m *model) contradict(a, b control) bool {
	if a.branch == b.branch {
		return false
	}
	if a.condition == b.condition {
		return a.holds != b.holds
	}
	x, ok := a.condition.(*ssa.BinOp)
	y, both := b.condition.(*ssa.BinOp)
	if !ok || !both || x.Op != token.EQL && x.Op != token.NEQ || y.Op != token.EQL && y.Op != token.NEQ ||
		!m.same(placed{value: x.X}, placed{value: y.X}, 0) {
		return false
	}
	equalX, equalY := a.holds == (x.Op == token.EQL), b.holds == (y.Op == token.EQL)
	if m.same(placed{value: x.Y}, placed{value: y.Y}, 0) {
		return equalX != equalY
	}
	_, constX := m.origin(x.Y).(*ssa.Const)
	_, constY := m.origin(y.Y).(*ssa.Const)
	return equalX && equalY && constX && constY
}
