package redisrange

import (
	"fmt"
	"go/ast"
	"go/constant"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/edit"
	"github.com/redislint/redislint/internal/report"
)

// few is how many elements are enough to show a page of them.
const few = 100

// firstOnly is the choice to read the first elements alone, where that is one edit of the call.
func firstOnly(pass *analysis.Pass, site *calls.Site) []report.Choice {
	if site.Form != calls.MethodCall || site.IsRaw() || site.Call.Ellipsis.IsValid() {
		return nil
	}
	var edits []analysis.TextEdit
	switch site.Command.Name {
	case "LRANGE", "ZRANGE", "ZREVRANGE":
		edits = firstByIndex(pass, site.Call.Args)
	case "ZRANGEBYSCORE", "ZREVRANGEBYSCORE", "ZRANGEBYLEX", "ZREVRANGEBYLEX":
		edits = firstByValue(site.Call.Args)
	case "XRANGE", "XREVRANGE":
		edits = firstEntries(pass, site)
	}
	if edits == nil {
		return nil
	}
	return []report.Choice{{SuggestedFix: analysis.SuggestedFix{
		Message:   fmt.Sprintf("Read the first %d only", few),
		TextEdits: edits,
	}}}
}

// firstByIndex writes 99 for the -1 of ZRange(ctx, key, 0, -1).
func firstByIndex(pass *analysis.Pass, args []ast.Expr) []analysis.TextEdit {
	const start, stop = 2, 3
	if len(args) != stop+1 || !isZero(pass.TypesInfo.Types[args[start]].Value) ||
		pass.TypesInfo.Types[args[stop]].Value == nil || edit.NamesPackage(pass, args[stop], "") {
		return nil
	}
	return []analysis.TextEdit{{Pos: args[stop].Pos(), End: args[stop].End(), NewText: fmt.Append(nil, few-1)}}
}

func isZero(value constant.Value) bool {
	return value != nil && value.Kind() == constant.Int && constant.Sign(value) == 0
}

// firstByValue adds a count to &redis.ZRangeBy{Min: "-inf", Max: "+inf"}.
func firstByValue(args []ast.Expr) []analysis.TextEdit {
	address, ok := args[len(args)-1].(*ast.UnaryExpr)
	if !ok {
		return nil
	}
	by, ok := address.X.(*ast.CompositeLit)
	if !ok || len(by.Elts) == 0 {
		return nil
	}
	for _, element := range by.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return nil
		}
		if name, ok := pair.Key.(*ast.Ident); !ok || name.Name == "Count" {
			return nil
		}
	}
	last := by.Elts[len(by.Elts)-1].End()
	return []analysis.TextEdit{{Pos: last, End: last, NewText: fmt.Appendf(nil, ", Count: %d", few)}}
}

// firstEntries makes XRangeN(ctx, stream, "-", "+", 100) of XRange(ctx, stream, "-", "+").
func firstEntries(pass *analysis.Pass, site *calls.Site) []analysis.TextEdit {
	method, ok := site.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	limited := method.Sel.Name + "N"
	if !edit.FromGoRedis(pass.TypesInfo.TypeOf(method.X), limited) { // a narrow interface, or the program's own
		return nil
	}
	last := site.Call.Args[len(site.Call.Args)-1].End()
	return []analysis.TextEdit{
		{Pos: method.Sel.Pos(), End: method.Sel.End(), NewText: []byte(limited)},
		{Pos: last, End: last, NewText: fmt.Appendf(nil, ", %d", few)},
	}
}
