package calls

import (
	"maps"

	"golang.org/x/tools/go/ssa"
)

// sent says how a command of a site leaves the program: at once on a client, or in a batch that was made of one.
type sent struct {
	client placed
	kind   Kind                // of client
	batch  Kind                // Pipeline, Transaction, or Unknown if it is sent at once
	made   ssa.CallInstruction // what makes the batch: a call of Pipelined, TxPipeline, ...
}

// sentBy returns how the command of a site is sent. It reports false if that is not in view.
func (m *model) sentBy(site *Site, calls path) (sent, bool) {
	calls = m.callsTo(site, calls)
	site = site.innermost()
	client := m.resolve(placed{site.Client.Value, calls})
	kind := site.Client.Kind
	if kind == Unknown || kind == Queued {
		kind = m.client(client.value, site.Method.Name).Kind
	}
	s := sent{client: client, kind: kind}
	if made, ok := m.madeOf(client); ok && made.kind != Watched {
		s = sent{client: made.from, kind: m.client(made.from.value, "").Kind, batch: made.kind, made: made.at}
	}
	return s, s.kind == Watched || s.kind.IsDirect() && !isUnknown(s.client.value)
}

// callsTo adds the calls that lead to the innermost site.
func (m *model) callsTo(site *Site, calls path) path {
	longer := maps.Clone(calls)
	for ; site.inner != nil; site = site.inner {
		call := site.Instr.(ssa.CallInstruction)
		if to, ok := m.reach(call.Common()); ok && to.local != nil && len(to.args) == len(call.Common().Args) {
			longer[to.local] = call
		}
	}
	return longer
}
