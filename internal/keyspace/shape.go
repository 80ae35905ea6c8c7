// Package keyspace knows keys by their shapes: what can be said of a key at compile time. Shapes are pure values.
package keyspace

import (
	"regexp"
	"strings"
)

// Shape is the text of a key with holes where the text is not known. Shapes are compared with ==: equal shapes
// that have text are taken to be one kind of key. The zero Shape is the empty text.
type Shape struct {
	text string // with the marks below
}

// The marks stand for text that is not known. They are no text themselves: no program has them in its keys.
const (
	segment = '\x00' // varies from key to key; at least one character, and none that separates segments
	fixed   = '\x01' // any text, the same for as long as the program runs; the name of what holds it follows, and end
	wild    = '\x02' // any text, from key to key: the * of a pattern
	end     = '\x03'
)

const marks = "\x00\x01\x02\x03"

var (
	// Hole is a part of a key that varies from key to key, such as an ID.
	Hole = Shape{string(segment)}
	// Fixed is text that is not known, but the same for as long as the program runs.
	Fixed = FixedBy("")
)

// FixedBy returns the shape of what a variable holds for as long as the program runs, such as a configured prefix. What
// different variables hold has different shapes.
func FixedBy(variable string) Shape { return Shape{string(fixed) + variable + string(end)} }

// MarshalBinary and UnmarshalBinary let facts carry shapes.
func (s Shape) MarshalBinary() ([]byte, error) { return []byte(s.text), nil }

// UnmarshalBinary is the reverse of MarshalBinary.
func (s *Shape) UnmarshalBinary(text []byte) error {
	s.text = string(text)
	return nil
}

// Built returns the shape of keys of which nothing is known but the function that builds them.
func Built(function string) Shape { return Concat(FixedBy(function+"()"), Text(":"), Hole) }

func (s Shape) isBuilt() bool {
	return strings.HasPrefix(s.text, string(fixed)) && strings.Contains(s.text, "()"+string(end))
}

// bare is the text of a shape without the names of variables.
func (s Shape) bare() string {
	if strings.IndexByte(s.text, fixed) < 0 {
		return s.text
	}
	return names.ReplaceAllString(s.text, string(fixed))
}

var names = regexp.MustCompile("\x01[^\x03]*\x03")

// Text returns the shape of a known text.
func Text(text string) Shape {
	if strings.ContainsAny(text, marks) {
		return Hole
	}
	return Shape{text}
}

// Pattern returns the shape of the keys that a glob of KEYS or SCAN matches.
func Pattern(glob Shape) Shape {
	return Shape{globs.ReplaceAllString(glob.text, string(wild))}.merged()
}

var globs = regexp.MustCompile(`\*|\?|\[[^\]]*\]`)

// Concat returns the shape of the parts one after the other.
func Concat(parts ...Shape) Shape {
	var text strings.Builder
	for _, part := range parts {
		text.WriteString(part.text)
	}
	return Shape{text.String()}.merged()
}

// Join returns the shape of the parts with a separator between them.
func Join(parts []Shape, separator Shape) Shape {
	all := make([]Shape, 0, 2*len(parts))
	for i, part := range parts {
		if i > 0 {
			all = append(all, separator)
		}
		all = append(all, part)
	}
	return Concat(all...)
}

// Either returns the shape of what may be any of several: the shape that all have, or a hole.
func Either(shapes ...Shape) Shape {
	if len(shapes) == 0 {
		return Hole
	}
	varies := false
	same := true
	for _, shape := range shapes {
		varies = varies || shape.Varies()
		same = same && shape == shapes[0]
	}
	switch {
	case same:
		return shapes[0]
	case varies:
		return Hole
	}
	return Fixed
}

// Map applies f to the text of a shape. It is for functions that change each character on its own: strings.ToLower.
func (s Shape) Map(f func(string) string) Shape {
	var text strings.Builder
	from := 0
	for _, hole := range hole.FindAllStringIndex(s.text, -1) {
		text.WriteString(f(s.text[from:hole[0]]))
		text.WriteString(s.text[hole[0]:hole[1]])
		from = hole[1]
	}
	text.WriteString(f(s.text[from:]))
	return Shape{text.String()}
}

var hole = regexp.MustCompile("\x01[^\x03]*\x03|[\x00\x02]")

// TrimSuffix returns a shape without a text that it ends in, if it does.
func (s Shape) TrimSuffix(text string) Shape { return Shape{strings.TrimSuffix(s.text, text)} }

// TrimPrefix returns a shape without a text that it begins with, if it does.
func (s Shape) TrimPrefix(text string) Shape { return Shape{strings.TrimPrefix(s.text, text)} }

// Literal returns the text of a shape without holes.
func (s Shape) Literal() (string, bool) {
	return s.text, !strings.ContainsAny(s.text, marks)
}

// Known reports whether a shape has text that tells keys apart. One that has none tells nothing.
func (s Shape) Known() bool {
	return strings.ContainsFunc(s.bare(), func(r rune) bool {
		return r > end && !strings.ContainsRune(separators+"{}*? ", r)
	})
}

const separators = ":/|.-_#"

// Anonymous reports whether a shape begins with text of which nothing is known, not even what holds it.
func (s Shape) Anonymous() bool { return strings.HasPrefix(s.text, Fixed.text) }

// Holder returns what holds the whole text for as long as the program runs, if nothing else is known of it.
func (s Shape) Holder() (string, bool) {
	name, isFixed := strings.CutPrefix(s.text, string(fixed))
	name, isWhole := strings.CutSuffix(name, string(end))
	if !isFixed || !isWhole || name == "" || strings.ContainsAny(name, marks) {
		return "", false
	}
	return name, true
}

// Tells reports whether a shape tells keys apart: equal ones are one kind of key.
func (s Shape) Tells() bool {
	_, held := s.Holder()
	return held || s.Known() && !s.Anonymous() || s.isBuilt()
}

// Varies reports whether a shape stands for many keys: it has a hole that varies, or text that is an ID.
func (s Shape) Varies() bool {
	if strings.ContainsAny(s.text, string([]rune{segment, wild})) {
		return true
	}
	for part := range strings.FieldsFuncSeq(s.bare(), func(r rune) bool { return strings.ContainsRune(":/|.#{}"+marks, r) }) {
		if id.MatchString(part) {
			return true
		}
	}
	return false
}

// id is a number, a UUID, or a digest.
var id = regexp.MustCompile(`^([0-9]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{16,})$`)

// String returns a shape with * for its holes: user:*:feed.
func (s Shape) String() string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return '*'
		}
		return r
	}, s.bare())
}

// merged makes one hole of holes that follow one another, if one of them varies.
func (s Shape) merged() Shape {
	if !adjacent.MatchString(s.text) {
		return s
	}
	return Shape{adjacent.ReplaceAllStringFunc(s.text, func(holes string) string {
		for _, mark := range []rune{wild, segment} {
			if strings.ContainsRune(holes, mark) {
				return string(mark)
			}
		}
		return holes
	})}
}

var adjacent = regexp.MustCompile("(\x01[^\x03]*\x03|[\x00\x02]){2,}")
