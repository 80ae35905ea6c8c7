package calls

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Client is what a command is issued on.
type Client struct {
	Kind  Kind
	Value ssa.Value  // where it comes from, as far as that is in view
	Type  types.Type // of Expr
	Expr  ast.Expr   // as it is written, or nil
}

// Kind says what becomes of a command that is issued on a client.
type Kind int

const (
	Unknown      Kind = iota // an interface: may be a cluster
	Plain                    // *redis.Client: one server
	Cluster                  // *redis.ClusterClient
	Ring                     // *redis.Ring
	Conn                     // *redis.Conn: one connection
	Watched                  // *redis.Tx, in a Watch callback
	Pipeline                 // queued, sent together
	Transaction              // queued, sent as MULTI/EXEC
	Queued                   // a Pipeline or a Transaction: which is not in view
	AutoPipeline             // *redis.AutoPipeliner: batched behind the caller's back
)

var kindNames = [...]string{"unknown", "plain", "cluster", "ring", "conn", "watched", "pipeline", "transaction", "queued", "autopipeline"}

func (k Kind) String() string { return kindNames[k] }

// IsDirect reports whether commands are sent at once, each on its own, as far as can be told.
func (k Kind) IsDirect() bool {
	switch k {
	case Unknown, Plain, Cluster, Ring, Conn:
		return true
	}
	return false
}

var kindOfType = map[string]Kind{
	"Client":        Plain,
	"ClusterClient": Cluster,
	"Ring":          Ring,
	"Conn":          Conn,
	"Tx":            Watched,
	"Pipeline":      Queued,
	"Pipeliner":     Queued,
	"AutoPipeliner": AutoPipeline,
}

// client returns what is known of the receiver of a method. Its expression is added by the site.
func (m *model) client(receiver ssa.Value, method string) Client {
	given := outermost(receiver)
	value := m.origin(given)
	c := Client{Value: value, Kind: kindOf(value.Type(), method)}
	if c.Kind == Unknown {
		c.Kind = kindOf(given.Type(), method) // of what an interface was found to hold: c := any.(*redis.ClusterClient)
	}
	if c.Kind == Queued || c.Kind == Unknown {
		if kind := m.assignedKind(value, method); kind != Unknown {
			c.Kind = kind
		}
	}
	if c.Kind == Unknown && m.mayQueue(value) {
		c.Kind = Queued
	}
	return c
}

// mayQueue reports whether a client is a field that the package also gives a pipeline, as a store does that is bound to a
// transaction.
func (m *model) mayQueue(v ssa.Value) bool {
	_, field := readField(v)
	return field != nil && slices.ContainsFunc(m.assigned.fields[field], func(given ssa.Value) bool {
		return given != nil && m.mayBePipeline(given, 0)
	})
}

// mayBePipeline reports whether a value is a pipeline, or a parameter that a call in view passes one.
func (m *model) mayBePipeline(v ssa.Value, depth int) bool {
	v = m.origin(v)
	if kindOf(v.Type(), "") == Queued {
		return true
	}
	parameter, ok := v.(*ssa.Parameter)
	return ok && depth < maxThrough && slices.ContainsFunc(m.assigned.callers[parameter.Parent()], func(call ssa.CallInstruction) bool {
		arg, ok := argumentFor(parameter, call.Common())
		return ok && m.mayBePipeline(arg, depth+1)
	})
}

// assignedKind returns the kind of the client that a variable, field or parameter is given, if that is one in view, or
// Unknown.
func (m *model) assignedKind(v ssa.Value, method string) Kind {
	const maxSteps = 10 // from a field to the parameter of a constructor, to what that is given
	for range maxSteps {
		if kind := m.handedOut(v); kind != Unknown {
			return kind
		}
		if v = m.assignedTo(v); v == nil {
			return Unknown
		}
		v = m.origin(outermost(v))
		kind := kindOf(v.Type(), method)
		if made, ok := v.(*derived); ok {
			if impl := made.instance(); apiOf(impl.path) != 0 {
				kind = kindOfType[impl.name]
			}
		}
		if kind != Unknown && kind != Queued {
			return kind
		}
	}
	return Unknown
}

// outermost goes from the unexported parts of a go-redis client, on which its methods are declared, to the client.
func outermost(v ssa.Value) ssa.Value {
	for {
		named := redisType(v.Type())
		if named == nil || named.Obj().Exported() {
			return v
		}
		switch part := v.(type) {
		case *ssa.UnOp:
			if part.Op != token.MUL {
				return v
			}
			v = part.X
		case *ssa.FieldAddr:
			v = part.X
		case *ssa.Field:
			v = part.X
		default:
			return v
		}
	}
}

// kindOf returns the kind of client that a type is or, if it is a struct, embeds where it gets the method from.
func kindOf(t types.Type, method string) Kind {
	if named := redisType(t); named != nil {
		return kindOfType[named.Obj().Name()]
	}
	if types.IsInterface(t) && queues(t) {
		return Queued
	}
	_, path, _ := types.LookupFieldOrMethod(t, true, nil, method)
	kind := Unknown
	for _, index := range path[:max(len(path)-1, 0)] {
		if pointer, ok := t.Underlying().(*types.Pointer); ok {
			t = pointer.Elem()
		}
		structure, ok := t.Underlying().(*types.Struct)
		if !ok {
			break
		}
		t = structure.Field(index).Type()
		if named := redisType(t); named != nil && named.Obj().Exported() {
			kind = kindOfType[named.Obj().Name()]
		}
	}
	return kind
}

// queues reports whether an interface, or the constraint of a type parameter, has the Exec of go-redis' pipelines.
func queues(t types.Type) bool {
	exec, _, _ := types.LookupFieldOrMethod(t, true, nil, "Exec")
	return exec != nil && exec.Pkg() != nil && apiOf(exec.Pkg().Path()) != 0
}

// handedOut returns the kind of a client that go-redis made or handed to a callback, or Unknown.
func (m *model) handedOut(v ssa.Value) Kind {
	switch v := v.(type) {
	case *ssa.Call:
		if made, ok := callee(&v.Call); ok && makesPipelines(made) {
			switch made.Name() {
			case "Pipeline":
				return Pipeline
			case "TxPipeline":
				return Transaction
			}
		}
	case *ssa.Parameter:
		kind := Unknown
		for _, callback := range m.callbacks[v.Parent()] {
			if callback.Func.Params[len(callback.Func.Params)-1] != v {
				continue
			}
			if kind != Unknown && kind != callback.Kind {
				return Unknown
			}
			kind = callback.Kind
		}
		return kind
	}
	return Unknown
}

// makesPipelines reports whether a method makes pipelines: one of go-redis, or of an interface that returns its type.
func makesPipelines(fn *types.Func) bool {
	sig := fn.Signature()
	return sig.Recv() != nil && sig.Results().Len() == 1 && redisType(sig.Results().At(0).Type()) != nil &&
		(fn.Pkg() != nil && apiOf(fn.Pkg().Path()) != 0 || types.IsInterface(sig.Recv().Type()))
}
