package calls

import (
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/redislint/redislint/internal/command"
)

// Keys returns the keys of the command. It reports false if not all of them are in view.
func (s *Site) Keys() ([]Operand, bool) {
	if s.IsRaw() {
		positions, ok := s.Command.KeyWords(len(s.Words), s.word)
		if !ok {
			return nil, false
		}
		keys := make([]Operand, len(positions))
		for i, position := range positions {
			keys[i] = s.Words[position]
		}
		return keys, true
	}
	var keys []Operand
	for _, where := range s.Method.Keys {
		found, ok := s.operands(where)
		if !ok {
			return nil, false
		}
		keys = append(keys, found...)
	}
	return keys, true
}

// Expiration returns the lifetime that the command gives, as far as it is in view. A raw command has it in
// the unit that its own words name.
func (s *Site) Expiration() (Operand, bool) {
	if s.IsRaw() {
		return s.rawExpiration()
	}
	if !s.Method.Expiration.OK() {
		return Operand{}, false
	}
	found, ok := s.operands(s.Method.Expiration)
	if !ok || len(found) != 1 {
		return Operand{}, false
	}
	return found[0], true
}

func (s *Site) rawExpiration() (Operand, bool) {
	position := -1
	switch s.Command.Name {
	case "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "SETEX", "PSETEX", "RESTORE":
		position = 2
	case "SET", "GETEX":
		position = 1 + slices.IndexFunc(s.Words, func(word Operand) bool {
			text, ok := s.model.text(word.Value)
			return ok && slices.Contains([]string{"EX", "PX", "EXAT", "PXAT"}, strings.ToUpper(text))
		})
		if position < 3 {
			return Operand{}, false
		}
	}
	if position < 0 || position >= len(s.Words) {
		return Operand{}, false
	}
	return s.Words[position], true
}

func (s *Site) word(i int) (string, bool) { return s.model.text(s.Words[i].Value) }

// operands returns the values that the table places somewhere in the arguments. It reports false if they are not in view.
func (s *Site) operands(where command.Operand) ([]Operand, bool) {
	if where.Param >= len(s.Args) || where.Elem != "" {
		return nil, false
	}
	argument := s.Args[where.Param]
	if where.Field != "" {
		value, ok := s.model.fieldByName(argument.Value, where.Field)
		if !ok || value == nil {
			return nil, ok // the field is left out: there is no key, and no lifetime
		}
		argument = Operand{Value: value}
	}
	var all []Operand
	switch {
	case where.Rest && where.Field == "":
		if all = s.model.spread(s, where.Param); all == nil {
			return nil, false
		}
	case where.Each || where.Rest:
		var ok bool
		if all, ok = s.model.operandsIn(argument.Value); !ok {
			return nil, false
		}
	default:
		return []Operand{argument}, true
	}
	if where.Half {
		all = all[:len(all)/2]
	}
	var stepped []Operand
	for i := 0; i < len(all); i += max(where.Step, 1) {
		stepped = append(stepped, all[i])
	}
	return stepped, true
}

// Argument returns the i-th argument after the context or, of a raw command, the word i after its first.
func (s *Site) Argument(i int) (Operand, bool) {
	all := s.Args
	if s.IsRaw() {
		all = s.Words
	}
	if i >= len(all) {
		return Operand{}, false
	}
	return all[i], true
}

// Describe returns the constant string that an operand is, quoted, or how it is written, or "".
func (s *Site) Describe(o Operand) string {
	if text, ok := s.model.text(o.Value); ok {
		return strconv.Quote(text)
	}
	if o.Expr != nil {
		return types.ExprString(o.Expr)
	}
	return ""
}
