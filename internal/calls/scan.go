package calls

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Scans returns the places where the package issues SCAN, HSCAN, SSCAN or ZSCAN by their methods, itself or through what
// it calls, in the order of the source. What is queued is not among them.
func (p *Package) Scans() []*Site {
	m := p.model
	if m == nil {
		return nil
	}
	m.asking.Lock()
	defer m.asking.Unlock()
	scans := slices.DeleteFunc(slices.Concat(p.Sites, m.allWrapped()), func(s *Site) bool { return !s.isScan() })
	slices.SortStableFunc(scans, func(a, b *Site) int { return m.compare(a.Call.Lparen, b.Call.Lparen) })
	return scans
}

func (s *Site) isScan() bool {
	switch s.Command.Name {
	case "SCAN", "HSCAN", "SSCAN", "ZSCAN":
		return s.Call != nil && !s.IsRaw() && !s.byRuntime() && (s.Client.Kind.IsDirect() || s.Client.Kind == Watched)
	}
	return false
}

// cursorParam is the place of the cursor among the arguments of a scan.
func (s *Site) cursorParam() int {
	if s.Command.Name == "SCAN" {
		return 1
	}
	return 2 // after the key
}

// pattern is what a scan looks for.
func (s *Site) pattern() ssa.Value { return s.Args[s.cursorParam()+1].Value }

// matchesAll reports whether a scan has no pattern that may leave a page empty.
func (s *Site) matchesAll() bool {
	pattern, ok := s.model.text(s.pattern())
	return ok && (pattern == "" || pattern == "*")
}

// defaultCount is what Redis takes for COUNT if it is not given.
const defaultCount = 10

// Count returns how many elements a scan asks the server to look at for a page.
func (s *Site) Count() (int64, bool) {
	count, ok := s.model.origin(s.Args[s.cursorParam()+2].Value).(*ssa.Const)
	if !ok {
		return 0, false
	}
	if count.Value == nil || count.Int64() <= 0 {
		return defaultCount, true
	}
	return count.Int64(), true
}

// page is what is read of a scan: nil what is not.
type page struct {
	elements, cursor, err ssa.Value
	elsewhere             bool // its command is used otherwise, too: its error may be read there
}

// pageOf returns what is read of the page that a scan returns.
func (s *Site) pageOf() page {
	var p page
	call, ok := s.Instr.(*ssa.Call)
	switch {
	case !ok:
	case s.wrapped != nil:
		p.read(call)
	default:
		for _, use := range *call.Referrers() {
			getter, ok := use.(*ssa.Call)
			if ok && getterOf(&getter.Call, call) != nil {
				p.elsewhere = p.elsewhere || p.elements != nil
				p.read(getter)
			} else if _, ok := use.(*ssa.DebugRef); !ok {
				p.elsewhere = true
			}
		}
	}
	return p
}

// read adds the results of a call: a page, a cursor, an error.
func (p *page) read(call *ssa.Call) {
	for _, use := range *call.Referrers() {
		result, ok := use.(*ssa.Extract)
		switch {
		case !ok:
			p.elsewhere = p.elsewhere || !isDebug(use)
		case !isUsed(result):
		case isError(result.Type()):
			p.err = result
		case isNumber(result.Type()):
			p.cursor = result
		default:
			p.elements = result
		}
	}
}

func isDebug(instr ssa.Instruction) bool {
	_, ok := instr.(*ssa.DebugRef)
	return ok
}

// maxPage is more than anybody takes for a page: who asks for more wants all.
const maxPage = 100_000

// ReadsOnePage reports whether only the first page of a SCAN is read: it begins at 0, its cursor is dropped, and it is
// not tried again. What the others scan may be small, and then is one page.
func (s *Site) ReadsOnePage() bool {
	s.model.asking.Lock()
	defer s.model.asking.Unlock()
	if s.Command.Name != "SCAN" || !isZeroValue(s.model.origin(s.Args[s.cursorParam()].Value)) {
		return false
	}
	if s.wrapped != nil && (!s.Passed(s.cursorParam()) || s.wrapped.Loop || !returnsNumber(s.Instr)) {
		return false
	}
	if count, ok := s.Count(); ok && count > maxPage {
		return false
	}
	p := s.pageOf()
	switch {
	case p.elements == nil || p.cursor != nil || p.elsewhere:
		return false
	case s.matchesAll() && isOnlyCounted(p.elements): // whether there is any
		return false
	}
	return !s.model.isRepeated(s.Instr)
}

// isOnlyCounted reports whether nothing of a slice is used but its length.
func isOnlyCounted(slice ssa.Value) bool {
	return !slices.ContainsFunc(*slice.Referrers(), func(use ssa.Instruction) bool {
		call, ok := use.(*ssa.Call)
		return !isDebug(use) && !(ok && isLen(call))
	})
}

// returnsNumber reports whether a call returns a number, as one does that returns a cursor.
func returnsNumber(instr ssa.Instruction) bool {
	results := callOf(instr).Signature().Results()
	for i := range results.Len() {
		if isNumber(results.At(i).Type()) {
			return true
		}
	}
	return false
}

// isRepeated reports whether an instruction runs again, in its function or because that is called in a loop. To do it
// once for each of some elements is not to repeat it.
func (m *model) isRepeated(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok || inCycle(call.Block()) && (!m.loopsOverData(call) || sleeps(call.Block())) {
		return true
	}
	fn := call.Parent()
	return slices.ContainsFunc(m.assigned.callers[fn], func(caller ssa.CallInstruction) bool { return inCycle(caller.Block()) }) ||
		slices.ContainsFunc(m.closures[fn], func(closure *ssa.MakeClosure) bool { return inCycle(closure.Block()) })
}
