package keyspace

import "strings"

// MayEqual reports whether two shapes may be the shape of one key. What has no text may be anything, and is not
// said to be equal to what has.
func MayEqual(a, b Shape) bool {
	if !a.Known() || !b.Known() {
		return !a.Known() && !b.Known()
	}
	m := matcher{a: a.bare(), b: b.bare()}
	if !m.mayBegin() {
		return false
	}
	m.seen = make(map[[2]int]bool)
	return m.from(0, 0)
}

// matcher looks for a text that fits two shapes.
type matcher struct {
	a, b string
	seen map[[2]int]bool // pairs of positions from which there is none
}

// mayBegin compares what comes before the first hole of either: most shapes differ there.
func (m *matcher) mayBegin() bool {
	a, _, _ := strings.Cut(m.a, firstMark(m.a))
	b, _, _ := strings.Cut(m.b, firstMark(m.b))
	n := min(len(a), len(b))
	return a[:n] == b[:n]
}

func firstMark(text string) string {
	if i := strings.IndexAny(text, marks); i >= 0 {
		return text[i : i+1]
	}
	return "\xff"
}

func (m *matcher) from(i, j int) bool {
	if i == len(m.a) && j == len(m.b) {
		return true
	}
	if m.seen[[2]int{i, j}] {
		return false
	}
	m.seen[[2]int{i, j}] = true
	a, b := at(m.a, i), at(m.b, j)
	switch {
	case isWide(a) && m.from(i+1, j), isWide(b) && m.from(i, j+1):
		return true
	case j < len(m.b) && fits(a, b) && (m.from(i, j+1) || m.from(i+1, j+1)):
		return true
	case i < len(m.a) && fits(b, a) && (m.from(i+1, j) || m.from(i+1, j+1)):
		return true
	}
	return i < len(m.a) && j < len(m.b) && a == b && m.from(i+1, j+1)
}

func at(text string, i int) byte {
	if i == len(text) {
		return 0xff // no mark, and in no text of a key that is UTF-8
	}
	return text[i]
}

// isWide reports whether a mark may stand for no text at all.
func isWide(mark byte) bool { return mark == fixed || mark == wild }

// fits reports whether a hole may stand for c, a character or a hole.
func fits(hole, c byte) bool {
	switch hole {
	case fixed, wild:
		return true
	case segment:
		return strings.IndexByte(":/|", c) < 0
	}
	return false
}
