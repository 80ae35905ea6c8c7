package calls

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Torn is a write that makes a key, and an EXPIRE of that key in another round trip, as one function has them.
type Torn struct {
	Write, Expire *Event
	// Batched says that both are in one pipeline: sent together, but not run together.
	Batched bool
	// Renewed says that each write that succeeds is followed by an EXPIRE: what one has torn the next repairs.
	Renewed bool
}

// Torn returns the torn writes of the package, one for each write that comes first, in the order of the source.
func (p *Package) Torn() []Torn {
	m := p.model
	if m == nil || !m.hasExpire() {
		return nil
	}
	m.asking.Lock()
	defer m.asking.Unlock()
	var torn []Torn
	for _, fn := range m.functions {
		torn = append(torn, m.tornIn(fn)...)
	}
	slices.SortStableFunc(torn, func(a, b Torn) int { return m.compare(a.Write.At.Pos(), b.Write.At.Pos()) })
	return torn
}

func (m *model) tornIn(fn *ssa.Function) []Torn {
	var torn []Torn
	events := m.eventsIn(fn)
	for _, write := range events {
		if !write.Key.mayMake() || m.hasLifetime(write, events) || waitsForTick(write.At.Block()) {
			continue
		}
		if expire := m.expireOf(write, events); expire != nil && !m.madeBefore(write, torn) {
			torn = append(torn, Torn{write, expire, m.oneTrip(write, expire), m.renews(write, expire)})
		}
	}
	return torn
}

// expireOf returns the first EXPIRE of the key of a write in another round trip or, if there is none, in its pipeline.
func (m *model) expireOf(write *Event, events []*Event) *Event {
	var batched *Event
	for _, expire := range events {
		if !isExpire(expire.Site) || expire.At == write.At ||
			!m.sameKey(write, expire) || !m.sameClient(write, expire) || !m.mayFollow(write, expire) {
			continue
		}
		if m.oneTrip(write, expire) {
			if m.tripOf(write).kind != Pipeline {
				return nil
			}
			batched = expire
			continue
		}
		return expire
	}
	return batched
}

// renews reports whether the EXPIRE depends on nothing more than the write does, but on whether there was an error.
func (m *model) renews(write, expire *Event) bool {
	ofWrite := controls(write.At.Block())
	return expire.Functions() == "" && !slices.ContainsFunc(controls(expire.At.Block()), func(c control) bool {
		comparison, ok := c.condition.(*ssa.BinOp)
		return !slices.Contains(ofWrite, c) && !(ok && isError(comparison.X.Type()))
	})
}

func (m *model) hasExpire() bool {
	for _, site := range m.sites {
		if isExpire(site) {
			return true
		}
	}
	for _, sites := range m.wrapped {
		if slices.ContainsFunc(sites, isExpire) {
			return true
		}
	}
	return false
}

func isExpire(site *Site) bool {
	switch site.Command.Name {
	case "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT":
		return true
	}
	return false
}

// hasLifetime reports whether the key has got a lifetime when it is written: it was made with one before, or gets it
// in the same transaction.
func (m *model) hasLifetime(write *Event, events []*Event) bool {
	return slices.ContainsFunc(events, func(other *Event) bool {
		switch {
		case other == write || !other.Key.GivesLifetime() || !m.sameKey(write, other):
			return false
		case m.oneTrip(write, other):
			return m.tripOf(write).kind != Pipeline
		}
		return (!isExpire(other.Site) || m.tripOf(other).batch != nil) && comesBefore(other.At, write.At)
	})
}

// waitsForTick reports whether a block is in a loop that a timer drives: there a lease is renewed, and the next tick
// repairs what this one has torn.
func waitsForTick(block *ssa.BasicBlock) bool { return inLoopWith(block, receivesTime) }

func receivesTime(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW && carriesTime(instr.X)
	case *ssa.Select:
		return slices.ContainsFunc(instr.States, func(state *ssa.SelectState) bool { return carriesTime(state.Chan) })
	}
	return false
}

func carriesTime(v ssa.Value) bool {
	channel, ok := v.Type().Underlying().(*types.Chan)
	return ok && isNamed(channel.Elem(), "time", "Time")
}

// madeBefore reports whether the key is there already when it is written: an earlier write has made it.
func (m *model) madeBefore(write *Event, torn []Torn) bool {
	return slices.ContainsFunc(torn, func(earlier Torn) bool {
		return comesBefore(earlier.Write.At, write.At) && m.sameKey(earlier.Write, write)
	})
}

// mayFollow reports whether an event can happen after a write has succeeded, or beside it.
func (m *model) mayFollow(write, event *Event) bool {
	if m.excludes(write.At.Block(), event.At.Block()) {
		return false
	}
	if _, deferred := write.At.(*ssa.Defer); deferred {
		return false
	}
	return m.runsAfter(write, event.At) || event.Later() && comesBefore(event.At, write.At)
}

// runsAfter reports whether control can go from a write that has succeeded to an instruction, in one iteration of each
// loop that has both.
func (m *model) runsAfter(write *Event, then ssa.Instruction) bool {
	from, to := write.At.Block(), then.Block()
	if from == to && index(write.At) < index(then) {
		return true
	}
	if write.after == nil {
		write.after = m.blocksAfter(write)
	}
	return write.after(to)
}

// blocksAfter returns what tells where control can go from a write that has succeeded.
func (m *model) blocksAfter(write *Event) func(to *ssa.BasicBlock) bool {
	from, failures := write.At.Block(), m.failures(write.At)
	next := func(block *ssa.BasicBlock, iterates func(head *ssa.BasicBlock) bool) []*ssa.BasicBlock {
		return slices.DeleteFunc(slices.Clone(block.Succs), func(succ *ssa.BasicBlock) bool {
			return succ == failures[block] || succ.Dominates(block) && !iterates(succ)
		})
	}
	never := func(*ssa.BasicBlock) bool { return false }
	forward := reachable(next(from, never), func(block *ssa.BasicBlock) []*ssa.BasicBlock { return next(block, never) }, nil)
	looped := inCycle(from)
	return func(to *ssa.BasicBlock) bool {
		if forward[to] || !looped {
			return forward[to]
		}
		outside := func(head *ssa.BasicBlock) bool { return !inLoopOf(to, head) }
		return reachable(next(from, outside), func(block *ssa.BasicBlock) []*ssa.BasicBlock { return next(block, outside) }, to)[to]
	}
}

// failures returns where control goes if a command, or the function that issues it, has failed or has not written, by
// the block that looks.
func (m *model) failures(at ssa.Instruction) map[*ssa.BasicBlock]*ssa.BasicBlock {
	failures := make(map[*ssa.BasicBlock]*ssa.BasicBlock)
	call, ok := at.(*ssa.Call)
	if !ok {
		return failures
	}
	var site *Site
	if sites := m.sitesAt(call); len(sites) == 1 {
		site = sites[0]
	}
	for _, value := range resultsOf(call) {
		if site != nil && site.OnlyIfAbsent() && !isError(value.Type()) {
			forBranches(value, func(branch *ssa.BasicBlock) { failures[branch] = branch.Succs[1] })
		}
		for _, use := range *value.Referrers() {
			switch use := use.(type) {
			case *ssa.UnOp:
				if use.Op == token.NOT && site != nil && site.OnlyIfAbsent() {
					forBranches(use, func(branch *ssa.BasicBlock) { failures[branch] = branch.Succs[0] })
				}
			case *ssa.BinOp:
				if !isError(value.Type()) || !isNil(use.X) && !isNil(use.Y) {
					continue
				}
				failed := 0
				if use.Op == token.EQL {
					failed = 1
				}
				forBranches(use, func(branch *ssa.BasicBlock) { failures[branch] = branch.Succs[failed] })
			}
		}
	}
	return failures
}

// forBranches calls f for the blocks that branch on a condition.
func forBranches(condition ssa.Value, f func(*ssa.BasicBlock)) {
	for _, use := range *condition.Referrers() {
		if branch, ok := use.(*ssa.If); ok {
			f(branch.Block())
		}
	}
}

// resultsOf returns what a call returns, or what is read of the command that it returns.
func resultsOf(call *ssa.Call) []ssa.Value {
	if read := valuesRead(call); len(read) > 0 {
		return read
	}
	values := []ssa.Value{call}
	for _, use := range *call.Referrers() {
		if extract, ok := use.(*ssa.Extract); ok {
			values = append(values, extract)
		}
	}
	return values
}
