package calls

import (
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

// determines reports whether a value is made of nothing that varies but what the key is made of, too: for each key
// it is one value.
func (m *model) determines(key, value ssa.Value) bool {
	ofKey, ofValue := make(map[ssa.Value]bool), make(map[ssa.Value]bool)
	m.leaves(key, ofKey)
	m.leaves(value, ofValue)
	varies := false
	for leaf, isLeaf := range ofValue {
		if !isLeaf || !m.shape(leaf).Varies() {
			continue
		}
		if !ofKey[leaf] {
			return false
		}
		varies = true
	}
	return varies
}

// leaves adds what a value is computed from in its function, as true, and what is on the way to it, as false.
func (m *model) leaves(v ssa.Value, leaves map[ssa.Value]bool) {
	v = m.origin(v)
	if _, seen := leaves[v]; seen {
		return
	}
	leaves[v] = false
	switch v := v.(type) {
	case *ssa.BinOp:
		m.leaves(v.X, leaves)
		m.leaves(v.Y, leaves)
	case *ssa.Convert:
		m.leaves(v.X, leaves)
	case *ssa.Call:
		if v.Call.StaticCallee() == nil || m.returnsFresh(&v.Call) {
			leaves[v] = true
			return
		}
		for _, arg := range v.Call.Args {
			elements, ok := m.elements(arg)
			if !ok || isText(arg.Type()) {
				elements = []ssa.Value{arg}
			}
			for _, element := range elements {
				m.leaves(element, leaves)
			}
		}
	case *derived:
		if leaves[v] = len(v.args) == 0 || v.Op == summary.Read; leaves[v] {
			return
		}
		for _, arg := range v.args {
			m.leaves(arg, leaves)
		}
	default:
		leaves[v] = true
	}
}
