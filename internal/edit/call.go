package edit

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"sort"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/report"
)

// CallRuntime is the fix that rewrites rdb.Keys(ctx, p) to redisrt.Keys(ctx, rdb, p), for a function of the runtime
// package that takes clients with the methods that it needs. To the message, which names what the fix changes, it adds
// what is true of all such fixes. It is nil where it might not compile, might change the order of effects, might lose
// a comment, or where the client may be one that the runtime package does not know.
func CallRuntime(pass *analysis.Pass, imports *Imports, site *calls.Site, message, function string, needs ...string) *analysis.SuggestedFix {
	if site.Form != calls.MethodCall || site.API != command.V9 || site.IsRaw() {
		return nil
	}
	return callRuntime(pass, imports, site.Call, site.Client, message, function, needs)
}

// CallRuntimeWatch is CallRuntime for a call of Watch.
func CallRuntimeWatch(pass *analysis.Pass, imports *Imports, watch *calls.Watch, message string) *analysis.SuggestedFix {
	if watch.Call == nil || watch.API != command.V9 {
		return nil
	}
	return callRuntime(pass, imports, watch.Call, watch.Client, message, "Watch", []string{"Watch"})
}

func callRuntime(pass *analysis.Pass, imports *Imports, call *ast.CallExpr, on calls.Client, message, function string, needs []string) *analysis.SuggestedFix {
	if !on.Kind.IsDirect() || len(call.Args) == 0 {
		return nil
	}
	receiver, ctx := on.Expr, call.Args[0]
	if hasComment(pass, call.Pos(), ctx.Pos()) || mayHaveEffect(pass.TypesInfo, receiver) && mayHaveEffect(pass.TypesInfo, ctx) {
		return nil
	}
	client, ok := clientArgument(pass, on, needs)
	if !ok {
		return nil
	}
	if _, several := pass.TypesInfo.TypeOf(ctx).(*types.Tuple); several {
		return nil
	}
	name, edits := imports.Add(call.Pos(), report.RuntimeName, calls.RuntimePath)
	return &analysis.SuggestedFix{Message: message + ofUnknown(on.Kind), TextEdits: append(edits,
		analysis.TextEdit{Pos: call.Fun.Pos(), End: call.Fun.End(), NewText: []byte(name + "." + function)},
		analysis.TextEdit{Pos: ctx.End(), End: ctx.End(), NewText: []byte(", " + client)},
	)}
}

// ofUnknown is what a fix changes where the client may be anything.
func ofUnknown(kind calls.Kind) string {
	if kind != calls.Unknown {
		return ""
	}
	return ", and an error if the client is a pipeline, a transaction, or not one of go-redis"
}

// WrapClient is the fix that rewrites rdb.Incr(ctx, key) to redisrt.Expiring(rdb, ttl).Incr(ctx, key), for a function of
// the runtime package that takes a client with the methods that it needs, and one argument more. It adds to the message
// what CallRuntime adds, and is nil where that is.
func WrapClient(pass *analysis.Pass, imports *Imports, site *calls.Site, message, function, argument string, needs ...string) *analysis.SuggestedFix {
	if site.Form != calls.MethodCall || site.API != command.V9 || site.IsRaw() || !site.Client.Kind.IsDirect() {
		return nil
	}
	client, ok := clientArgument(pass, site.Client, needs)
	if !ok || hasComment(pass, site.Client.Expr.Pos(), site.Fun.End()) {
		return nil
	}
	name, edits := imports.Add(site.Call.Pos(), report.RuntimeName, calls.RuntimePath)
	return &analysis.SuggestedFix{Message: message + ofUnknown(site.Client.Kind), TextEdits: append(edits, analysis.TextEdit{
		Pos:     site.Client.Expr.Pos(),
		End:     site.Client.Expr.End(),
		NewText: []byte(name + "." + function + "(" + client + ", " + argument + ")"),
	})}
}

// clientArgument returns a client as an argument.
func clientArgument(pass *analysis.Pass, client calls.Client, needs []string) (string, bool) {
	for _, method := range needs {
		if !FromGoRedis(client.Type, method) {
			return "", false
		}
	}
	text, ok := printed(pass.Fset, client.Expr)
	if !ok {
		return "", false
	}
	if _, isStruct := client.Type.Underlying().(*types.Struct); isStruct {
		if !pass.TypesInfo.Types[client.Expr].Addressable() {
			return "", false
		}
		text = "&" + text
	}
	return text, true
}

// FromGoRedis reports whether a type gets a method from go-redis, and through exported fields, so that the runtime
// package finds the client: a program's own interface or method may stand for anything.
func FromGoRedis(t types.Type, method string) bool {
	obj, path, _ := types.LookupFieldOrMethod(t, true, nil, method)
	if obj == nil || obj.Pkg() == nil || !calls.IsGoRedis(obj.Pkg().Path()) {
		return false
	}
	for _, index := range path[:len(path)-1] {
		if pointer, ok := t.Underlying().(*types.Pointer); ok {
			t = pointer.Elem()
		}
		if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && calls.IsGoRedis(named.Obj().Pkg().Path()) {
			return true
		}
		structure, ok := t.Underlying().(*types.Struct)
		if !ok {
			return true
		}
		field := structure.Field(index)
		if !field.Exported() || embedsAnother(structure, index, method) {
			return false
		}
		t = field.Type()
	}
	return true
}

// embedsAnother reports whether a struct embeds something else that has the method, so that it is not clear
// which client it stands for.
func embedsAnother(structure *types.Struct, index int, method string) bool {
	for i := range structure.NumFields() {
		if field := structure.Field(i); i != index && field.Embedded() {
			if other, _, _ := types.LookupFieldOrMethod(field.Type(), true, nil, method); other != nil {
				return true
			}
		}
	}
	return false
}

// mayHaveEffect reports whether evaluating an expression calls something, other than to get a context.
func mayHaveEffect(info *types.Info, expr ast.Expr) bool {
	effect := false
	ast.Inspect(expr, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			effect = effect || !info.Types[n.Fun].IsType() && !getsContext(info, n)
		case *ast.UnaryExpr:
			effect = effect || n.Op == token.ARROW
		case *ast.FuncLit:
			return false
		}
		return true
	})
	return effect
}

// getsContext reports whether a call is context.Background(), context.TODO() or a method such as (*http.Request).Context.
func getsContext(info *types.Info, call *ast.CallExpr) bool {
	selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) > 0 {
		return false
	}
	fn, ok := info.Uses[selector.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return false
	}
	return fn.Name() == "Context" || fn.Pkg().Path() == "context" && (fn.Name() == "Background" || fn.Name() == "TODO")
}

// hasComment reports whether a comment lies between two positions of a file.
func hasComment(pass *analysis.Pass, pos, end token.Pos) bool {
	for _, file := range pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			i := sort.Search(len(file.Comments), func(i int) bool { return file.Comments[i].Pos() >= pos })
			return i < len(file.Comments) && file.Comments[i].Pos() < end
		}
	}
	return true
}

func printed(fset *token.FileSet, node ast.Node) (string, bool) {
	var text bytes.Buffer
	err := format.Node(&text, fset, node)
	return text.String(), err == nil
}

// AsArgument returns an expression as gofmt writes it among the arguments of a call.
func AsArgument(fset *token.FileSet, expr ast.Expr) string {
	text, ok := printed(fset, expr)
	if !ok {
		return types.ExprString(expr)
	}
	const before, after = "f(x, ", ")"
	call, err := format.Source([]byte("package p\n\nvar _ = " + before + text + after + "\n"))
	if err != nil {
		return text
	}
	_, argument, _ := strings.Cut(strings.TrimSpace(string(call)), before)
	return strings.TrimSuffix(argument, after)
}
