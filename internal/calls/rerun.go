package calls

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Rerunnable reports whether nothing is seen that makes running the callback again do more than running it once: it
// reads, computes, queues commands, and sets variables to values that do not depend on what they were.
func (w *Watch) Rerunnable() bool {
	w.model.asking.Lock()
	defer w.model.asking.Unlock()
	functions := w.model.functionsOf(w.callback, 0)
	if len(functions) != 1 {
		return false
	}
	r := rerun{w.model, make(map[*ssa.Function]bool)}
	return r.harmless(functions[0], 0)
}

type rerun struct {
	*model
	seen map[*ssa.Function]bool
}

func (r rerun) harmless(fn *ssa.Function, depth int) bool {
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

func (r rerun) instruction(fn *ssa.Function, instr ssa.Instruction, depth int) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.Defer, *ssa.MapUpdate:
		update, ok := instr.(*ssa.MapUpdate)
		return ok && isMade(update.Map)
	case *ssa.Store:
		return r.overwrites(instr)
	case *ssa.Call:
		return r.call(fn, instr, depth)
	}
	return true
}

// isMade reports whether a map is made in the function that uses it.
func isMade(v ssa.Value) bool {
	_, ok := v.(*ssa.MakeMap)
	return ok
}

// overwrites reports whether a store leaves nothing of what a variable was: it is the function's own, or is set to what
// is not made of it.
func (r rerun) overwrites(store *ssa.Store) bool {
	if isLocal(store.Addr) {
		return true
	}
	switch store.Addr.(type) {
	case *ssa.FreeVar, *ssa.Global, *ssa.FieldAddr:
		return !r.madeOf(store.Val, store.Addr, make(map[ssa.Value]bool))
	}
	return false
}

// madeOf reports whether a value may be made of what is at an address.
func (r rerun) madeOf(v ssa.Value, address ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return false
	}
	seen[v] = true
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return v == address
	}
	if load, ok := v.(*ssa.UnOp); ok && sameVariable(load.X, address) {
		return true
	}
	for _, operand := range instr.Operands(nil) {
		if *operand != nil && r.madeOf(*operand, address, seen) {
			return true
		}
	}
	return false
}

func (r rerun) call(fn *ssa.Function, call *ssa.Call, depth int) bool {
	if builtin, ok := call.Call.Value.(*ssa.Builtin); ok {
		switch builtin.Name() {
		case "append", "len", "cap", "min", "max", "ssa:wrapnilchk", "new", "make":
			return true // what append makes is stored, or is the function's own
		}
		return false
	}
	if site := r.sites[call]; site != nil {
		return r.command(site)
	}
	if used, ok := r.issuedBy(&call.Call); ok && used.takesCallback {
		return r.transaction(used, depth)
	}
	if inner := r.called(&call.Call); inner != nil {
		return r.harmless(inner, depth+1)
	}
	method, ok := callee(&call.Call)
	return ok && (isPure(method) && !changesItsReceiver(method, &call.Call, fn) || decodes(method, &call.Call, fn))
}

// changesItsReceiver reports whether a method may change something that is not the function's own.
func changesItsReceiver(method *types.Func, call *ssa.CallCommon, fn *ssa.Function) bool {
	recv := method.Signature().Recv()
	if recv == nil || call.IsInvoke() || IsGoRedis(method.Pkg().Path()) {
		return false
	}
	_, isPointer := recv.Type().Underlying().(*types.Pointer)
	return isPointer && !isOwn(call.Args[0], fn)
}

// decodes reports whether a call reads something into a variable of the function's own.
func decodes(method *types.Func, call *ssa.CallCommon, fn *ssa.Function) bool {
	switch method.Name() {
	case "Unmarshal":
		return method.Pkg().Path() == "encoding/json" && isOwn(call.Args[1], fn)
	case "Scan":
		return apiOf(method.Pkg().Path()) != 0 && !call.IsInvoke() && len(call.Args) == 2 && isOwn(call.Args[1], fn)
	}
	return false
}

// isOwn reports whether a value is the address of a variable of the function, which is another each time.
func isOwn(v ssa.Value, fn *ssa.Function) bool {
	if iface, ok := v.(*ssa.MakeInterface); ok {
		v = iface.X
	}
	variable, ok := v.(*ssa.Alloc)
	return ok && variable.Parent() == fn
}

// command reports whether a command reads on the transaction's own connection, or is queued.
func (r rerun) command(site *Site) bool {
	switch site.Client.Kind {
	case Watched:
		return site.Command.ReadOnly
	case Transaction, Queued:
		return true
	}
	return false
}

// transaction reports whether a nested callback, which queues commands, is harmless too.
func (r rerun) transaction(used issued, depth int) bool {
	if used.name != "TxPipelined" || r.client(used.receiver, used.name).Kind != Watched {
		return false
	}
	functions := r.functionsOf(used.args[1], 0)
	return len(functions) == 1 && r.harmless(functions[0], depth+1)
}

// isPure reports whether a function of another package only computes what it returns: of the standard library's those
// that do, and what reads a command or makes a pipeline.
func isPure(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return fn.Name() == "Error"
	}
	switch path := fn.Pkg().Path(); path {
	case "strings", "strconv", "errors", "math", "math/bits", "unicode", "unicode/utf8", "bytes", "cmp", "path",
		"encoding/hex", "encoding/base64", "encoding/binary", "crypto/sha256", "crypto/sha1", "crypto/md5":
		return true
	case "slices", "maps":
		switch fn.Name() {
		case "Contains", "ContainsFunc", "Index", "IndexFunc", "Equal", "Max", "Min", "Clone", "Sorted", "Collect", "Keys", "Values":
			return true
		}
		return false
	case "time":
		return fn.Name() != "Sleep" && fn.Name() != "After" && fn.Name() != "AfterFunc"
	case "fmt":
		return fn.Name() == "Sprintf" || fn.Name() == "Sprint" || fn.Name() == "Errorf"
	case "encoding/json":
		return fn.Name() == "Marshal" || fn.Name() == "MarshalIndent"
	case "context":
		return fn.Name() == "Background" || fn.Name() == "TODO" || fn.Name() == "Err"
	default:
		return apiOf(path) != 0 && (isGetter(fn) || fn.Name() == "TxPipeline" || fn.Name() == "Exec")
	}
}

// isGetter reports whether a method of go-redis reads a command.
func isGetter(fn *types.Func) bool {
	named := receiverOf(fn)
	if named == nil || redisType(named) == nil {
		return false
	}
	switch fn.Name() {
	case "Err", "Val", "Result", "Int", "Int64", "Uint64", "Float32", "Float64", "Bool", "Bytes", "Time", "Text":
		return true
	}
	return false
}
