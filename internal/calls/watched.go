package calls

import (
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// watched is a callback of Watch: what it does on its connection between WATCH and EXEC is guarded.
type watched struct {
	fn    *ssa.Function
	tx    *ssa.Parameter // the connection
	watch *Watch         // nil if it is not in view who calls it
	path  path           // the calls between Watch and the function that makes the callback
}

// watchedCallbacks returns the callbacks of Watch: those whose Watch is in view, and functions of that type which go where
// they are not followed, with keys.
func (m *model) watchedCallbacks() []watched {
	var all []watched
	found := make(map[*ssa.Function]bool)
	add := func(fn *ssa.Function, watch *Watch, path path) {
		found[fn] = true
		all = append(all, watched{fn, fn.Params[len(fn.Params)-1], watch, path})
	}
	for _, watch := range m.watches {
		m.followCallback(watch.callback, path{}, 0, func(fn *ssa.Function, path path) { add(fn, watch, path) })
	}
	m.instructions(func(instr ssa.Instruction) {
		for fn := instr.Parent(); fn != nil; fn = fn.Parent() {
			if found[fn] {
				return // a step of that callback
			}
		}
		for _, v := range goesWithKeys(instr) {
			for _, fn := range m.functionsOf(v, 0) {
				if len(fn.Blocks) > 0 && !found[fn] && len(m.assigned.callers[fn]) == 0 {
					add(fn, nil, path{})
				}
			}
		}
	})
	return all
}

// goesWithKeys returns the callbacks of Watch, by their type, that an instruction passes to a function with keys, or
// returns from one that is given keys.
func goesWithKeys(instr ssa.Instruction) []ssa.Value {
	var given *types.Signature
	var values []ssa.Value
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		given, values = instr.Common().Signature(), instr.Common().Args
		if slices.ContainsFunc(values, func(v ssa.Value) bool { return isConnection(v.Type()) }) {
			return nil // it is called with that
		}
	case *ssa.Return:
		given, values = instr.Parent().Signature, instr.Results
	default:
		return nil
	}
	isKeys := func(p *types.Var) bool { return isText(p.Type()) || typeName(p.Type()) == "[]string" }
	if !slices.ContainsFunc(slices.Collect(given.Params().Variables()), isKeys) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(values), func(v ssa.Value) bool {
		sig, ok := v.Type().Underlying().(*types.Signature)
		return !ok || !isWatchCallback(sig)
	})
}

// isWatchCallback reports whether functions of a type are callbacks of Watch: func(*redis.Tx) error.
func isWatchCallback(sig *types.Signature) bool {
	return sig.Params().Len() == 1 && isConnection(sig.Params().At(0).Type()) && sig.Results().Len() == 1 && isError(sig.Results().At(0).Type())
}

// isConnection reports whether a type is *redis.Tx.
func isConnection(t types.Type) bool { return redisTypeName(t) == "Tx" }

// followCallback calls yield for the functions that a value may be, with the calls that lead there: those which pass it to
// the function around Watch, and that of the function which makes it.
func (m *model) followCallback(v ssa.Value, calls path, depth int, yield func(*ssa.Function, path)) {
	with := func(fn *ssa.Function, call ssa.CallInstruction) path {
		longer := maps.Clone(calls)
		longer[fn] = call
		return longer
	}
	switch from := m.origin(v).(type) {
	case *ssa.Parameter:
		if depth == maxThrough {
			return
		}
		for _, call := range m.assigned.callers[from.Parent()] {
			if arg, ok := argumentFor(from, call.Common()); ok {
				m.followCallback(arg, with(from.Parent(), call), depth+1, yield)
			}
		}
		return
	case *ssa.Call:
		if maker := from.Call.StaticCallee(); maker != nil {
			calls = with(maker, from)
		}
	}
	for _, fn := range m.functionsOf(v, 0) {
		if len(fn.Blocks) > 0 && len(fn.Params) > 0 {
			yield(fn, calls)
		}
	}
}

// watchedKeys returns the keys that are watched. It reports false if not all of them are in view.
func (m *model) watchedKeys(w watched) ([]ssa.Value, bool) {
	if w.watch == nil || w.watch.keys == nil {
		return nil, false
	}
	return m.elements(m.resolve(placed{w.watch.keys, w.path}).value)
}

// changesWatched reports whether a command in a callback changes a key that is watched.
func (m *model) changesWatched(w watched, site *Site) bool {
	event := func(key ssa.Value) *Event { return m.event(&Event{Key: &Key{Value: key}, path: w.path}) }
	watchedKeys, _ := m.watchedKeys(w)
	keys, _ := site.Keys()
	for i, key := range keys {
		isKey := func(watched ssa.Value) bool {
			return m.sameKey(event(m.origin(key.Value)), event(m.origin(watched)))
		}
		if site.Command.ChangesKey(i) && slices.ContainsFunc(watchedKeys, isKey) {
			return true
		}
	}
	return false
}

// isWatchesClient reports whether a client is that on which Watch is called.
func (m *model) isWatchesClient(w watched, client placed) bool {
	return w.watch != nil && m.same(client, placed{w.watch.Client.Value, w.path}, 0)
}
