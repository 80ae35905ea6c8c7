package calls

import (
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

// trip says how a command gets to the server: alone on a client, or in a batch that was made of one.
type trip struct {
	client placed
	batch  *placed // the pipeline or transaction, or nil
	kind   Kind
}

func (m *model) tripOf(e *Event) trip {
	return m.tripOn(placed{e.Client.Value, e.path}, e.Client.Kind)
}

func (m *model) tripOn(client placed, kind Kind) trip {
	client = m.resolve(client)
	if kind == Unknown { // a parameter, for which a call passes a client
		kind = kindOf(client.value.Type(), "")
	}
	t := trip{client: client, kind: kind}
	switch kind {
	case Pipeline, Transaction, Queued:
		t.batch = &client
	case Watched:
	default:
		return t
	}
	if made, ok := m.madeOf(client); ok {
		t.client = made.from
		if !isDerived(client.value) {
			t.kind = made.kind
		}
	}
	// What makes a batch may be a transaction's own connection.
	if t.client.value != client.value && kindOf(t.client.value.Type(), "") == Watched {
		t.client = m.tripOn(t.client, Watched).client
	}
	return t
}

// made says what a pipeline, or the connection of a callback, was made of.
type made struct {
	from placed
	kind Kind // of what was made: Pipeline, Transaction or Watched
	at   ssa.CallInstruction
}

// madeOf returns what a client was made of. It reports false for one that was not made so, or elsewhere.
func (m *model) madeOf(client placed) (made, bool) {
	from := func(v ssa.Value) placed { return m.resolve(placed{outermost(v), client.path}) }
	switch v := client.value.(type) {
	case *ssa.Call:
		if kind := m.handedOut(v); kind != Unknown {
			return made{from(receiverValue(&v.Call)), kind, v}, true
		}
	case *derived:
		if v.Op == summary.Batch {
			kind := Pipeline
			if v.Text == "TxPipeline" {
				kind = Transaction
			}
			return made{from(v.args[0]), kind, v.at}, true
		}
	case *ssa.Parameter:
		if callbacks := m.callbacks[v.Parent()]; len(callbacks) == 1 && m.handedOut(v) != Unknown {
			return made{from(callbacks[0].Client.Value), callbacks[0].Kind, callbacks[0].at}, true
		}
	}
	return made{}, false
}

// sameClient reports whether two events are issued on one client, or on what was made of one.
func (m *model) sameClient(a, b *Event) bool {
	return m.same(m.tripOf(a).client, m.tripOf(b).client, 0)
}

// oneTrip reports whether two events are in one batch.
func (m *model) oneTrip(a, b *Event) bool {
	x, y := m.tripOf(a).batch, m.tripOf(b).batch
	return x != nil && y != nil && m.same(*x, *y, 0)
}
