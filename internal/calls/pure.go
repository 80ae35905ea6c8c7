package calls

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

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
	if method.Pkg() == nil || call.IsInvoke() || len(call.Args) != 2 {
		return false
	}
	switch method.Name() {
	case "Unmarshal":
		return method.Pkg().Path() == "encoding/json" && isOwn(call.Args[1], fn)
	case "Scan":
		return apiOf(method.Pkg().Path()) != 0 && isOwn(call.Args[1], fn)
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

// isPure reports whether a function of another package only computes what it returns: of the standard library's those
// that do, and what reads a command.
func isPure(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return fn.Name() == "Error"
	}
	switch path := fn.Pkg().Path(); path {
	case "strings", "strconv", "errors", "math", "math/bits", "unicode", "unicode/utf8", "bytes", "cmp", "path",
		"encoding/hex", "encoding/base64", "crypto/sha256", "crypto/sha1", "crypto/md5":
		switch fn.Name() {
		case "WriteTo", "ReadFrom", "Write", "Read":
			return false
		}
		return true
	case "slices", "maps":
		switch fn.Name() {
		case "Contains", "ContainsFunc", "Index", "IndexFunc", "Equal", "Max", "Min", "Clone", "Sorted", "Collect", "Keys", "Values":
			return true
		}
		return false
	case "time":
		switch fn.Name() {
		case "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker":
			return false
		}
		return true
	case "fmt":
		return fn.Name() == "Sprintf" || fn.Name() == "Sprint" || fn.Name() == "Errorf"
	case "encoding/json":
		return fn.Name() == "Marshal" || fn.Name() == "MarshalIndent"
	case "context":
		return fn.Name() == "Background" || fn.Name() == "TODO" || fn.Name() == "Err"
	default:
		return apiOf(path) != 0 && isGetter(fn)
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
