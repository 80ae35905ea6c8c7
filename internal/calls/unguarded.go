package calls

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Unguarded is a write in a callback of Watch that no EXEC of the callback's connection holds back.
type Unguarded struct {
	*Site        // in the callback: the command, or the call of what issues it
	Batch   Kind // Pipeline or Transaction, or Unknown if it is sent at once
	Outer   bool // it, or its batch, is issued on the client of Watch and not on the connection of the callback
	Refuses bool // it changes a watched key, so that the EXEC that may follow is refused

	Made  *ast.CallExpr  // what makes the batch, if that is in the callback, or nil
	Once  bool           // that runs but once
	Tx    *ssa.Parameter // the connection
	Watch *Watch         // nil if it is not in view
}

// Unguarded returns the writes that WATCH does not guard, in the order of the source; one of each batch, and of each call.
//
// A write of another key is one only where the callback runs no EXEC: it may be of what the transaction needs, such as the
// next ID. What comes after EXEC is none, nor is a command on its own where the callback reads nothing: it depends on
// nothing that another client could change.
func (p *Package) Unguarded() []Unguarded {
	if p.model == nil {
		return nil
	}
	p.model.asking.Lock()
	defer p.model.asking.Unlock()
	var all []Unguarded
	for _, w := range p.model.watchedCallbacks() {
		all = p.model.unguardedIn(w, all)
	}
	slices.SortStableFunc(all, func(a, b Unguarded) int { return p.model.compare(a.Call.Lparen, b.Call.Lparen) })
	return all
}

func (m *model) unguardedIn(w watched, all []Unguarded) []Unguarded {
	sites := m.sitesIn(w.fn)
	if m.watchesNothing(w, sites) {
		return all
	}
	transacts := m.transacts(w)
	reads := slices.ContainsFunc(sites, func(site *Site) bool { return site.Command.ReadOnly && len(site.Command.Keys) > 0 })
	for _, site := range sites {
		write, ok := m.unguardedAt(w, site)
		if !ok || slices.ContainsFunc(all, write.isOf) {
			continue
		}
		switch isWatched := m.changesWatched(w, site); {
		case isWatched && m.execAfter(w, site.Instr):
			write.Refuses = true
		case !isWatched && (transacts || write.Outer && !isPassedClient(site)):
			continue
		case !reads && write.Batch == Unknown:
			continue
		}
		all = append(all, write)
	}
	return all
}

// unguardedAt returns the write of a site if it is one that is not queued for the EXEC of a callback, nor comes after that.
func (m *model) unguardedAt(w watched, site *Site) (Unguarded, bool) {
	if _, isCall := site.Instr.(*ssa.Call); !isCall || !site.Command.Changes() || site.OnlyIfAbsent() || site.byRuntime() {
		return Unguarded{}, false
	}
	sent, ok := m.sentBy(site, w.path)
	write := Unguarded{Site: site, Batch: sent.batch, Outer: sent.client.value != w.tx, Watch: w.watch, Tx: w.tx}
	switch {
	case !ok, write.Outer && !m.isWatchesClient(w, sent.client):
		return Unguarded{}, false
	case !write.Outer && write.Batch == Transaction, write.Batch == Unknown && m.isInBatch(site):
		return Unguarded{}, false
	case m.execBefore(w, site.Instr):
		return Unguarded{}, false
	}
	if sent.made != nil && isWithin(sent.made.Parent(), w.fn) {
		write.Made, write.Once = m.callAt(sent.made)
		write.Once = write.Once && sent.made.Parent() == w.fn
	}
	return write, true
}

// watchesNothing reports whether nothing is watched, or is no longer: the program wants a connection of its own.
func (m *model) watchesNothing(w watched, sites []*Site) bool {
	has := func(command string) bool {
		return slices.ContainsFunc(sites, func(site *Site) bool { return site.Command.Name == command })
	}
	keys, known := m.watchedKeys(w)
	return has("UNWATCH") || known && len(keys) == 0 && !has("WATCH")
}

// isPassedClient reports whether a command is issued on a client that stands at the site: what a function has of its own
// it may use for something else.
func isPassedClient(site *Site) bool {
	if site.wrapped == nil {
		return true
	}
	_, given := site.wrapped.Client.Given()
	return given
}

// isInBatch reports whether a site is in a function that queues: what is beside the queue there is of Unqueued.
func (m *model) isInBatch(site *Site) bool {
	return slices.ContainsFunc(site.Callbacks, func(c *Callback) bool { return c.Kind != Watched })
}

// isOf reports whether two writes are reported at one place.
func (u Unguarded) isOf(other Unguarded) bool {
	if u.Made != nil || other.Made != nil {
		return u.Made == other.Made
	}
	return u.Call == other.Call
}

// Range is where to report the write: what makes its batch, or the command.
func (u Unguarded) Range() (pos, end, from token.Pos) {
	if u.Made != nil {
		return u.model.rangeOf(ast.Unparen(u.Made.Fun))
	}
	return u.Site.Range()
}

// callAt returns the syntax of a call, or nil, and whether no loop is around it.
func (m *model) callAt(call ssa.CallInstruction) (written *ast.CallExpr, once bool) {
	cursor, ok := m.syntax.calls[call.Common().Pos()]
	if !ok {
		return nil, false
	}
	return cursor.Node().(*ast.CallExpr), enclosingLoop(cursor) == nil
}
