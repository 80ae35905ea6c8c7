package calls

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/summary"
)

// bounds reports whether a use of a key keeps its collection below a size.
func (k *Key) bounds() bool {
	if k.told != nil {
		return k.told.Bounds
	}
	s := k.Site
	switch s.Command.Name {
	case "EVAL":
		return s.trimsByScript()
	case "LTRIM":
		return s.keepsFew(s.wireWord(2), s.wireWord(3))
	case "XADD":
		return s.addsWithin()
	}
	return k.Effect()&command.Trims != 0
}

// keepsFew reports whether LTRIM keeps a bounded number of elements: from the head to an index that does not count
// from the end, or from an index that does on. LTRIM key n -1 removes n and keeps the rest.
func (s *Site) keepsFew(start, stop ssa.Value) bool {
	if start == nil || stop == nil {
		return false
	}
	from, fromKnown := s.model.integer(start)
	to, toKnown := s.model.integer(stop)
	switch {
	case fromKnown && from < 0, s.model.isNegated(start):
		return true
	case toKnown:
		return to >= 0
	case fromKnown:
		return true // 0 to limit-1
	}
	return false
}

// addsWithin reports whether XADD trims its stream, or may.
func (s *Site) addsWithin() bool {
	if s.IsRaw() {
		return s.hasWord("MAXLEN", "MINID")
	}
	inView := false
	for _, name := range []string{"MaxLen", "MaxLenApprox", "MinID"} {
		value, ok := s.model.fieldByName(s.Args[len(s.Args)-1].Value, name)
		if value != nil && !isZeroValue(s.model.origin(value)) {
			return true
		}
		inView = inView || ok
	}
	return !inView
}

// isNegated reports whether a value is -x.
func (m *model) isNegated(v ssa.Value) bool {
	v = m.origin(v)
	if converted, ok := v.(*ssa.Convert); ok {
		v = m.origin(converted.X)
	}
	if made, ok := v.(*derived); ok {
		return made.Op == summary.Negated || made.Op == summary.Converted && m.isNegated(made.args[0])
	}
	negated, ok := v.(*ssa.UnOp)
	return ok && negated.Op == token.SUB
}

// countedWith returns a use of a key by which the function that adds to it, too, asks how much there is and decides by
// that; or nil.
func (p *Package) countedWith(added *Key) *Key {
	if added.told != nil {
		return nil
	}
	for use := range p.Uses(added) {
		switch use.Site.Command.Name {
		case "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN":
			if use.Func == added.Func && decidesBySize(use.Site) {
				return use
			}
		}
	}
	return nil
}

// decidesBySize reports whether what a command returns is compared with a limit: not with 0.
func decidesBySize(length *Site) bool {
	cmd, ok := length.Instr.(*ssa.Call)
	return ok && slices.ContainsFunc(resultsOf(cmd), func(n ssa.Value) bool {
		return !isError(n.Type()) && slices.ContainsFunc(*n.Referrers(), func(use ssa.Instruction) bool {
			comparison, ok := use.(*ssa.BinOp)
			return ok && isBool(comparison.Type()) && !isZeroValue(comparison.X) && !isZeroValue(comparison.Y)
		})
	})
}
