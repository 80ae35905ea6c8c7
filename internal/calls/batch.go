package calls

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Batch is a pipeline or transaction, with all that the package does with it.
type Batch struct {
	Client    Client                // what it was made of; unknown if another function made it
	Queued    []*Site               // the commands that are queued on it, also by functions that it is passed to
	Execs     []ssa.CallInstruction // what sends them
	Discarded bool

	made     ssa.Value // the call that made it, or a parameter
	escapes  bool      // it goes where it is not followed
	returned bool      // to the callers of its function
	unnamed  bool      // something is queued that is not among Queued
	model    *model
	seen     map[ssa.Value]bool
}

// Batches returns the pipelines and transactions that the package makes, in the order of the source.
func (p *Package) Batches() []*Batch {
	if p.model == nil {
		return nil
	}
	p.model.asking.Lock()
	defer p.model.asking.Unlock()
	return p.model.madeBatches()
}

// IsFilled reports whether commands are queued on a batch. What is made only for its text is not queued to be sent.
func (b *Batch) IsFilled() bool { return len(b.Queued) > 0 || b.unnamed }

// NeverSent reports whether no command of a batch can reach the server: nothing executes it, here or where it goes.
func (b *Batch) NeverSent() bool {
	return len(b.Execs) == 0 && !b.escapes && !b.returned && b.IsFilled() && !b.mayBeAnother() &&
		!slices.ContainsFunc(b.Queued, func(site *Site) bool { return site.Use.Escapes || site.isRead(isDescribed) })
}

// mayBeAnother reports whether what makes a batch may be one itself, which then makes itself.
func (b *Batch) mayBeAnother() bool {
	return b.Client.Kind == Unknown && b.Client.Value != nil && mayBeBatch(b.Client.Value.Type())
}

// mayBeBatch reports whether a client of a type may be a pipeline: a redis.Pipeliner is one, a redis.Cmdable may be one, and
// a redis.UniversalClient is none.
func mayBeBatch(t types.Type) bool {
	watch, _, _ := types.LookupFieldOrMethod(t, true, nil, "Watch")
	return types.IsInterface(t) && watch == nil
}

func (m *model) madeBatches() []*Batch {
	var all []*Batch
	m.instructions(func(instr ssa.Instruction) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			return
		}
		if b := m.batchMadeBy(call); b != nil {
			all = append(all, b)
		}
	})
	slices.SortStableFunc(all, func(a, b *Batch) int { return m.compare(a.made.Pos(), b.made.Pos()) })
	return all
}

// batchMadeBy returns the batch that a call returns, which nothing else holds yet; nil if it returns none.
func (m *model) batchMadeBy(call *ssa.Call) *Batch {
	kind := m.handedOut(call)
	switch {
	case kind == Pipeline || kind == Transaction:
		maker := m.client(receiverValue(&call.Call), "")
		switch maker.Kind {
		case Pipeline, Transaction, Queued:
			return nil // it makes itself
		}
		b := m.batchOf(call)
		b.Client = maker
		return b
	case m.handsOutBatch(&call.Call):
		return m.batchOf(call)
	}
	return nil
}

// batchOf returns what the package does with a batch.
func (m *model) batchOf(v ssa.Value) *Batch {
	if b, known := m.batches[v]; known {
		return b
	}
	b := &Batch{made: v, escapes: true, model: m, seen: make(map[ssa.Value]bool)}
	m.batches[v] = b // what a recursion finds: it escapes
	followed := &Batch{made: v, model: m, seen: b.seen}
	followed.follow(v)
	slices.SortStableFunc(followed.Queued, func(x, y *Site) int { return m.compare(x.Fun.Pos(), y.Fun.Pos()) })
	*b = *followed
	return b
}

func (b *Batch) follow(v ssa.Value) {
	if b.seen[v] {
		return
	}
	b.seen[v] = true
	for _, use := range *v.Referrers() {
		switch use := use.(type) {
		case *ssa.DebugRef, *ssa.BinOp: // compared with nil
		case *ssa.Phi:
			b.follow(use)
		case *ssa.MakeInterface:
			b.follow(use)
		case *ssa.ChangeInterface:
			b.follow(use)
		case *ssa.ChangeType:
			b.follow(use)
		case *ssa.Return:
			b.returned = true
		case *ssa.Store:
			loads, inView := b.model.readBack(v, use)
			b.escapes = b.escapes || !inView
			for _, load := range loads {
				b.follow(load)
			}
		case ssa.CallInstruction:
			b.call(v, use)
		default:
			b.escapes = true
		}
	}
}
