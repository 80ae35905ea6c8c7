package calls

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

// call notes what a call does with a batch.
func (b *Batch) call(v ssa.Value, at ssa.CallInstruction) {
	common := at.Common()
	method, ok := callee(common)
	isReceiver := ok && method.Signature().Recv() != nil && receiverValue(common) == v
	if !isReceiver || slices.Contains(common.Args[min(len(common.Args), 1):], v) {
		b.passed(v, at)
		return
	}
	if site := b.model.sites[at]; site != nil && site.Form != RuntimeCall {
		b.Queued = append(b.Queued, site)
		return
	}
	switch method.Name() {
	case "Exec", "Pipelined", "TxPipelined":
		b.Execs = append(b.Execs, at)
	case "Discard", "Close":
		b.Discarded = true
	case "Len":
	case "Pipeline", "TxPipeline": // itself
		if same, ok := at.(*ssa.Call); ok {
			b.follow(same)
		}
	default:
		if t := b.model.target(method); method.Name() != "BatchProcess" && (t == nil || t.method == nil) {
			b.escapes = true
		}
		b.unnamed = true
	}
}

// passed follows a batch into a function that fills it, or a script that is run on it.
func (b *Batch) passed(v ssa.Value, at ssa.CallInstruction) {
	if b.model.runsScript(at) {
		b.Queued = append(b.Queued, b.model.sites[at])
		return
	}
	to, ok := b.model.reach(at.Common())
	if !ok || !slices.Contains(to.args, v) {
		b.escapes = true
		return
	}
	for i, arg := range to.args {
		if arg != v {
			continue
		}
		if !b.model.fills(to, i) {
			b.escapes = true
			return
		}
		before := len(b.Queued)
		for _, site := range b.model.wrappedAt(at) {
			if client := site.wrapped.Client; client.Op == summary.Parameter && client.Index == i {
				b.Queued = append(b.Queued, site)
			}
		}
		b.unnamed = b.unnamed || len(b.Queued) == before
	}
}

// fills reports whether a function adds commands to the batch that it is passed as argument i, and does nothing else with
// it.
func (m *model) fills(to reached, i int) bool {
	if to.told != nil {
		return slices.Contains(to.told.Fills, i)
	}
	return i < len(to.local.Params) && m.fillsParameter(to.local.Params[i])
}

func (m *model) fillsParameter(p *ssa.Parameter) bool {
	if !isClientType(p.Type()) || !mayBeBatch(p.Type()) {
		return false
	}
	b := m.batchOf(p)
	return b.IsFilled() && !b.escapes && !b.returned && len(b.Execs) == 0 && !b.Discarded
}

// filled are the parameters, the receiver counted, that a function fills if they are batches.
func (m *model) filled(fn *ssa.Function) []int {
	var filled []int
	for i, p := range fn.Params {
		if m.fillsParameter(p) {
			filled = append(filled, i)
		}
	}
	return filled
}

// handsOutBatch reports whether a call returns a batch that is new, and that nothing else holds.
func (m *model) handsOutBatch(call *ssa.CallCommon) bool {
	if results := call.Signature().Results(); results.Len() != 1 || kindOf(results.At(0).Type(), "") != Queued {
		return false
	}
	to, ok := m.reach(call)
	if !ok {
		return false
	}
	return to.told != nil && to.told.HandsOut || to.local != nil && m.handsOut(to.local)
}

// handsOut is handsOutBatch for a function of the package.
func (m *model) handsOut(fn *ssa.Function) bool {
	if handsOut, known := m.handOut[fn]; known {
		return handsOut
	}
	m.handOut[fn] = false // what a recursion finds
	if results := fn.Signature.Results(); results.Len() != 1 || kindOf(results.At(0).Type(), "") != Queued {
		return false
	}
	handsOut := false
	for result := range returns(fn) {
		made, ok := m.origin(result.Results[0]).(*ssa.Call)
		if !ok {
			return false
		}
		if b := m.batchMadeBy(made); b == nil || b.escapes || b.mayBeAnother() || len(b.Execs) > 0 {
			return false
		}
		handsOut = true
	}
	m.handOut[fn] = handsOut
	return handsOut
}

// Range is where to report a batch: the expression that makes it.
func (b *Batch) Range() (pos, end, from token.Pos) { return b.model.rangeOfCall(b.made.(*ssa.Call)) }

// rangeOfCall is where to report a call: what names the method or function.
func (m *model) rangeOfCall(at ssa.CallInstruction) (pos, end, from token.Pos) {
	cursor, ok := m.syntax.calls[at.Common().Pos()]
	if !ok {
		return at.Pos(), at.Pos(), at.Pos()
	}
	return m.rangeOf(ast.Unparen(cursor.Node().(*ast.CallExpr).Fun))
}
