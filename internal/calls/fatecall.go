package calls

import (
	"strings"

	"golang.org/x/tools/go/ssa"
)

// passed follows an error, or its text, into a call.
func (f *fates) passed(v ssa.Value, call *ssa.CallCommon, result *ssa.Call) fate {
	fn, ok := callee(call)
	if !ok {
		return handled
	}
	if call.IsInvoke() && call.Value == v {
		if fn.Name() != "Error" || result == nil {
			return handled
		}
		return f.made(result, true)
	}
	switch name := fn.FullName(); {
	case name == "errors.Is":
		if isTxFailed(call.Args[1]) {
			if result != nil {
				f.branches(result, true, true)
			}
			return handled
		}
		if f.mayBeConflict(call.Args[1]) {
			return handled
		}
		return dropped
	case name == "errors.Join", name == "errors.Unwrap":
		return f.made(result, false)
	case name == "fmt.Errorf":
		format, ok := f.text(call.Args[0])
		return f.made(result, ok && !strings.Contains(format, "%w"))
	case name == "errors.New", name == "fmt.Sprintf", name == "fmt.Sprint", name == "fmt.Sprintln":
		return f.made(result, true)
	case strings.HasPrefix(name, "strings."):
		return handled // it looks for a text
	case onlyTells(call):
		return logged
	}
	if inner := f.called(call); inner != nil && f.callDepth < maxThrough {
		return f.inside(v, inner, call, result)
	}
	if to, ok := f.reach(call); ok && to.told != nil && to.told.Handles {
		return handled
	}
	if results := fn.Signature().Results(); result != nil && results.Len() == 1 && isError(results.At(0).Type()) {
		return f.made(result, false) // it wraps the error, as far as can be told
	}
	return handled
}

// made follows what a call has made of an error.
func (f *fates) made(result *ssa.Call, unlike bool) fate {
	if result == nil {
		return handled
	}
	before := f.unlike
	f.unlike = f.unlike || unlike
	defer func() { f.unlike = before }()
	return f.of(result)
}

// inside follows an error into a function of the package.
func (f *fates) inside(v ssa.Value, fn *ssa.Function, call *ssa.CallCommon, result *ssa.Call) fate {
	inner := fates{model: f.model, seen: make(map[ssa.Value]bool), unlike: f.unlike, callDepth: f.callDepth + 1}
	worst := dropped
	for i, arg := range call.Args {
		if arg == v && i < len(fn.Params) {
			worst = max(worst, inner.of(fn.Params[i]))
		}
	}
	switch worst {
	case leaves, replaced:
		if result == nil {
			return handled
		}
		if err, ok := errorOf(result); !ok || err == nil {
			return handled
		}
		return f.made(result, worst == replaced)
	case swallowed:
		return handled // it says whether there was an error
	}
	return max(worst, logged)
}
