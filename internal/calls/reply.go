package calls

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// isReplyOf reports whether a value is what one of some commands has answered.
func (m *model) isReplyOf(v ssa.Value, names ...string) bool {
	v = m.origin(v)
	if part, ok := v.(*ssa.Extract); ok {
		v = part.Tuple
	}
	read, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	source, ok := m.source(read)
	return ok && slices.Contains(names, source.Site.Command.Name)
}

// OverBound reports whether a command is only issued where a collection has become larger than a limit.
func (s *Site) OverBound() bool {
	return slices.ContainsFunc(controls(s.Instr.Block()), func(c control) bool {
		compared, ok := c.condition.(*ssa.BinOp)
		if !ok {
			return false
		}
		size, limit, larger := compared.X, compared.Y, c.holds
		switch compared.Op {
		case token.GTR, token.GEQ:
		case token.LSS, token.LEQ:
			larger = !larger
		default:
			return false
		}
		isSize := func(v ssa.Value) bool {
			return s.model.isReplyOf(v, "LLEN", "SCARD", "ZCARD", "LPUSH", "RPUSH", "LPUSHX", "RPUSHX")
		}
		if !isSize(size) {
			size, limit, larger = limit, size, !larger
		}
		return larger && isSize(size) && !isZeroValue(limit)
	})
}

// ReadThrough reports whether the function around a site has read a key before, and returns what it has found: what it
// adds to the key then is found missing again, and added again.
func (p *Package) ReadThrough(key *Key, site *Site) bool {
	return p.used(key, func(use *Key) bool {
		cmd, ok := use.Site.Instr.(*ssa.Call)
		return ok && use.Site.Command.ReadOnly && use.Site.Func == site.Func && comesBefore(cmd, site.Instr) &&
			slices.ContainsFunc(valuesRead(cmd), isReturnedToo)
	}) != nil
}

// isReturnedToo reports whether a value other than an error is among what a function returns.
func isReturnedToo(v ssa.Value) bool {
	return !isError(v.Type()) && slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.Return:
			return true
		case *ssa.Phi:
			return slices.ContainsFunc(*use.Referrers(), func(use ssa.Instruction) bool { _, ok := use.(*ssa.Return); return ok })
		}
		return false
	})
}
