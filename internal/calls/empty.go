package calls

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
)

// KnownEmpty reports whether a key is used only where the function has found that there is nothing in it: its length
// was compared with 0.
func (p *Package) KnownEmpty(key *Key) bool {
	for use := range p.Uses(key) {
		switch use.Site.Command.Name {
		case "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN", "EXISTS":
			if foundEmpty(use.Site, key.Site) {
				return true
			}
		}
	}
	return false
}

// MadeAnew reports whether the function has removed a key before it uses it: what is in it then was added since.
func (p *Package) MadeAnew(key *Key) bool {
	for use := range p.removals(key) {
		if use.Effect()&command.Frees != 0 && use.Is(key) && use.Func == key.Func && comesBefore(use.Site.Instr, key.Site.Instr) {
			return true
		}
	}
	return false
}

func foundEmpty(length, site *Site) bool {
	cmd, ok := length.Instr.(*ssa.Call)
	block := site.blockIn(length.Func)
	if !ok || block == nil {
		return false
	}
	for _, n := range resultsOf(cmd) {
		if isError(n.Type()) {
			continue
		}
		for _, ref := range *n.Referrers() {
			comparison, ok := ref.(*ssa.BinOp)
			if !ok || comparison.X != n || !isZeroValue(comparison.Y) {
				continue
			}
			for _, use := range *comparison.Referrers() {
				if branch, ok := use.(*ssa.If); ok && onlyIfEmpty(branch.Block(), comparison.Op, block) {
					return true
				}
			}
		}
	}
	return false
}

// onlyIfEmpty reports whether a block runs only after the branch that is taken if there is nothing.
func onlyIfEmpty(branch *ssa.BasicBlock, op token.Token, block *ssa.BasicBlock) bool {
	empty := branch.Succs[0]
	switch op {
	case token.EQL, token.LEQ:
	case token.NEQ, token.GTR:
		empty = branch.Succs[1]
	default:
		return false
	}
	return len(empty.Preds) == 1 && empty.Dominates(block)
}

// blockIn returns the block of a function that the site is in, or that makes the literal which the site is in.
func (s *Site) blockIn(fn *ssa.Function) *ssa.BasicBlock {
	block := s.Instr.Block()
	for block.Parent() != fn {
		closures := s.model.closures[block.Parent()]
		if len(closures) != 1 {
			return nil
		}
		block = closures[0].Block()
	}
	return block
}
