package edit

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/report"
)

// RangeScan is the fix that rewrites the loop over an iterator
//
//	iter := rdb.Scan(ctx, 0, p, n).Iterator()
//	for iter.Next(ctx) {
//		keys = append(keys, iter.Val())
//	}
//	return keys, iter.Err() // or keys, nil
//
// to one over redisrt.Scan(ctx, rdb, p, redisrt.ScanCount(n)), which returns what the function would return, with the
// error. It is nil where CallRuntime is, and where the iterator is used otherwise, or something is done between the loop
// and the return, as that is not to be left out.
func RangeScan(pass *analysis.Pass, imports *Imports, site *calls.Site, message string) *analysis.SuggestedFix {
	if site.Method.Name != "Scan" || site.Client.Kind == calls.Conn || len(site.Call.Args) != 4 || !rangesOverFunc(pass, site.Call) {
		return nil
	}
	loop, ok := iteratorLoopOf(pass, site)
	if !ok {
		return nil
	}
	ctx, cursor, count := site.Call.Args[0], site.Call.Args[1], site.Call.Args[3]
	if !isLiteralZero(cursor) || !isSteady(pass, ctx, loop.stmt.Body) {
		return nil
	}
	end, ok := loop.end()
	if !ok || loop.isOneLine() || loop.holdsAnother() || !loop.nameKey() || loop.returnsByName() ||
		hasComment(pass, loop.assign.Pos(), loop.assign.End()) || hasComment(pass, loop.stmt.Pos(), loop.stmt.Body.Lbrace) {
		return nil
	}
	if end.fails {
		message += "; where a page fails, its error is returned"
	}
	fix := CallRuntime(pass, imports, site, message, "Scan", "Scan", "ScanType")
	if fix == nil {
		return nil
	}
	runtime, _ := imports.Add(site.Call.Pos(), report.RuntimeName, calls.RuntimePath)
	fix.TextEdits[len(fix.TextEdits)-1].End = cursor.End() // where the client is added after the context
	replace := func(pos, end token.Pos, text string) {
		fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: pos, End: end, NewText: []byte(text)})
	}
	if isLiteralZero(count) {
		replace(site.Call.Args[2].End(), site.Call.Rparen, "")
	} else {
		replace(count.Pos(), count.Pos(), runtime+".ScanCount(")
		replace(count.End(), count.End(), ")")
	}
	body := loop.stmt.Body.Lbrace + 1
	if loop.first != nil {
		body = loop.first.End()
	}
	indent := "\n" + strings.Repeat("\t", pass.Fset.PositionFor(loop.stmt.Pos(), false).Column)
	check := "if " + loop.err + " != nil {" + indent + "\t" + end.failure + indent + "}"
	header := loop.key + ", " + loop.err + " := range "
	if loop.stmt.Init == nil { // what is between the two lines stays
		replace(loop.assign.Pos(), site.Call.Pos(), "for "+header)
		replace(site.Call.End(), loop.assign.End(), " {")
		replace(loop.stmt.Pos(), body, "\t"+check)
	} else {
		replace(loop.assign.Pos(), site.Call.Pos(), header)
		replace(site.Call.End(), body, " {"+indent+check)
	}
	for _, val := range loop.vals {
		if loop.first == nil {
			replace(val.Pos(), val.End(), loop.key)
		}
	}
	fix.TextEdits = append(fix.TextEdits, end.edits...)
	return fix
}

// rangesOverFunc reports whether the file of a call is written in a version of Go that ranges over functions.
func rangesOverFunc(pass *analysis.Pass, call *ast.CallExpr) bool {
	return version.Compare(pass.TypesInfo.FileVersions[fileOf(pass, call.Pos())], "go1.23") >= 0
}

func isLiteralZero(expr ast.Expr) bool {
	literal, ok := expr.(*ast.BasicLit)
	return ok && literal.Value == "0"
}

// isSteady reports whether an expression is a variable that a loop does not set, nor a literal that it may call.
func isSteady(pass *analysis.Pass, expr ast.Expr, body *ast.BlockStmt) bool {
	name, ok := expr.(*ast.Ident)
	if !ok {
		return false
	}
	variable, ok := pass.TypesInfo.Uses[name].(*types.Var)
	if !ok || fileOf(pass, variable.Pos()) == nil || IsAddressed(pass, variable) {
		return false
	}
	steady := true
	is := func(expr ast.Expr) bool {
		set, ok := expr.(*ast.Ident)
		return ok && pass.TypesInfo.Uses[set] == variable
	}
	sets := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			steady = steady && !slices.ContainsFunc(n.Lhs, is)
		case *ast.RangeStmt:
			steady = steady && !is(n.Key) && !is(n.Value)
		}
		return steady
	}
	ast.Inspect(body, sets)
	ast.Inspect(fileOf(pass, variable.Pos()), func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && variable.Pos() < lit.Pos() && !(lit.Pos() < body.Pos() && body.End() <= lit.End()) {
			ast.Inspect(lit, sets)
		}
		return steady
	})
	return steady
}
