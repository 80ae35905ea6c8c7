package calls

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
)

// target is a method that issues a command, or hands its caller's function a client.
type target struct {
	api    command.API
	name   string          // as go-redis names it
	method *command.Method // nil if takesCallback

	takesCallback bool // Watch, Pipelined, TxPipelined
}

// issued is one use of a target: the receiver and the arguments, whatever the form.
type issued struct {
	*target
	receiver ssa.Value
	args     []ssa.Value // the context first

	receiverFirst bool // the receiver is written as the first argument, as for a method expression
	byRuntime     bool // a function of the runtime package, or a script, stands for the method: redisrt.Keys(ctx, rdb, pattern)
	expires       bool // a method of what redisrt.Expiring or redisrt.ExpiringOnce returns does: the key gets a lifetime
}

// issuedBy returns what a call issues.
func (m *model) issuedBy(call *ssa.CallCommon) (issued, bool) {
	method, ok := callee(call)
	if !ok {
		return issued{}, false
	}
	if method.Pkg() != nil && method.Pkg().Path() == RuntimePath {
		if method.Signature().Recv() != nil {
			return m.issuedByWrites(method, call)
		}
		return issuedByRuntime(method, call)
	}
	t := m.target(method)
	if t == nil {
		return m.issuedByScript(method, call)
	}
	if call.IsInvoke() {
		return issued{target: t, receiver: call.Value, args: call.Args}, true
	}
	if closure, ok := call.Value.(*ssa.MakeClosure); ok {
		return issued{target: t, receiver: closure.Bindings[0], args: call.Args}, true
	}
	if len(call.Args) == 0 {
		return issued{}, false
	}
	return issued{target: t, receiver: call.Args[0], args: call.Args[1:], receiverFirst: call.StaticCallee().Signature.Recv() == nil}, true
}

// issuedByRuntime returns what a function of the runtime package stands for: the method of its name.
func issuedByRuntime(fn *types.Func, call *ssa.CallCommon) (issued, bool) {
	if fn.Name() == "Watch" && len(call.Args) == 4 {
		t := &target{api: command.V9, name: fn.Name(), takesCallback: true}
		return issued{target: t, receiver: call.Args[1], args: []ssa.Value{call.Args[0], call.Args[2], call.Args[3]}, byRuntime: true}, true
	}
	method, ok := command.MethodOf(command.V9, fn.Name())
	if !ok || len(call.Args) < 2 || fn.Signature().Results().Len() == 0 || redisType(fn.Signature().Results().At(0).Type()) == nil {
		return issued{}, false
	}
	args := append([]ssa.Value{call.Args[0]}, call.Args[2:]...)
	t := &target{api: command.V9, name: fn.Name(), method: method}
	return issued{target: t, receiver: call.Args[1], args: args, byRuntime: true}, true
}

// issuedByWrites is issuedByRuntime for a method of redisrt.Writes: redisrt.Expiring(rdb, ttl).Incr(ctx, key).
func (m *model) issuedByWrites(fn *types.Func, call *ssa.CallCommon) (issued, bool) {
	method, ok := command.MethodOf(command.V9, fn.Name())
	if !ok || call.IsInvoke() || len(call.Args) < 3 || !isNamed(fn.Signature().Recv().Type(), RuntimePath, "Writes") {
		return issued{}, false
	}
	client := call.Args[0]
	if made, ok := m.origin(client).(*ssa.Call); ok && len(made.Call.Args) == 2 {
		client = made.Call.Args[0]
	}
	t := &target{api: command.V9, name: fn.Name(), method: method}
	return issued{target: t, receiver: client, args: call.Args[1:], byRuntime: true, expires: true}, true
}

// callee returns the function or method that a call names, if it names one.
func callee(call *ssa.CallCommon) (*types.Func, bool) {
	if call.IsInvoke() {
		return call.Method, true
	}
	fn := call.StaticCallee()
	if fn == nil {
		return nil, false
	}
	method, ok := fn.Object().(*types.Func)
	return method, ok
}

func (m *model) target(fn *types.Func) *target {
	t, known := m.targets[fn]
	if !known {
		t = matchTarget(fn)
		m.targets[fn] = t
	}
	return t
}

// matchTarget does not compare full names: go-redis moves methods between receivers from release to release.
func matchTarget(fn *types.Func) *target {
	sig := fn.Signature()
	if sig.Recv() == nil || sig.Params().Len() == 0 {
		return nil
	}
	t := &target{name: fn.Name()}
	if fn.Pkg() != nil && apiOf(fn.Pkg().Path()) != 0 {
		t.api = apiOf(fn.Pkg().Path())
		if !isReceiver(sig.Recv().Type()) {
			return nil
		}
	} else if t.api = apiOfSignature(sig); t.api == 0 || !types.IsInterface(sig.Recv().Type()) || !standsForRedis(fn) {
		// Only an interface of the program's own: the body of a concrete method is looked at itself.
		return nil
	}
	if callbackParam(sig) != nil {
		switch t.takesCallback = true; t.name {
		case "Watch", "Pipelined", "TxPipelined":
			return t
		}
		return nil // a program's own: what it does with the function is not in view
	}
	if !isNamed(sig.Params().At(0).Type(), "context", "Context") || apiOfSignature(sig) == 0 {
		return nil
	}
	name := t.name
	switch name {
	case "Process":
		if sig.Params().Len() != 2 || !isCommand(sig.Params().At(1).Type()) {
			return nil
		}
		t.method = &process
		return t
	case "Watch":
		name = "Tx.Watch"
	}
	method, ok := command.MethodOf(t.api, name)
	if !ok {
		return nil
	}
	t.method = method
	return t
}

// process sends a command that was made before: what it is made of are the words.
var process = command.Method{Name: "Process", Raw: command.Operand{Param: 1}}

// isReceiver reports whether commands are issued on a type of go-redis. Its other types have methods of the same names.
func isReceiver(t types.Type) bool {
	named := namedOf(t)
	if named == nil {
		return false // the literal of an interface
	}
	switch name := named.Obj().Name(); name {
	case "cmdable", "statefulCmdable", "Client", "ClusterClient", "Ring", "Conn", "Tx", "Pipeline", "AutoPipeliner",
		"UniversalClient", "Pipeliner", "Scripter", "baseClient":
		return true
	default:
		return strings.HasSuffix(name, "Cmdable")
	}
}

// apiOfSignature returns the API that a method belongs to by its types, or 0: it returns a command,
// takes one, or takes a function of a client.
func apiOfSignature(sig *types.Signature) command.API {
	if sig.Results().Len() > 0 {
		if named := redisType(sig.Results().At(0).Type()); named != nil && strings.HasSuffix(named.Obj().Name(), "Cmd") {
			return apiOf(named.Obj().Pkg().Path())
		}
	}
	if sig.Params().Len() > 1 && isCommand(sig.Params().At(1).Type()) {
		return apiOf(redisType(sig.Params().At(1).Type()).Obj().Pkg().Path())
	}
	if named := callbackParam(sig); named != nil {
		return apiOf(named.Obj().Pkg().Path())
	}
	return 0
}

// isCommand reports whether a type is redis.Cmder.
func isCommand(t types.Type) bool { return redisTypeName(t) == "Cmder" }

// standsForRedis reports whether a method of a program's own interface is one that go-redis' clients have: same name,
// same signature. Where go-redis' interfaces are not in view, the name and the result have to do.
func standsForRedis(fn *types.Func) bool {
	sig := fn.Signature()
	if sig.Results().Len() == 0 {
		return true
	}
	result := redisType(sig.Results().At(0).Type())
	if result == nil {
		return true
	}
	scope := result.Obj().Pkg().Scope()
	for _, name := range []string{"Cmdable", "UniversalClient"} {
		clients := scope.Lookup(name)
		if clients == nil {
			continue
		}
		if method, _, _ := types.LookupFieldOrMethod(clients.Type(), false, nil, fn.Name()); method != nil {
			return types.Identical(method.Type(), sig)
		}
	}
	return true
}

// callbackParam returns the type of client that a method hands to the function which is its second parameter, or nil.
func callbackParam(sig *types.Signature) *types.Named {
	if sig.Params().Len() < 2 {
		return nil
	}
	callback, ok := sig.Params().At(1).Type().Underlying().(*types.Signature)
	if !ok || callback.Params().Len() != 1 {
		return nil
	}
	named := redisType(callback.Params().At(0).Type())
	if named == nil || named.Obj().Name() != "Tx" && named.Obj().Name() != "Pipeliner" {
		return nil
	}
	return named
}

// redisType returns the type of go-redis that t is or points to, or nil.
func redisType(t types.Type) *types.Named {
	named := namedOf(t)
	if named == nil || named.Obj().Pkg() == nil || apiOf(named.Obj().Pkg().Path()) == 0 {
		return nil
	}
	return named
}

// redisTypeName names the type of go-redis that t is or points to, or is "".
func redisTypeName(t types.Type) string {
	if named := redisType(t); named != nil {
		return named.Obj().Name()
	}
	return ""
}

// namedOf returns the named type that t is, or points to.
func namedOf(t types.Type) *types.Named {
	t = types.Unalias(t)
	if pointer, ok := t.(*types.Pointer); ok {
		t = types.Unalias(pointer.Elem())
	}
	named, _ := t.(*types.Named)
	return named
}

func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path && named.Obj().Name() == name
}
