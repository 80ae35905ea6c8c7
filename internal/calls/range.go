package calls

import (
	"go/constant"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
)

// ReadsWhole reports whether a site reads a whole collection which, as far as can be seen, has no bound.
func (s *Site) ReadsWhole(c Collection) bool {
	switch {
	case c.Bound != nil:
		return false
	case s.ReadsToEnd():
		return c.Grows != nil || c.Fixed == nil
	}
	return s.ReadsMembers() && c.Grows != nil && c.CanGrow()
}

// ReadsToEnd reports whether a site reads a range of a collection that has no end and no limit: from the first to the
// last, or from the lowest score, name or ID on.
func (s *Site) ReadsToEnd() bool {
	if s.Form == MethodValue {
		return false
	}
	switch s.Command.Name {
	case "LRANGE", "ZREVRANGE":
		return s.indexRange(s.wireWord(2), s.wireWord(3))
	case "ZRANGE":
		return s.readsSortedSet()
	case "ZRANGEBYSCORE", "ZRANGEBYLEX":
		return s.valueRange(s.wireWord(2), s.wireWord(3)) && !s.limited()
	case "ZREVRANGEBYSCORE", "ZREVRANGEBYLEX":
		if s.IsRaw() {
			return s.valueRange(s.wireWord(3), s.wireWord(2)) && !s.limited()
		}
		return s.valueRange(s.structField("Min"), s.structField("Max")) && !s.limited()
	case "XRANGE":
		return s.lowest(s.wireWord(2)) && s.highest(s.wireWord(3)) && !s.limited()
	case "XREVRANGE":
		return s.lowest(s.wireWord(3)) && s.highest(s.wireWord(2)) && !s.limited()
	}
	return false
}

// ReadsMembers reports whether a site reads all of its collection whatever its arguments.
func (s *Site) ReadsMembers() bool {
	switch s.Command.Name {
	case "HGETALL", "HKEYS", "HVALS", "SMEMBERS":
		return true
	}
	return false
}

// ReadsUnlimited reports whether a site asks for as much as there is: it combines whole collections, or could say how
// many elements it wants and does not.
func (s *Site) ReadsUnlimited() bool {
	if s.Form == MethodValue {
		return false
	}
	switch s.Command.Name {
	case "SORT", "SORT_RO":
		return !s.limitedBy("Count", "LIMIT")
	case "XREAD", "XREADGROUP", "GEOSEARCH":
		return !s.limitedBy("Count", "COUNT")
	case "GEORADIUS", "GEORADIUS_RO", "GEORADIUSBYMEMBER", "GEORADIUSBYMEMBER_RO":
		return !s.limitedBy("Count", "COUNT")
	}
	return s.Command.Class == command.SetOp
}

// limitedBy reports whether a field of the last argument, or a word, limits the reply, or may.
func (s *Site) limitedBy(field, word string) bool {
	if s.IsRaw() {
		return s.hasWord(word) || !s.wordsKnown(len(s.Words))
	}
	if s.Method.Name == "XReadStreams" {
		return false
	}
	value, ok := s.model.fieldByName(s.Args[len(s.Args)-1].Value, field)
	if !ok && s.Method.Name == "GeoSearchLocation" {
		value, ok = s.model.fieldByName(s.Args[len(s.Args)-1].Value, "GeoSearchQuery."+field)
	}
	return !ok || value != nil && !isZeroValue(s.model.origin(value))
}

// readsSortedSet is ReadsToEnd for ZRANGE: by index, or by what its options say.
func (s *Site) readsSortedSet() bool {
	if s.IsRaw() {
		if s.hasWord("LIMIT") {
			return false
		}
		if s.hasWord("BYSCORE", "BYLEX") {
			low, high := s.wireWord(2), s.wireWord(3)
			if s.hasWord("REV") {
				low, high = high, low
			}
			return s.valueRange(low, high)
		}
		return s.wordsKnown(4) && s.indexRange(s.wireWord(2), s.wireWord(3))
	}
	if !strings.HasPrefix(s.Method.Name, "ZRangeArgs") {
		return s.indexRange(s.wireWord(2), s.wireWord(3))
	}
	if s.limited() {
		return false
	}
	byScore, ok1 := s.flag("ByScore")
	byLex, ok2 := s.flag("ByLex")
	if !ok1 || !ok2 {
		return false
	}
	if byScore || byLex {
		// Whichever of the two is the low end: go-redis swaps them for Rev in some versions.
		start, stop := s.structField("Start"), s.structField("Stop")
		return s.valueRange(start, stop) || s.valueRange(stop, start)
	}
	return s.indexRange(s.structField("Start"), s.structField("Stop"))
}

// wireWord returns the value of word i of the command, as the method takes it or as it is spelled out; nil if it is
// not in view.
func (s *Site) wireWord(i int) ssa.Value {
	if s.IsRaw() {
		if i < len(s.Words) {
			return s.Words[i].Value
		}
		return nil
	}
	if i-1 >= len(s.Method.Wire) {
		return nil
	}
	operands, ok := s.operands(s.Method.Wire[i-1])
	if !ok || len(operands) != 1 {
		return nil
	}
	return operands[0].Value
}

// structField returns what a field of the last argument holds; nil if that is not in view.
func (s *Site) structField(name string) ssa.Value {
	value, ok := s.model.fieldByName(s.Args[len(s.Args)-1].Value, name)
	if !ok {
		return nil
	}
	return value
}

// flag returns the constant that a field of the last argument holds.
func (s *Site) flag(name string) (set, ok bool) {
	value, ok := s.model.fieldByName(s.Args[len(s.Args)-1].Value, name)
	if !ok || value == nil {
		return false, ok
	}
	c, ok := s.model.origin(value).(*ssa.Const)
	if !ok || c.Value == nil {
		return false, false
	}
	return constant.BoolVal(c.Value), true
}

// limited reports whether a site says, or may say, how many elements it wants.
func (s *Site) limited() bool {
	if s.IsRaw() {
		return s.hasWord("LIMIT", "COUNT") || !s.wordsKnown(4)
	}
	if strings.HasPrefix(s.Method.Name, "X") {
		return slices.Contains(s.Method.Words, "COUNT") || len(s.Args) > 4
	}
	return s.limitedBy("Count", "")
}

// indexRange reports whether a range by index is from the first to the last.
func (s *Site) indexRange(start, stop ssa.Value) bool {
	from, ok1 := s.model.integer(start)
	to, ok2 := s.model.integer(stop)
	return ok1 && ok2 && from == 0 && to == -1
}

// valueRange reports whether a range by score or by name begins at the lowest that there is, and goes on.
func (s *Site) valueRange(low, high ssa.Value) bool { return s.lowest(low) && !s.lowest(high) }

func (s *Site) lowest(v ssa.Value) bool {
	return s.isOneOf(v, "-inf", "-", "0", "(0", "0-0")
}

func (s *Site) highest(v ssa.Value) bool { return s.isOneOf(v, "+inf", "inf", "+") }

func (s *Site) isOneOf(v ssa.Value, texts ...string) bool {
	if v == nil {
		return false
	}
	if n, ok := s.model.integer(v); ok {
		return n == 0 && slices.Contains(texts, "0")
	}
	text, ok := s.model.text(v)
	return ok && slices.Contains(texts, strings.ToLower(text))
}

// integer returns the constant whole number that a value is, also as text: "-1".
func (m *model) integer(v ssa.Value) (int64, bool) {
	if v == nil {
		return 0, false
	}
	switch v := m.origin(v).(type) {
	case *ssa.Const:
		if v.Value == nil {
			return 0, false
		}
		if v.Value.Kind() == constant.String {
			n, err := strconv.ParseInt(constant.StringVal(v.Value), 10, 64)
			return n, err == nil
		}
		return constant.Int64Val(constant.ToInt(v.Value))
	case *ssa.Convert:
		return m.integer(v.X)
	}
	return 0, false
}
