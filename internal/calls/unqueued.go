package calls

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Unqueued is a command in the function that is given to Pipelined or TxPipelined which is issued on the client that the
// pipeline was made of, and not on the pipeline.
type Unqueued struct {
	*Site
	Callback *Callback
	Pipe     *ssa.Parameter
}

// Unqueued returns the commands beside pipelines, in the order of the source; one of each call. A reply that is used is
// none: it is not there before EXEC. Nor is a write after which nothing is sent, or after which such a reply is used: that
// may be of what it has written.
func (p *Package) Unqueued() []Unqueued {
	if p.model == nil {
		return nil
	}
	p.model.asking.Lock()
	defer p.model.asking.Unlock()
	var all []Unqueued
	for _, callback := range p.Callbacks {
		if callback.Kind == Watched {
			continue
		}
		for _, block := range callback.Func.Blocks {
			for _, instr := range block.Instrs {
				if call, ok := instr.(*ssa.Call); ok {
					all = p.model.unqueuedAt(call, callback, all)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Unqueued) int { return p.model.compare(a.Call.Lparen, b.Call.Lparen) })
	return all
}

func (m *model) unqueuedAt(call *ssa.Call, callback *Callback, all []Unqueued) []Unqueued {
	pipe := callback.Func.Params[len(callback.Func.Params)-1]
	for _, site := range m.sitesAt(call) {
		changes := site.Command.Changes() || site.Command.Name == "PUBLISH"
		if !changes || site.byRuntime() || isAwaited(site) || m.givesUp(call.Block()) || m.awaitsAfter(call) || site.Form == WrappedCall && !m.couldPass(site, call, pipe) {
			continue
		}
		sent, ok := m.sentBy(site, path{})
		if !ok || sent.batch != Unknown || !m.same(m.tripOn(sent.client, sent.kind).client, m.tripOn(placed{value: callback.Client.Value}, callback.Client.Kind).client, 0) {
			continue
		}
		if !slices.ContainsFunc(all, func(other Unqueued) bool { return other.Call == site.Call }) {
			all = append(all, Unqueued{site, callback, pipe})
		}
	}
	return all
}

// couldPass reports whether a call passes a client to a function that would take the pipeline as well, and that gives no
// reply back.
func (m *model) couldPass(site *Site, call *ssa.Call, pipe *ssa.Parameter) bool {
	i, given := site.wrapped.Client.Given()
	if !given || call.Call.IsInvoke() || i >= len(call.Call.Args) {
		return false
	}
	taken, ok := call.Call.Args[i].Type().Underlying().(*types.Interface)
	results := call.Call.Signature().Results()
	return ok && types.Implements(pipe.Type(), taken) && (results.Len() == 0 || results.Len() == 1 && isError(results.At(0).Type()))
}

// isAwaited reports whether the reply of a command is used.
func isAwaited(site *Site) bool { return site.Use.Value || site.Use.Escapes }

// awaitsAfter reports whether a function may use, after a call, the reply of a command that it does not queue. What only
// calls others for reads uses theirs.
func (m *model) awaitsAfter(call *ssa.Call) bool {
	for _, block := range call.Parent().Blocks {
		for _, instr := range block.Instrs {
			other, ok := instr.(*ssa.Call)
			if !ok || !mayComeBefore(call, other) {
				continue
			}
			for _, site := range m.sitesAt(other) {
				awaits := isAwaited(site) || site.Form == WrappedCall && site.Command.ReadOnly
				if awaits && (site.Client.Kind.IsDirect() || site.Client.Kind == Watched) {
					return true
				}
			}
		}
	}
	return false
}

// givesUp reports whether a function returns an error once it is in a block.
func (m *model) givesUp(block *ssa.BasicBlock) bool {
	after := reachable([]*ssa.BasicBlock{block}, func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Succs }, nil)
	for result := range returns(block.Parent()) {
		if after[result.Block()] && !returnsAnError(result) && !isCanceled(result) {
			return false
		}
	}
	return true
}

// isCanceled reports whether a return under a condition returns the error of a context.
func isCanceled(result *ssa.Return) bool {
	if len(result.Results) == 0 {
		return false
	}
	call, ok := result.Results[len(result.Results)-1].(*ssa.Call)
	if !ok {
		return false
	}
	fn, ok := callee(&call.Call)
	return ok && fn.FullName() == "(context.Context).Err" && len(controls(result.Block())) > 0
}
