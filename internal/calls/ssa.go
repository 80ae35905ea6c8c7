package calls

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// sourceFunctions builds the SSA form of the package and returns its functions, literals included, and its initializer.
func sourceFunctions(pass *analysis.Pass) []*ssa.Function {
	prog := ssa.NewProgram(pass.Fset, 0)
	prog.SetNoReturn(neverReturns)
	for _, imported := range pass.Pkg.Imports() {
		prog.CreatePackage(imported, nil, nil, true)
	}
	pkg := prog.CreatePackage(pass.Pkg, pass.Files, pass.TypesInfo, false)
	pkg.Build()

	var functions []*ssa.Function
	var add func(*ssa.Function)
	add = func(fn *ssa.Function) {
		functions = append(functions, fn)
		for _, literal := range fn.AnonFuncs {
			add(literal)
		}
	}
	add(pkg.Func("init"))
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				add(prog.FuncValue(pass.TypesInfo.Defs[decl.Name].(*types.Func)))
			}
		}
	}
	return functions
}

// neverReturns is a fixed list, so that all drivers agree: the facts of ctrlflow are not in all of them.
func neverReturns(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	name := fn.Name()
	switch fn.Pkg().Path() {
	case "os":
		return name == "Exit"
	case "runtime":
		return name == "Goexit"
	case "syscall":
		return name == "Exit"
	case "testing":
		return name == "FailNow" || name == "SkipNow" || name == "Fatal" || name == "Fatalf" ||
			name == "Skip" || name == "Skipf"
	case "log", "github.com/sirupsen/logrus", "go.uber.org/zap", "k8s.io/klog/v2", "github.com/golang/glog":
		return strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Panic") || name == "Exit"
	}
	return false
}
