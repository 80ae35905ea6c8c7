package calls

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// QueuedRuns returns where the package queues a script with Run that nothing in view loads, in the order of the source:
// Run falls back to EVAL only if the server has answered.
func (p *Package) QueuedRuns() []*Site {
	m := p.model
	if m == nil {
		return nil
	}
	m.asking.Lock()
	defer m.asking.Unlock()
	var runs []*Site
	m.instructions(func(instr ssa.Instruction) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || !m.runsScript(call) {
			return
		}
		site := m.sites[call]
		if name := nameOfCallee(call); (name == "Run" || name == "RunRO") && site.isQueued() && m.isOwnScript(call.Common().Args[0]) {
			runs = append(runs, site)
		}
	})
	if len(runs) == 0 || m.loadsScripts() {
		return nil
	}
	slices.SortStableFunc(runs, func(a, b *Site) int { return m.compare(a.Fun.Pos(), b.Fun.Pos()) })
	return runs
}

// runsScript reports whether a call is one of a method of redis.Script that runs it.
func (m *model) runsScript(call ssa.CallInstruction) bool {
	site := m.sites[call]
	return site != nil && site.Form == RuntimeCall && receiverTypeOf(call) == "Script"
}

// receiverTypeOf names the type of go-redis whose method a call names, or is "".
func receiverTypeOf(call ssa.CallInstruction) string {
	fn, ok := callee(call.Common())
	if !ok || fn.Signature().Recv() == nil {
		return ""
	}
	return redisTypeName(fn.Signature().Recv().Type())
}

// isOwnScript reports whether nobody outside the package can load a script: it is made here, and no variable that others
// see holds it.
func (m *model) isOwnScript(script ssa.Value) bool {
	v := m.origin(script)
	if load, ok := v.(*ssa.UnOp); ok {
		if stored := m.assignedTo(load); stored != nil {
			v = m.origin(stored)
		}
	}
	made, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	fn, ok := callee(&made.Call)
	return ok && fn.Pkg() != nil && apiOf(fn.Pkg().Path()) != 0
}

// loadsScripts reports whether the package loads any script, or asks whether one is loaded.
func (m *model) loadsScripts() bool {
	loads := false
	m.instructions(func(instr ssa.Instruction) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			return
		}
		fn, ok := callee(call.Common())
		loads = loads || ok && (receiverTypeOf(call) == "Script" && (fn.Name() == "Load" || fn.Name() == "Exists") ||
			fn.Name() == "ScriptLoad" || fn.Name() == "ScriptExists")
	})
	return loads
}

// QueuedIterators returns the queued SCAN, HSCAN, SSCAN and ZSCAN whose result is iterated over, in the order of the source.
func (p *Package) QueuedIterators() []*Site {
	if p.model == nil {
		return nil
	}
	p.model.asking.Lock()
	defer p.model.asking.Unlock()
	var iterated []*Site
	for _, site := range p.Sites {
		if site.isRead(func(getter *ssa.Function) bool { return getter.Name() == "Iterator" }) && site.isQueued() && !site.isNeverSent() {
			iterated = append(iterated, site)
		}
	}
	return iterated
}
