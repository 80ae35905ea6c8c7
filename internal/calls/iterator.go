package calls

import "golang.org/x/tools/go/ssa"

// IteratesUnchecked reports whether a loop goes through what a scan finds, by an iterator whose error nobody reads.
func (s *Site) IteratesUnchecked() bool {
	s.model.asking.Lock()
	defer s.model.asking.Unlock()
	call, ok := s.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	if name := redisTypeName(call.Type()); name != "ScanCmd" && name != "ScanIterator" {
		return false
	}
	it := iteration{model: s.model, seen: make(map[ssa.Value]bool)}
	it.follow(call)
	return it.loops && !it.checked && !it.escapes
}

// iteration follows the command of a scan, and its iterator, which shares its error.
type iteration struct {
	*model
	seen    map[ssa.Value]bool
	loops   bool // Next is called in a loop
	checked bool // the error is read
	escapes bool // who reads it is not in view
}

func (it *iteration) follow(v ssa.Value) {
	if it.seen[v] {
		return
	}
	it.seen[v] = true
	for _, use := range *v.Referrers() {
		switch use := use.(type) {
		case *ssa.DebugRef:
		case *ssa.FieldAddr: // the part of the command that declares Err
			it.follow(use)
		case *ssa.Phi:
			it.follow(use)
		case *ssa.Store:
			loads, inView := it.readBack(v, use)
			it.escapes = it.escapes || !inView
			for _, load := range loads {
				it.follow(load)
			}
		case ssa.CallInstruction:
			it.call(v, use)
		default:
			it.escapes = true
		}
	}
}

func (it *iteration) call(v ssa.Value, call ssa.CallInstruction) {
	getter := getterOf(call.Common(), v)
	if getter == nil {
		it.escapes = true
		return
	}
	switch getter.Name() {
	case "Iterator":
		if iterator, ok := call.(*ssa.Call); ok {
			it.follow(iterator)
		}
	case "Next":
		it.loops = it.loops || inCycle(call.Block())
	case "Err", "Result":
		it.checked = true
	}
}
