package calls

import (
	"go/token"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// An EarlyRead reads the result of a queued command before the batch is sent: there is none yet, and no error.
type EarlyRead struct {
	*Site
	Getter   string // Err, Val, Result, ...
	Value    bool   // the reply is used, and not only the error
	Returned bool   // it is only returned, as by a type that has the methods of a client and queues on a pipeline

	read *ssa.Call
}

// Range is where to report it: the expression that names the getter.
func (r *EarlyRead) Range() (pos, end, from token.Pos) { return r.model.rangeOfCall(r.read) }

// EarlyReads returns where the package reads results of queued commands before they are sent, in the order of the source.
// A command that somebody gives an error has that.
func (p *Package) EarlyReads() []EarlyRead {
	if p.model == nil {
		return nil
	}
	p.model.asking.Lock()
	defer p.model.asking.Unlock()
	var early []EarlyRead
	for _, site := range p.Sites {
		if site.isRead(func(getter *ssa.Function) bool { return strings.HasPrefix(getter.Name(), "Set") }) {
			continue
		}
		for read, getter := range site.getters() {
			var use Use
			use.read(read, getter)
			if isResult(getter) && (use.Value || use.Error) && site.isQueued() && !site.maySendBefore(read) && !site.isNeverSent() {
				parses := getter.Name() != "Err" && getter.Name() != "Result" // and fails, as there is nothing to parse
				returned := (!use.Value || site.batch() == nil) && isReturned(read, use.Value)
				early = append(early, EarlyRead{site, getter.Name(), use.Value || parses, returned, read})
			}
		}
	}
	return early
}

// getters yields the calls that read the result of a site, and the methods that they call.
func (s *Site) getters() iter.Seq2[*ssa.Call, *ssa.Function] {
	return func(yield func(*ssa.Call, *ssa.Function) bool) {
		if cmd, ok := s.Instr.(*ssa.Call); ok {
			yieldGetters(cmd, yield)
		}
	}
}

// isRead reports whether the result of a site is read by a method of some kind.
func (s *Site) isRead(is func(*ssa.Function) bool) bool {
	for _, getter := range s.getters() {
		if is(getter) {
			return true
		}
	}
	return false
}

// isResult reports whether a method of a command returns what the server answered: Err, Val, Result, Int, Scan, ...
func isResult(getter *ssa.Function) bool {
	results := getter.Signature.Results()
	return results.Len() > 0 && isError(results.At(results.Len()-1).Type()) || slices.Contains([]string{"Val", "RawVal"}, getter.Name())
}

// isDescribed reports whether a method of a command tells what the command is: Args, String, Name, ...
func isDescribed(getter *ssa.Function) bool { return !isResult(getter) && getter.Name() != "Iterator" }

// isReturned reports whether the reply that is read, or the error if only that is, is used only to return it.
func isReturned(read *ssa.Call, value bool) bool {
	for _, use := range *read.Referrers() {
		switch use := use.(type) {
		case *ssa.Return, *ssa.DebugRef:
		case *ssa.Extract:
			if isError(use.Type()) == value {
				continue
			}
			if slices.ContainsFunc(*use.Referrers(), func(use ssa.Instruction) bool { _, ok := use.(*ssa.Return); return !ok }) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// isQueued reports whether a site certainly queues its command: a parameter is a pipeline if all callers pass one.
func (s *Site) isQueued() bool { return s.model.isQueue(s.Client.Value, s.Method.Name, 0) }

func (m *model) isQueue(v ssa.Value, method string, depth int) bool {
	if v == nil || depth > maxThrough {
		return false
	}
	v = m.origin(outermost(v))
	if kind := m.handedOut(v); kind == Pipeline || kind == Transaction || kindOf(v.Type(), method) == Queued {
		return true
	}
	parameter, ok := v.(*ssa.Parameter)
	if !ok {
		return m.isQueue(m.assignedTo(v), method, depth+1)
	}
	callers, ok := m.callersOf(parameter.Parent())
	return ok && !slices.ContainsFunc(callers, func(call ssa.CallInstruction) bool {
		arg, ok := argumentFor(parameter, call.Common())
		return !ok || !m.isQueue(arg, method, depth+1)
	})
}

// batch returns the batch that a site queues on, if that is made in view; or nil.
func (s *Site) batch() *Batch {
	v := s.model.origin(outermost(s.Client.Value))
	if call, ok := v.(*ssa.Call); ok {
		return s.model.batchMadeBy(call)
	}
	if s.model.handedOut(v) != Unknown {
		return s.model.batchOf(v)
	}
	return nil
}

// isNeverSent reports whether nothing sends the batch that a site queues on: that is said where it is made.
func (s *Site) isNeverSent() bool {
	b := s.batch()
	_, isMade := s.model.origin(outermost(s.Client.Value)).(*ssa.Call)
	return b != nil && isMade && b.NeverSent()
}

// maySendBefore reports whether the batch that a site queues on may be sent before its result is read.
func (s *Site) maySendBefore(read *ssa.Call) bool {
	b := s.batch()
	for _, instr := range between(s.Instr, read) {
		if s.model.maySend(instr, b) {
			return true
		}
	}
	return false
}

// maySend reports whether an instruction may send a batch, which is nil if it is not known who else has it.
func (m *model) maySend(instr ssa.Instruction, b *Batch) bool {
	call, ok := instr.(ssa.CallInstruction)
	if _, isDefer := instr.(*ssa.Defer); !ok || isDefer {
		return false
	}
	elsewhere := func(at ssa.CallInstruction) bool { return at.Parent() != instr.Parent() }
	if b != nil && !b.escapes && !slices.ContainsFunc(b.Execs, elsewhere) {
		return slices.Contains(b.Execs, call)
	}
	if m.sites[call] != nil || onlyTells(call.Common()) {
		return false
	}
	fn, ok := callee(call.Common())
	if !ok || fn.Pkg() == nil {
		return !ok
	}
	if apiOf(fn.Pkg().Path()) != 0 {
		return slices.Contains([]string{"Exec", "Pipelined", "TxPipelined"}, fn.Name())
	}
	return !IsStandard(fn.Pkg().Path())
}
