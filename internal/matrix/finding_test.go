package matrix

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
)

// finding is a finding as every driver can tell it.
type finding struct {
	file         string // relative to the module, with slashes
	line, column int    // from 1, in bytes
	rule         string
	message      string // without the rule's name before it
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", f.file, f.line, f.column, f.rule, f.message)
}

func (f finding) compare(g finding) int {
	return cmp.Or(cmp.Compare(f.file, g.file), cmp.Compare(f.line, g.line), cmp.Compare(f.column, g.column),
		cmp.Compare(f.rule, g.rule), cmp.Compare(f.message, g.message))
}

// A driver runs the suite over the module in a directory, with the settings that are the default.
type driver struct {
	name string
	// find returns the findings, in any order.
	find func(t *testing.T, dir string) []finding
	// fix applies all fixes to the files in dir. It is nil if the driver cannot.
	fix func(t *testing.T, dir string)
}

func sorted(findings []finding) []finding {
	slices.SortFunc(findings, finding.compare)
	return findings
}
