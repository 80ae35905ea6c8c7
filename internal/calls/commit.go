package calls

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// transacts reports whether a callback may run EXEC on its connection.
func (m *model) transacts(w watched) bool {
	found := false
	m.walk(w.fn, make(map[*ssa.Function]bool), func(instr ssa.Instruction) {
		if call, ok := instr.(*ssa.Call); ok && !found {
			made, isNamed := callee(&call.Call)
			found = isNamed && made.Name() == "TxPipeline" && makesPipelines(made) && m.mayBeOfCallback(w, receiverValue(&call.Call))
		}
		found = found || m.commits(w, instr)
	})
	return found
}

// commits reports whether an instruction runs EXEC on the connection of a callback, or hands that, or a pipeline, to what
// is not in view and may do so.
func (m *model) commits(w watched, instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		_, isVariable := instr.Addr.(*ssa.Alloc)
		return !isVariable && m.canCommit(instr.Val)
	case *ssa.MakeClosure: // of a method value: commit := tx.TxPipelined
		method, ok := instr.Fn.(*ssa.Function).Object().(*types.Func)
		return ok && strings.HasPrefix(method.Name(), "TxPipeline") && slices.ContainsFunc(instr.Bindings, m.canCommit)
	case *ssa.Return, *ssa.Send, *ssa.MapUpdate:
		return slices.ContainsFunc(instr.Operands(nil), func(v *ssa.Value) bool { return *v != nil && m.canCommit(*v) })
	case ssa.CallInstruction:
		return m.commitsAt(w, instr)
	}
	return false
}

func (m *model) commitsAt(w watched, call ssa.CallInstruction) bool {
	if site := m.sites[call]; site != nil && (site.Command.Name == "EXEC" || site.Command.Name == "MULTI") {
		return true
	}
	if fn, ok := callee(call.Common()); ok {
		switch used, issues := m.issuedBy(call.Common()); {
		case issues && used.takesCallback:
			return fn.Name() == "TxPipelined" && m.mayBeOfCallback(w, used.receiver)
		case fn.Name() == "Exec" && isGoRedis(fn):
			return m.queuesOn(receiverValue(call.Common()))
		case issues, makesPipelines(fn), isGoRedis(fn):
			return false
		}
	}
	return m.called(call.Common()) == nil && slices.ContainsFunc(call.Common().Args, m.canCommit)
}

func isGoRedis(fn *types.Func) bool {
	return fn.Pkg() != nil && (IsGoRedis(fn.Pkg().Path()) || isRuntime(fn.Pkg().Path()))
}

// canCommit reports whether a value is a connection on which EXEC can be run, a parameter that may be one, or a pipeline
// that may be of one.
func (m *model) canCommit(v ssa.Value) bool {
	v = m.origin(v)
	if _, isParameter := v.(*ssa.Parameter); isParameter && types.IsInterface(v.Type()) {
		makes, _, _ := types.LookupFieldOrMethod(v.Type(), false, nil, "TxPipeline")
		return makes != nil || kindOf(v.Type(), "") == Queued
	}
	return isConnection(v.Type()) || kindOf(v.Type(), "") == Queued
}

// mayBeOfCallback reports whether a client may be the connection of a callback.
func (m *model) mayBeOfCallback(w watched, client ssa.Value) bool {
	return m.mayBeWatched(client) && !m.isWatchesClient(w, placed{outermost(client), w.path})
}

// runsExec reports whether an instruction runs EXEC for a callback, itself or through what it calls.
func (m *model) runsExec(w watched, instr ssa.Instruction) bool {
	if m.commits(w, instr) {
		return true
	}
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	fn := m.called(call.Common())
	return fn != nil && m.transacts(watched{fn: fn, watch: w.watch, path: w.path})
}

// execBefore reports whether a callback has run EXEC whenever an instruction in it runs, and execAfter whether it may
// still do so.
func (m *model) execBefore(w watched, instr ssa.Instruction) bool {
	return m.execsAround(w, instr, comesBefore)
}

func (m *model) execAfter(w watched, instr ssa.Instruction) bool {
	return m.execsAround(w, instr, func(exec, instr ssa.Instruction) bool { return mayComeBefore(instr, exec) })
}

// execsAround reports whether holds is true of an EXEC and an instruction, or of the literal that has the instruction.
func (m *model) execsAround(w watched, instr ssa.Instruction, holds func(exec, instr ssa.Instruction) bool) bool {
	for {
		for _, block := range instr.Parent().Blocks {
			for _, other := range block.Instrs {
				if other != instr && holds(other, instr) && m.runsExec(w, other) {
					return true
				}
			}
		}
		closures := m.closures[instr.Parent()]
		if instr.Parent() == w.fn || len(closures) != 1 {
			return false
		}
		instr = closures[0]
	}
}
