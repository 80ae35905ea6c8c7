package calls

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// KeysAt returns the keys that a command is given: those of its site and, where nothing is known of these, those that
// calls in view pass.
func (p *Package) KeysAt(site *Site) []*Key {
	keys := slices.Clone(p.KeysOf(site))
	if slices.ContainsFunc(keys, func(key *Key) bool { return key.String() != "" }) {
		return keys
	}
	for _, key := range p.Keys {
		if key.Site != site && key.Site.issues(site) {
			keys = append(keys, key)
		}
	}
	return keys
}

// NeverExpires reports whether the command that sets a key provably gives it no lifetime.
func (k *Key) NeverExpires() bool {
	return k.told == nil && (k.Site.Command.Name == "SETNX" || k.Site.LeavesNoLifetime())
}

// Taken returns a use that takes elements away to work on them, as of a queue; or nil.
func (p *Package) Taken(key *Key) *Key {
	return p.used(key, func(use *Key) bool {
		return use.Index == 0 && use.Site.Pops() && use.isAnswered() || use.Site.readsAsGroup()
	})
}

// Read returns a use that reads the value of a key, and not only its size or whether it is there; or nil.
func (p *Package) Read(key *Key) *Key {
	return p.used(key, func(use *Key) bool {
		switch use.Site.Command.Name {
		case "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN", "STRLEN":
			return false
		}
		return use.Site.Command.ReadOnly && use.Type() != "" && use.Type() == key.Type() && use.isAnswered()
	})
}

// RunsScript reports whether a script, of which not all is known, uses a key.
func (p *Package) RunsScript(key *Key) bool {
	return p.used(key, func(use *Key) bool { return use.Site.Command.Group == "scripting" }) != nil
}

// used returns a use of a key, or nil. That one function builds two keys does not tell that they are one.
func (p *Package) used(key *Key, holds func(*Key) bool) *Key {
	for use := range p.Uses(key) {
		if (key.String() != "" || key.Value == use.Value) && holds(use) {
			return use
		}
	}
	return nil
}

// isAnswered reports whether the reply of a command may be looked at.
func (k *Key) isAnswered() bool {
	use := k.Site.Use
	return k.told != nil || k.Site.wrapped != nil || use.Value || use.Error || use.Escapes || !k.Site.Client.Kind.IsDirect()
}

// Pops reports whether a command takes elements away and returns them.
func (s *Site) Pops() bool {
	switch s.Command.Name {
	case "LPOP", "RPOP", "BLPOP", "BRPOP", "LMPOP", "BLMPOP", "SPOP",
		"ZPOPMIN", "ZPOPMAX", "BZPOPMIN", "BZPOPMAX", "ZMPOP", "BZMPOP":
		return true
	}
	return s.Moves() && s.Command.Group == "list"
}

// Moves reports whether a command moves something from its first key to its second.
func (s *Site) Moves() bool {
	switch s.Command.Name {
	case "RPOPLPUSH", "BRPOPLPUSH", "LMOVE", "BLMOVE", "SMOVE", "RENAME", "RENAMENX":
		return true
	}
	return false
}

// Turns reports whether a command moves elements of a key within it.
func (p *Package) Turns(key *Key) bool {
	return key.Site.Moves() && slices.ContainsFunc(p.KeysOf(key.Site), func(other *Key) bool {
		_, literal := key.Shape.Literal()
		return other.Index != key.Index && (other.Value == key.Value || literal && other.String() == key.String())
	})
}

func (s *Site) readsAsGroup() bool { return s.Command.Name == "XREADGROUP" }

// CountsDown reports whether a command takes something from a number: DECR, or INCRBY with less than 0.
func (s *Site) CountsDown() bool {
	var by ssa.Value
	switch s.Command.Name {
	case "DECR", "DECRBY":
		return true
	case "INCRBY", "INCRBYFLOAT":
		by = s.wireWord(2)
	case "HINCRBY", "HINCRBYFLOAT":
		by = s.wireWord(3)
	}
	if by == nil {
		return false
	}
	if c, ok := s.model.origin(by).(*ssa.Const); ok && c.Value != nil {
		switch c.Value.Kind() {
		case constant.Int, constant.Float:
			return constant.Sign(c.Value) < 0
		}
		text, ok := s.model.text(by)
		return ok && strings.HasPrefix(text, "-")
	}
	return s.model.isNegated(by)
}

// AfterError reports whether a command is only issued where another call has failed, or has not found something: it
// undoes, or tidies up.
func (s *Site) AfterError() bool {
	return slices.ContainsFunc(controls(s.Instr.Block()), func(c control) bool {
		compared, ok := c.condition.(*ssa.BinOp)
		if ok && s.model.isReplyOf(compared.X, "EXISTS") {
			return true
		}
		if !ok || !isError(compared.X.Type()) {
			is, ok := c.condition.(*ssa.Call)
			return ok && c.holds && len(is.Call.Args) > 0 && isError(is.Call.Args[0].Type())
		}
		equal := c.holds == (compared.Op == token.EQL)
		return equal != isNil(compared.Y)
	})
}

// OnTick reports whether a timer drives the loop around a command, or around all calls that lead to it: it comes again.
func (s *Site) OnTick() bool { return s.model.onTick(s.Instr.Block(), 0) }

func (m *model) onTick(block *ssa.BasicBlock, depth int) bool {
	if waitsForTick(block) {
		return true
	}
	callers, inView := m.callersOf(block.Parent())
	return inView && depth < maxThrough && !slices.ContainsFunc(callers, func(call ssa.CallInstruction) bool {
		return !m.onTick(call.Block(), depth+1)
	})
}
