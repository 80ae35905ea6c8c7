package driver

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// combined is a set of fixes that can be made together.
type combined struct {
	edits   map[string][]edit // by file, in the order of their positions
	applied int               // fixes
	refused int               // fixes that conflict with those; they are for the next round
}

// combine takes fixes in the order of findings. Of fixes that conflict it takes the first. Equal edits of several
// fixes are one: fixes in a file add the same import, and a file may be part of several packages.
func combine(findings []finding, editable func(file string) bool) combined {
	c := combined{edits: make(map[string][]edit)}
	for i := range findings {
		f := &findings[i]
		if f.fix == nil || !f.inMainModule() || !allEditable(f.fix, editable) {
			continue
		}
		if c.add(f.fix) {
			c.applied++
		} else {
			c.refused++
		}
	}
	for file := range c.edits {
		slices.SortStableFunc(c.edits[file], func(a, b edit) int {
			return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
		})
	}
	return c
}

func allEditable(f *fix, editable func(string) bool) bool {
	return !slices.ContainsFunc(f.edits, func(e edit) bool { return !editable(e.file) })
}

func (c *combined) add(f *fix) bool {
	var fresh []edit
	for _, e := range f.edits {
		if slices.Contains(c.edits[e.file], e) {
			continue
		}
		for _, other := range c.edits[e.file] {
			if conflict(e, other) {
				return false
			}
		}
		fresh = append(fresh, e)
	}
	for _, e := range fresh {
		c.edits[e.file] = append(c.edits[e.file], e)
	}
	return true
}

// conflict reports whether two edits of different fixes overlap, or touch so that their order matters.
func conflict(a, b edit) bool {
	if a.start == a.end || b.start == b.end {
		return a.start <= b.end && b.start <= a.end
	}
	return a.start < b.end && b.start < a.end
}

// applyEdits makes edits in the content of a file, in the file's own line endings.
func applyEdits(content []byte, edits []edit) ([]byte, error) {
	crlf := bytes.Contains(content, []byte("\r\n"))
	var changes []udiff.Edit
	for _, e := range edits {
		if e.size != len(content) {
			return nil, fmt.Errorf("nothing is written: %s has changed meanwhile", shortPath(e.file))
		}
		text := e.text
		if crlf {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		changes = append(changes, udiff.Edit{Start: e.start, End: e.end, New: text})
	}
	return udiff.ApplyBytes(content, changes)
}
