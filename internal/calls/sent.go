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
	site, calls = m.innermost(site, calls)
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

// innermost returns the site in the last function of this package through which a command is issued, with the calls that
// lead there.
func (m *model) innermost(site *Site, calls path) (*Site, path) {
	longer := maps.Clone(calls)
	for ; site.inner != nil; site = site.inner {
		call, ok := site.Instr.(ssa.CallInstruction)
		if !ok {
			break
		}
		if to, ok := m.reach(call.Common()); ok && to.local != nil && len(to.args) == len(call.Common().Args) {
			longer[to.local] = call
		}
	}
	return site, longer
}
