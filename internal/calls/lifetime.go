package calls

import (
	"go/constant"
	"go/token"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/keyspace"
)

// GivesLifetime reports whether a site gives its key a lifetime, or may: all but one that provably gives none.
func (s *Site) GivesLifetime() bool {
	if s.Command.Name == "SET" || s.Command.Name == "GETEX" {
		return !s.LeavesNoLifetime() && !s.keepsLifetime()
	}
	return s.Command.Effect(0)&command.Expires != 0
}

// isGivenLifetime reports whether the lifetime that a site gives is what its function is given.
func (s *Site) isGivenLifetime() bool {
	lifetime, ok := s.Expiration()
	if !ok {
		return false
	}
	_, isParameter := s.model.origin(lifetime.Value).(*ssa.Parameter)
	return isParameter
}

// GivesConstantLifetime reports whether a SET gives a lifetime that is written in the source: there is no doubt then.
func (k *Key) GivesConstantLifetime() bool {
	if k.told != nil {
		return k.told.ConstantLifetime
	}
	return k.Site.givesConstantLifetime()
}

// OnlyIfAbsent reports whether a SET does nothing if the key exists.
func (k *Key) OnlyIfAbsent() bool {
	if k.told != nil {
		return k.told.OnlyIfAbsent
	}
	return k.Site.OnlyIfAbsent()
}

func (s *Site) givesConstantLifetime() bool {
	if s.IsRaw() || !s.GivesLifetime() {
		return s.IsRaw() && s.hasWord("EX", "PX", "EXAT", "PXAT")
	}
	lifetime, ok := s.Expiration()
	if !ok {
		return false
	}
	c, ok := s.model.origin(lifetime.Value).(*ssa.Const)
	return ok && !isZeroValue(c)
}

// LeavesNoLifetime reports whether a site provably leaves a string without a lifetime, and takes the one that it had.
func (s *Site) LeavesNoLifetime() bool {
	switch {
	case s.Form == MethodValue:
		return false
	case s.Command.Name == "MSET", s.Command.Name == "GETSET":
		return true
	case s.Command.Name != "SET":
		return false
	}
	if s.IsRaw() {
		return s.wordsKnown(3) && !s.hasWord("EX", "PX", "EXAT", "PXAT", "KEEPTTL")
	}
	if !s.Method.Expiration.OK() {
		return false // SetFromBuffer, SetIFEQ: not known here
	}
	for _, where := range append([]command.Operand{s.Method.Expiration}, s.Method.Lifetime...) {
		operands, ok := s.operands(where)
		if !ok {
			return false
		}
		for _, operand := range operands {
			if !isZeroValue(s.model.origin(operand.Value)) {
				return false
			}
		}
	}
	return true
}

// IsDatabase reports whether the package keeps data in Redis: it has five strings or more that stay, and of the shapes
// of its strings fewer than one in five expire.
func (p *Package) IsDatabase() bool {
	staying := 0
	shapes, expiring := make(map[keyspace.Shape]bool), make(map[keyspace.Shape]bool)
	for _, key := range p.Keys {
		switch {
		case key.told != nil:
		case key.Site.LeavesNoLifetime():
			staying++
			shapes[key.Shape] = true
		case key.GivesLifetime():
			expiring[key.Shape] = true
			if key.Type() == command.String {
				shapes[key.Shape] = true
			}
		}
	}
	maps.DeleteFunc(expiring, func(shape keyspace.Shape, _ bool) bool { return !shapes[shape] })
	return staying >= 5 && 5*len(expiring) < len(shapes)
}

// keepsLifetime reports whether a SET says KEEPTTL.
func (s *Site) keepsLifetime() bool {
	if s.IsRaw() {
		return s.hasWord("KEEPTTL")
	}
	for _, where := range s.Method.Lifetime {
		if operands, ok := s.operands(where); where.Field == "KeepTTL" && ok && len(operands) > 0 {
			return true
		}
	}
	lifetime, ok := s.Expiration()
	if !ok {
		return false
	}
	c, ok := s.model.origin(lifetime.Value).(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Int && c.Int64() < 0
}

// OnlyIfAbsent reports whether a SET does nothing if the key exists.
func (s *Site) OnlyIfAbsent() bool {
	switch s.Command.Name {
	case "SETNX", "MSETNX", "HSETNX":
		return true
	}
	if s.IsRaw() {
		return s.hasWord("NX")
	}
	if slices.Contains(s.Method.Words, "NX") {
		return true
	}
	if s.Method.Name != "SetArgs" {
		return false
	}
	mode, ok := s.model.fieldByName(s.Args[3].Value, "Mode")
	if !ok || mode == nil {
		return false
	}
	text, ok := s.model.text(mode)
	return !ok || strings.EqualFold(text, "NX")
}

// wordsKnown reports whether the words of a raw command from a position on are all in view and constant.
func (s *Site) wordsKnown(from int) bool {
	if len(s.Words) < from {
		return false
	}
	for i := from; i < len(s.Words); i++ {
		if _, ok := s.word(i); ok {
			continue
		}
		if _, ok := s.Words[i].Value.(*ssa.Const); !ok {
			return false
		}
	}
	return true
}

func (s *Site) hasWord(words ...string) bool {
	for i := range s.Words {
		if text, ok := s.word(i); ok && slices.Contains(words, strings.ToUpper(text)) {
			return true
		}
	}
	return false
}

// isZeroValue reports whether a value is the zero value of its type: the constant, or an unset variable of a struct.
func isZeroValue(v ssa.Value) bool {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		unset, ok := load.X.(*ssa.Alloc)
		return ok && len(*unset.Referrers()) == 1
	}
	c, ok := v.(*ssa.Const)
	if !ok {
		return false
	}
	if c.Value == nil {
		return true
	}
	switch c.Value.Kind() {
	case constant.Int, constant.Float:
		return constant.Sign(c.Value) == 0
	case constant.Bool:
		return !constant.BoolVal(c.Value)
	}
	return false
}
