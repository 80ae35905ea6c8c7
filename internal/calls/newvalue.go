package calls

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// newValue returns the value that a site gives to the string of its first key.
func (s *Site) newValue() (ssa.Value, bool) {
	value, ok := s.Argument(2)
	if !ok {
		return nil, false
	}
	return s.model.origin(value.Value), true
}

// WritesTime reports whether a site writes a point in time: when something was last seen, or done.
func (s *Site) WritesTime() bool {
	value, ok := s.newValue()
	return ok && s.model.isTime(value, 0)
}

func (m *model) isTime(v ssa.Value, depth int) bool {
	const maxDepth = 8 // of calls around it
	v = m.origin(v)
	if depth > maxDepth || isNamed(v.Type(), "time", "Time") {
		return depth <= maxDepth
	}
	switch v := v.(type) {
	case *ssa.Convert:
		return m.isTime(v.X, depth+1)
	case *ssa.Call:
		for _, arg := range v.Call.Args {
			if _, isSlice := arg.Type().Underlying().(*types.Slice); isSlice {
				elements, _ := m.elements(arg)
				if len(elements) == 1 && m.isTime(elements[0], depth+1) {
					return true
				}
			}
		}
		return len(v.Call.Args) > 0 && makesText(&v.Call) && m.isTime(v.Call.Args[0], depth+1)
	}
	return false
}

// makesText reports whether a call makes text or a number of its first argument alone.
func makesText(call *ssa.CallCommon) bool {
	fn, ok := callee(call)
	if !ok || fn.Pkg() == nil {
		return false
	}
	return fn.Pkg().Path() == "time" || fn.Pkg().Path() == "strconv"
}
