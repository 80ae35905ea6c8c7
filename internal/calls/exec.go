package calls

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
)

// A DroppedExec sends a batch, and nobody asks whether a command of it has failed.
type DroppedExec struct {
	Name      string  // Exec, Pipelined or TxPipelined
	Lost      []*Site // the commands of the batch that write what nothing else writes again
	OnPurpose bool    // all results are assigned to _

	at    ssa.CallInstruction
	model *model
}

// DroppedExecs returns where the package sends batches whose errors nobody looks at, in the order of the source. What is
// sent in a Watch callback on its connection is not among it: what is lost there is a conflict.
func (p *Package) DroppedExecs() []DroppedExec {
	m := p.model
	if m == nil {
		return nil
	}
	m.asking.Lock()
	defer m.asking.Unlock()
	var dropped []DroppedExec
	add := func(b *Batch, at ssa.CallInstruction) {
		if b.Client.Kind != Watched && m.dropsResults(at) && !b.isAskedFor() {
			cursor := m.syntax.calls[at.Common().Pos()]
			dropped = append(dropped, DroppedExec{nameOfCallee(at), b.lost(), assignedToBlank(cursor), at, m})
		}
	}
	for _, b := range m.madeBatches() {
		for _, at := range b.Execs {
			if nameOfCallee(at) == "Exec" {
				add(b, at)
			}
		}
	}
	for _, callback := range p.Callbacks {
		if callback.Kind == Watched || len(m.functionsOf(callback.passed, 0)) != 1 {
			continue
		}
		b := *m.batchOf(callback.Func.Params[len(callback.Func.Params)-1])
		b.Client = callback.Client
		if len(b.Execs) == 0 && kindOf(b.Client.Value.Type(), "") != Queued {
			add(&b, callback.at)
		}
	}
	slices.SortStableFunc(dropped, func(a, b DroppedExec) int { return m.compare(a.at.Pos(), b.at.Pos()) })
	return dropped
}

func nameOfCallee(at ssa.CallInstruction) string {
	fn, _ := callee(at.Common())
	return fn.Name()
}

// Range is where to report it: what names the method.
func (e *DroppedExec) Range() (pos, end, from token.Pos) { return e.model.rangeOfCall(e.at) }

// dropsResults reports whether neither the commands nor the error that Exec returns are looked at, and no variable is
// given them.
func (m *model) dropsResults(at ssa.CallInstruction) bool {
	call, ok := at.(*ssa.Call)
	if !ok {
		return true // go and defer
	}
	for _, use := range *call.Referrers() {
		if result, ok := use.(*ssa.Extract); !ok || isUsed(result) {
			return false
		}
	}
	cursor, ok := m.syntax.calls[call.Call.Pos()]
	if !ok {
		return false
	}
	_, isStatement := cursor.Parent().Node().(*ast.ExprStmt)
	return isStatement || assignedToBlank(cursor)
}

// isAskedFor reports whether the error of a queued command may be looked at, or what is queued is not in view.
func (b *Batch) isAskedFor() bool {
	return b.escapes || b.returned || b.unnamed || len(b.Queued) == 0 || slices.ContainsFunc(b.Queued, func(site *Site) bool {
		return site.Method == &process || site.Use.Escapes || site.wrapped != nil && site.wrapped.Checked || site.asksLater()
	})
}

// asksLater reports whether the error of a queued command is looked at where its batch may have been sent.
func (s *Site) asksLater() bool {
	for read, getter := range s.getters() {
		var use Use
		if use.read(read, getter); use.Error && s.maySendBefore(read) {
			return true
		}
	}
	return false
}

// lost are the commands of a batch whose loss is more than that of a cached value.
func (b *Batch) lost() []*Site {
	var lost []*Site
	for _, site := range b.Queued {
		if site.writesState() && !site.fillsCache() {
			lost = append(lost, site)
		}
	}
	return lost
}

// fillsCache reports whether a command sets what its key has, or adds to it, and the key expires. What is counted is
// not filled again.
func (s *Site) fillsCache() bool {
	p := s.model.pkg
	return !s.Use.Value && slices.ContainsFunc(p.KeysOf(s), func(key *Key) bool {
		return key.Index == 0 && key.Effect()&command.Adds != 0 && !strings.Contains(s.Command.Name, "INCRBY") && p.Lifetime(key, s) != nil
	})
}

// writesState reports whether a command writes what is not there a second time, as far as can be told: not a string that
// expires, not a lifetime alone, and not the removal of a key or of what is over a bound; not what is computed or
// delivered again, nor a group, which is made again and refused.
func (s *Site) writesState() bool {
	switch name := s.Command.Name; name {
	case "DEL", "UNLINK", "TOUCH", "PERSIST", "SETEX", "PSETEX", "GETEX", "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT":
		return false
	case "SET", "SETNX":
		return s.LeavesNoLifetime()
	case "EVAL", "EVALSHA", "FCALL":
		return true
	}
	if strings.HasSuffix(s.Command.Name, "STORE") || s.Command.Name == "XACK" || strings.HasPrefix(s.Command.Name, "XGROUP ") {
		return false
	}
	effect := s.Command.Effect(0)
	return s.Command.Write && (effect&command.Adds != 0 || effect&(command.Trims|command.Ages) == 0)
}
