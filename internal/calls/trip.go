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
	switch v := client.value.(type) {
	case *ssa.Call:
		if kind := m.handedOut(v); kind != Unknown {
			t.kind = kind
			maker := v.Call.Value
			if !v.Call.IsInvoke() {
				maker = v.Call.Args[0]
			}
			t.client = m.resolve(placed{outermost(maker), client.path})
		}
	case *derived:
		if v.Op == summary.Batch {
			t.client = m.resolve(placed{v.args[0], client.path})
		}
	case *ssa.Parameter:
		if callbacks := m.callbacks[v.Parent()]; len(callbacks) == 1 && m.handedOut(v) != Unknown {
			t.kind = callbacks[0].Kind
			t.client = m.resolve(placed{callbacks[0].Client.Value, client.path})
		}
	}
	// What makes a batch may be a transaction's own connection.
	if t.client.value != client.value && kindOf(t.client.value.Type(), "") == Watched {
		t.client = m.tripOn(t.client, Watched).client
	}
	return t
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
