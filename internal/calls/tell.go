package calls

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// onlyTells reports whether a call does nothing about an error: it logs, measures, or prepares that.
func onlyTells(call *ssa.CallCommon) bool {
	if builtin, ok := call.Value.(*ssa.Builtin); ok {
		switch builtin.Name() {
		case "close", "delete", "copy", "clear":
			return false
		}
		return true
	}
	fn, ok := callee(call)
	if !ok || fn.Pkg() == nil {
		return ok && fn.Name() == "Error" // of the predeclared error
	}
	if neverReturns(fn) {
		return false
	}
	path := fn.Pkg().Path()
	switch path {
	case "strings", "strconv", "time", "errors", "context", "sync", "sync/atomic", "log", "log/slog", "testing":
		return true
	case "fmt":
		return !strings.HasPrefix(fn.Name(), "Fprint") && !strings.Contains(fn.Name(), "scan")
	}
	for _, part := range strings.FieldsFunc(strings.ToLower(path), func(r rune) bool { return r == '/' || r == '.' || r == '-' }) {
		if tellers[part] {
			return true
		}
	}
	if named := receiverOf(fn); named != nil {
		name := strings.ToLower(named.Obj().Name())
		if strings.Contains(name, "log") || tellers[name] {
			return true
		}
	}
	return fn.Signature().Results().Len() == 0 && !strings.HasPrefix(path, "net/") && tells(fn.Name())
}

// tells reports whether a function that returns nothing is called as those are that log.
func tells(name string) bool {
	for _, prefix := range []string{"Log", "log", "Print", "Debug", "Info", "Warn", "Trace", "CaptureException"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// tellers are parts of the paths of packages, and types, that log and measure.
var tellers = map[string]bool{
	"log": true, "logger": true, "logging": true, "logs": true, "logx": true, "logrus": true, "zap": true, "zerolog": true,
	"slog": true, "glog": true, "klog": true, "hclog": true, "logr": true, "seelog": true, "log15": true,
	"sentry": true, "opentelemetry": true, "otel": true, "prometheus": true, "metrics": true,
	"span": true, "counter": true, "histogram": true, "gauge": true,
}

func receiverOf(fn *types.Func) *types.Named {
	if recv := fn.Signature().Recv(); recv != nil {
		return namedOf(recv.Type())
	}
	return nil
}
