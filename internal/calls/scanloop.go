package calls

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// cursorLoop is a loop that goes on with the cursor which a scan returns, or begins at 0 each time.
type cursorLoop struct {
	*Site
	page
	next *ssa.Phi // the cursor that the scan is given; nil if that is always 0
}

// cursorLoop returns the loop around a scan. There is none if the cursor leaves it: who has it may go on.
func (s *Site) cursorLoop() (cursorLoop, bool) {
	if s.wrapped != nil || !inCycle(s.Instr.Block()) {
		return cursorLoop{}, false
	}
	l := cursorLoop{Site: s, page: s.pageOf()}
	if l.elements == nil {
		return cursorLoop{}, false
	}
	if given := s.Args[s.cursorParam()].Value; !isZeroValue(given) {
		next, ok := given.(*ssa.Phi)
		if !ok || !slices.Contains(next.Edges, l.cursor) {
			return cursorLoop{}, false
		}
		l.next = next
	}
	seen := map[ssa.Value]bool{nil: true}
	return l, !l.leavesWith(l.cursor, seen) && (l.next == nil || !l.leavesWith(l.next, seen))
}

// leavesWith reports whether a cursor is used for more than to go on.
func (l *cursorLoop) leavesWith(cursor ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[cursor] {
		return false
	}
	seen[cursor] = true
	return slices.ContainsFunc(*cursor.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.Phi:
			return l.leavesWith(use, seen)
		case *ssa.BinOp:
			return !isBool(use.Type())
		}
		return use != l.Instr
	})
}

// isLeft reports whether control has left the loop at a block.
func (l *cursorLoop) isLeft(block *ssa.BasicBlock) bool {
	if l.next == nil {
		return !reaches(block, l.Instr.Block(), nil)
	}
	return !inLoopOf(block, l.next.Block())
}

// EndsAtEmptyPage reports whether a scan is in a loop that ends when a page is empty, although the cursor is not 0.
func (s *Site) EndsAtEmptyPage() bool {
	s.model.asking.Lock()
	defer s.model.asking.Unlock()
	l, ok := s.cursorLoop()
	if !ok || s.matchesAll() {
		return false
	}
	for _, use := range *l.elements.Referrers() {
		length, ok := use.(*ssa.Call)
		if !ok || !isLen(length) {
			continue
		}
		for _, use := range *length.Referrers() {
			if comparison, ok := use.(*ssa.BinOp); ok && l.endsIf(comparison, length) {
				return true
			}
		}
	}
	return false
}

func isLen(call *ssa.Call) bool {
	builtin, ok := call.Call.Value.(*ssa.Builtin)
	return ok && builtin.Name() == "len"
}

// endsIf reports whether the loop ends if a comparison finds that a length is 0.
func (l *cursorLoop) endsIf(comparison *ssa.BinOp, length ssa.Value) bool {
	if comparison.X != length || !isZeroValue(comparison.Y) {
		return false
	}
	empty := 1
	switch comparison.Op {
	case token.EQL, token.LEQ:
		empty = 0
	case token.NEQ, token.GTR:
	default:
		return false
	}
	ends := false
	forBranches(comparison, func(branch *ssa.BasicBlock) {
		ends = ends || !l.isLeft(branch) && l.isLeft(branch.Succs[empty]) && !l.isDone(branch)
	})
	return ends
}

// isDone reports whether a block runs only when the cursor is 0.
func (l *cursorLoop) isDone(block *ssa.BasicBlock) bool {
	return slices.ContainsFunc(controls(block), func(c control) bool {
		comparison, ok := c.condition.(*ssa.BinOp)
		return ok && l.cursor != nil && comparison.X == l.cursor && isZeroValue(comparison.Y) && c.holds == (comparison.Op == token.EQL)
	})
}

// ScanLoss is how a loop loses the error of a scan.
type ScanLoss int

const (
	ScanKept      ScanLoss = iota // or there is no such loop
	ScanDropped                   // nobody looks at it, and it comes with the cursor 0, at which the loop ends
	ScanSwallowed                 // it ends the loop, and the function returns no error
)

// LosesError returns how the loop around a scan loses its error.
func (s *Site) LosesError() (loss ScanLoss) {
	s.model.asking.Lock()
	defer s.model.asking.Unlock()
	l, ok := s.cursorLoop()
	switch {
	case !ok || l.next == nil || l.elsewhere:
		return ScanKept
	case l.err == nil:
		return ScanDropped
	}
	for _, use := range *l.err.Referrers() {
		comparison, ok := use.(*ssa.BinOp)
		if !ok || !isNil(comparison.Y) {
			if isDebug(use) {
				continue
			}
			return ScanKept // it is told, or returned
		}
		failed := 0
		if comparison.Op == token.EQL {
			failed = 1
		}
		forBranches(comparison, func(branch *ssa.BasicBlock) {
			if end := branch.Succs[failed]; l.isLeft(end) && !takesNote(branch, end) && succeedsFrom(end) {
				loss = ScanSwallowed
			}
		})
	}
	return loss
}

// takesNote reports whether something is done where a branch goes, and nowhere else, or a constant set: that may say that
// there was an error.
func takesNote(branch, to *ssa.BasicBlock) bool {
	only := func(block *ssa.BasicBlock) bool { return len(to.Preds) == 1 && to.Dominates(block) }
	for _, block := range branch.Parent().Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case *ssa.Phi:
				for i, pred := range block.Preds {
					if _, isConst := instr.Edges[i].(*ssa.Const); isConst && (only(pred) || pred == branch && block == to) {
						return true
					}
				}
			case ssa.CallInstruction, *ssa.Store, *ssa.MapUpdate, *ssa.Send, *ssa.Panic:
				if only(block) {
					return true
				}
			}
		}
	}
	return false
}

// succeedsFrom reports whether a function may return no error once control is at a block.
func succeedsFrom(block *ssa.BasicBlock) bool {
	after := reachable([]*ssa.BasicBlock{block}, func(block *ssa.BasicBlock) []*ssa.BasicBlock { return block.Succs }, nil)
	for result := range returns(block.Parent()) {
		if after[result.Block()] && returnsNil(result) {
			return true
		}
	}
	return false
}
