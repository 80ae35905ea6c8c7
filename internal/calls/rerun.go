package calls

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Rerunnable reports whether nothing is seen that makes running the callback again do more than running it once, or
// other than that: it reads, computes, queues commands on the transaction, and sets variables anew each time.
func (w *Watch) Rerunnable() bool {
	w.model.asking.Lock()
	defer w.model.asking.Unlock()
	functions := w.model.functionsOf(w.callback, 0)
	if len(functions) != 1 {
		return false
	}
	r := rerun{model: w.model, callback: functions[0], seen: make(map[*ssa.Function]bool)}
	return r.harmless(r.callback, 0) && r.setsAnew()
}

type rerun struct {
	*model
	callback *ssa.Function
	seen     map[*ssa.Function]bool
	stores   []*ssa.Store // of the callback, to what is not its own
	loads    []*ssa.UnOp  // of all functions, of what is not their own
}

func (r *rerun) harmless(fn *ssa.Function, depth int) bool {
	if r.seen[fn] {
		return true
	}
	r.seen[fn] = true
	if len(fn.Blocks) == 0 || depth > maxThrough {
		return false
	}
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if !r.instruction(fn, instr, depth) {
				return false
			}
		}
	}
	return true
}

func (r *rerun) instruction(fn *ssa.Function, instr ssa.Instruction, depth int) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.Defer:
		return false
	case *ssa.MapUpdate:
		_, made := instr.Map.(*ssa.MakeMap)
		return made
	case *ssa.UnOp:
		if instr.Op == token.MUL && !isLocal(instr.X) {
			r.loads = append(r.loads, instr)
		}
		return instr.Op != token.ARROW
	case *ssa.Store:
		if isLocal(instr.Addr) {
			return true
		}
		r.stores = append(r.stores, instr)
		return fn == r.callback
	case *ssa.Call:
		return r.call(fn, instr, depth)
	}
	return true
}

func (r *rerun) call(fn *ssa.Function, call *ssa.Call, depth int) bool {
	if builtin, ok := call.Call.Value.(*ssa.Builtin); ok {
		switch builtin.Name() {
		case "append", "len", "cap", "min", "max", "ssa:wrapnilchk":
			return true // what append makes is stored, or is the function's own
		}
		return false
	}
	if site := r.sites[call]; site != nil {
		return site.Client.Kind == Watched && site.Command.ReadOnly || r.isOfTransaction(site.Client.Value)
	}
	if used, ok := r.issuedBy(&call.Call); ok && used.takesCallback {
		functions := r.functionsOf(used.args[1], 0)
		return used.name == "TxPipelined" && r.isWatched(used.receiver) && len(functions) == 1 && r.harmless(functions[0], depth+1)
	}
	if inner := r.called(&call.Call); inner != nil {
		return r.harmless(inner, depth+1)
	}
	method, ok := callee(&call.Call)
	if !ok {
		return false
	}
	if makesPipelines(method) {
		return method.Name() == "TxPipeline" && r.isWatched(receiverValue(&call.Call))
	}
	if method.Name() == "Exec" && method.Pkg() != nil && apiOf(method.Pkg().Path()) != 0 {
		return r.isOfTransaction(receiverValue(&call.Call))
	}
	for _, arg := range call.Call.Args {
		if _, isFunc := arg.Type().Underlying().(*types.Signature); isFunc {
			functions := r.functionsOf(arg, 0)
			if len(functions) != 1 || !r.harmless(functions[0], depth+1) {
				return false
			}
		}
	}
	return isPure(method) && !changesItsReceiver(method, &call.Call, fn) || decodes(method, &call.Call, fn)
}

func receiverValue(call *ssa.CallCommon) ssa.Value {
	if call.IsInvoke() {
		return call.Value
	}
	return call.Args[0]
}

// isWatched reports whether a client is the one that Watch hands to its callback.
func (r *rerun) isWatched(client ssa.Value) bool { return r.client(client, "").Kind == Watched }

// isOfTransaction reports whether a client queues commands for the EXEC of the callback's own connection.
func (r *rerun) isOfTransaction(client ssa.Value) bool {
	switch v := client.(type) {
	case *ssa.Call:
		made, ok := callee(&v.Call)
		return ok && makesPipelines(made) && made.Name() == "TxPipeline" && r.isWatched(receiverValue(&v.Call))
	case *ssa.Parameter:
		callbacks := r.callbacks[v.Parent()]
		return len(callbacks) > 0 && !slices.ContainsFunc(callbacks, func(c *Callback) bool {
			return c.Kind != Transaction || c.Client.Kind != Watched
		})
	}
	return false
}

// setsAnew reports whether each variable around the callback that it sets is set before it is read, and before each
// return that does not return an error: nothing of an earlier run is left then.
func (r *rerun) setsAnew() bool {
	for _, store := range r.stores {
		before := func(instr ssa.Instruction) bool {
			return slices.ContainsFunc(r.stores, func(other *ssa.Store) bool {
				return r.sameStored(other.Addr, store.Addr) && r.beforeIn(other, instr)
			})
		}
		for _, load := range r.loads {
			if r.sameStored(load.X, store.Addr) && !before(load) {
				return false
			}
		}
		for result := range returns(r.callback) {
			if !returnsAnError(result) && !before(result) {
				return false
			}
		}
	}
	return true
}

// beforeIn reports whether a store of the callback comes before an instruction of it, or of a literal in it.
func (r *rerun) beforeIn(store *ssa.Store, instr ssa.Instruction) bool {
	for instr.Parent() != r.callback {
		closures := r.closures[instr.Parent()]
		if len(closures) != 1 {
			return false
		}
		instr = closures[0]
	}
	return comesBefore(store, instr)
}

// sameStored reports whether two addresses may be of one variable, which literals capture.
func (r *rerun) sameStored(a, b ssa.Value) bool {
	if free, ok := a.(*ssa.FreeVar); ok {
		a = r.captured(free)
	}
	if free, ok := b.(*ssa.FreeVar); ok {
		b = r.captured(free)
	}
	return a == nil || b == nil || sameVariable(a, b) || partOf(a, b) || partOf(b, a)
}

// partOf reports whether an address is of a field of the struct at another.
func partOf(part, whole ssa.Value) bool {
	field, ok := part.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	if types.Identical(field.X.Type(), whole.Type()) {
		return true
	}
	return partOf(field.X, whole)
}

// returnsAnError reports whether a return is reached only with an error that is not nil.
func returnsAnError(result *ssa.Return) bool {
	if len(result.Results) == 0 {
		return false
	}
	err := result.Results[len(result.Results)-1]
	switch made := err.(type) {
	case *ssa.MakeInterface:
		return true
	case *ssa.Call:
		if fn, ok := callee(&made.Call); ok && (fn.FullName() == "fmt.Errorf" || fn.FullName() == "errors.New") {
			return true
		}
	}
	return isGlobalError(err) || slices.ContainsFunc(controls(result.Block()), func(c control) bool {
		comparison, ok := c.condition.(*ssa.BinOp)
		return ok && isNil(comparison.Y) && comparison.X == err && c.holds == (comparison.Op == token.NEQ)
	})
}
