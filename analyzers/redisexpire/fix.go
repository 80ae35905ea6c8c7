package redisexpire

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/edit"
)

// fixer makes the fix of one torn write whose EXPIRE stands in the same function.
type fixer struct {
	*rule
	write, expire taken

	failure      *ast.BlockStmt // what is done if the write fails
	first        bool           // the EXPIRE is sent only if the write has made the key
	succeeded    bool           // it is sent only if SETNX has set the key
	unlessFailed bool           // it is in a condition that says err == nil
	ttl          ast.Expr

	from, to ast.Stmt // what is deleted
}

// fix moves the TTL into the write. It is nil where the program might do something else afterwards than its message says.
// function is the one of the runtime package that it calls, or "".
func (r *rule) fix(torn calls.Torn) (fix *analysis.SuggestedFix, function string) {
	write, expire := torn.Write.Site, torn.Expire.Site
	if torn.Batched || len(torn.Write.Through)+len(torn.Expire.Through) > 0 || torn.Expire.Later() ||
		write.Form != calls.MethodCall || expire.Form != calls.MethodCall || write.IsRaw() || expire.IsRaw() ||
		write.Func != expire.Func {
		return nil, ""
	}
	switch expire.Client.Kind {
	case calls.Unknown, calls.Plain, calls.Cluster, calls.Ring, calls.Conn:
	default:
		return nil, ""
	}
	f := &fixer{rule: r}
	var ok1, ok2 bool
	f.write, ok1 = r.take(write)
	f.expire, ok2 = r.take(expire)
	if !ok1 || !ok2 || !f.hasTTL() || !f.climb() || !f.isUnneeded() {
		return nil, ""
	}
	switch write.Method.Name {
	case "Set", "SetNX", "SetXX":
		return f.moveTTL(), ""
	}
	return f.wrap()
}

// hasTTL finds the TTL that the EXPIRE gives. It must be one that the write can be given: the same, and computed
// without effects, where the write stands.
func (f *fixer) hasTTL() bool {
	site := f.expire.site
	if site.Command.Name != "EXPIRE" && site.Command.Name != "PEXPIRE" || len(site.Args) < 3 || site.Args[2].Expr == nil {
		return false
	}
	if site.Method.Name != "Expire" && site.Method.Name != "PExpire" {
		return false // ExpireNX and its like
	}
	f.ttl = site.Args[2].Expr
	if seconds, ok := f.constantTTL(); ok && (seconds < time.Second || seconds%time.Second != 0) {
		return false
	}
	ok := true
	ast.Inspect(f.ttl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			ok = ok && f.pass.TypesInfo.Types[n.Fun].IsType()
		case *ast.FuncLit, *ast.IndexExpr, *ast.TypeAssertExpr:
			ok = false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.Ident:
			ok = ok && f.sameAtWrite(n)
		}
		return ok
	})
	return ok
}

func (f *fixer) constantTTL() (time.Duration, bool) {
	value := f.pass.TypesInfo.Types[f.ttl].Value
	if value == nil {
		return 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(value))
	return time.Duration(n), ok
}

// sameAtWrite reports whether a name of the TTL means the same, and is set, where the write stands.
func (f *fixer) sameAtWrite(name *ast.Ident) bool {
	object := f.pass.TypesInfo.Uses[name]
	variable, ok := object.(*types.Var)
	if !ok || variable.IsField() {
		return object != nil
	}
	at := f.write.site.Call.Pos()
	if variable.Parent() == nil || variable.Pos() > at && variable.Parent() != f.pass.Pkg.Scope() {
		return false
	}
	scope := f.pass.Pkg.Scope().Innermost(at)
	if scope == nil {
		return false
	}
	_, found := scope.LookupParent(name.Name, at)
	return found == object && object != f.write.value && object != f.write.err && object != f.write.cmd
}

// climb goes from the EXPIRE to the statements of the write, through the conditions around it, and finds what is to be
// deleted.
func (f *fixer) climb() bool {
	if !f.takeFailure() {
		return false
	}
	at := f.expire.stmt
	f.from, f.to = at.Node().(ast.Stmt), at.Node().(ast.Stmt)
	if !f.error(at) {
		return false
	}
	for {
		statements := list(at)
		if statements == nil {
			return false
		}
		i := slices.Index(statements, at.Node().(ast.Stmt))
		w := slices.Index(statements, f.write.stmt.Node().(ast.Stmt)) // -1: further out
		if i <= w || !f.passes(statements[w+1:i]) {
			return false
		}
		if w >= 0 {
			return true
		}
		alone := f.from == statements[0] && f.to == statements[len(statements)-1]
		at = at.Parent().Parent()
		branch, ok := at.Node().(*ast.IfStmt)
		if !ok || branch.Else != nil || branch.Init != nil || !f.guard(branch.Cond) {
			return false
		}
		if alone {
			f.from, f.to = branch, branch
		}
	}
}

// takeFailure finds what is done if the write has failed, where its own statement says so.
func (f *fixer) takeFailure() bool {
	branch, ok := f.write.stmt.Node().(*ast.IfStmt)
	if !ok {
		return true
	}
	body, ok := f.failureOf(&f.write, branch)
	if !ok || !leavesList(body) {
		return false
	}
	f.failure = body
	return true
}

// passes reports whether control goes through statements as if they were not there, unless the write has failed, and
// whether they do not touch Redis, nor what the EXPIRE and its conditions are made of.
func (f *fixer) passes(statements []ast.Stmt) bool {
	for _, stmt := range statements {
		if body, ok := f.failureOf(&f.write, stmt); ok && leavesList(body) {
			f.failure = body
			continue
		}
		if f.unlessSet(stmt) {
			f.succeeded = true
			continue
		}
		switch stmt.(type) {
		case *ast.AssignStmt, *ast.ExprStmt, *ast.DeclStmt, *ast.IncDecStmt:
		default:
			return false
		}
		if !f.onlyComputes(stmt) || f.changes(stmt) {
			return false
		}
	}
	return true
}

// unlessSet reports whether a statement leaves if SETNX has not set the key: `if !ok { return }`.
func (f *fixer) unlessSet(stmt ast.Stmt) bool {
	branch, ok := stmt.(*ast.IfStmt)
	if !ok || branch.Init != nil || branch.Else != nil || f.write.site.Method.Name != "SetNX" || !leavesList(branch.Body) {
		return false
	}
	not, ok := ast.Unparen(branch.Cond).(*ast.UnaryExpr)
	return ok && not.Op == token.NOT && f.isValue(&f.write, not.X)
}

// guard reports whether a condition around the EXPIRE says that the write has succeeded, or has made the key.
func (f *fixer) guard(condition ast.Expr) bool {
	condition = ast.Unparen(condition)
	if f.write.site.Method.Name == "SetNX" && f.isValue(&f.write, condition) {
		f.succeeded = true
		return true
	}
	binary, ok := condition.(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch binary.Op {
	case token.LAND:
		return f.guard(binary.X) && f.guard(binary.Y)
	case token.EQL:
		if f.isError(&f.write, binary.X) && isNil(f.pass.TypesInfo, binary.Y) {
			f.unlessFailed = true
			return true
		}
		if f.isValue(&f.write, binary.X) && f.madeKey(binary.Y) {
			f.first = true
			return true
		}
	}
	return false
}

// madeKey reports whether a reply tells that the key was not there before.
func (f *fixer) madeKey(reply ast.Expr) bool {
	value := f.pass.TypesInfo.Types[reply].Value
	if value == nil {
		return false
	}
	n, ok := constant.Int64Val(constant.ToInt(value))
	args := f.write.site.Call.Args
	switch f.write.site.Method.Name {
	case "Incr":
		return ok && n == 1
	case "Decr":
		return ok && n == -1
	case "IncrBy":
		by := f.pass.TypesInfo.Types[args[2]].Value
		return ok && by != nil && constant.Compare(constant.ToInt(by), token.EQL, constant.MakeInt64(n))
	case "LPush", "RPush":
		return ok && n == 1 && len(args) == 3 && !f.write.site.Call.Ellipsis.IsValid()
	}
	return false
}

// error reports whether the error of the EXPIRE is dropped, or returned as that of the write is, and extends what is
// deleted to where that is done.
func (f *fixer) error(at inspector.Cursor) bool {
	if f.expire.isDropped() {
		return true
	}
	if _, ok := at.Node().(*ast.ReturnStmt); ok {
		return true // see isUnneeded
	}
	if f.expire.assign == nil || f.expire.getter != "Err" {
		return false
	}
	if at.Node() != f.expire.assign {
		return true // if err := ...; err != nil
	}
	statements := list(at)
	i := slices.Index(statements, at.Node().(ast.Stmt))
	if i < 0 {
		return false
	}
	if i+1 < len(statements) {
		if _, ok := f.failureOf(&f.expire, statements[i+1]); ok {
			f.to = statements[i+1]
			return true
		}
	}
	// err = rdb.Expire(...).Err(), where err is that of the write
	return f.expire.err != nil && f.expire.err == f.write.err
}

// isUnneeded reports whether what is deleted is not missed: the error of the EXPIRE goes the same way as that of the
// write, and nothing else is in it.
func (f *fixer) isUnneeded() bool {
	if !f.argumentsOnlyCompute() {
		return false
	}
	if f.expire.isDropped() {
		return true
	}
	if returned, ok := f.expire.stmt.Node().(*ast.ReturnStmt); ok {
		return f.from == returned && len(returned.Results) == 1 && f.expire.getter == "Err" && f.failure != nil && f.alike(f.failure, nil)
	}
	for _, stmt := range []ast.Stmt{f.expire.stmt.Node().(ast.Stmt), f.to} {
		if body, ok := f.failureOf(&f.expire, stmt); ok {
			return f.failure != nil && f.alike(f.failure, body)
		}
	}
	// The variable has the error of the write, then.
	return f.expire.err != nil && f.expire.err == f.write.err && f.failure == nil
}

// alike reports whether two blocks only return, and return the same but for the text around the error. Without a second
// block, the error is returned alone.
func (f *fixer) alike(a, b *ast.BlockStmt) bool {
	x, ok := onlyReturn(a)
	if !ok {
		return false
	}
	if b == nil {
		return len(x.Results) == 1 && f.isError(&f.write, x.Results[0])
	}
	y, ok := onlyReturn(b)
	if !ok || len(x.Results) != len(y.Results) || len(x.Results) == 0 {
		return false
	}
	last := len(x.Results) - 1
	for i := range last {
		if types.ExprString(x.Results[i]) != types.ExprString(y.Results[i]) {
			return false
		}
	}
	return f.returnsError(&f.write, x.Results[last]) && f.returnsError(&f.expire, y.Results[last])
}

func onlyReturn(block *ast.BlockStmt) (*ast.ReturnStmt, bool) {
	if len(block.List) != 1 {
		return nil, false
	}
	result, ok := block.List[0].(*ast.ReturnStmt)
	return result, ok
}

// returnsError reports whether an expression is the command's error, or fmt.Errorf of it.
func (f *fixer) returnsError(t *taken, expr ast.Expr) bool {
	if f.isError(t, expr) {
		return true
	}
	call, ok := expr.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 || !isStandard(f.pass.TypesInfo, call) {
		return false
	}
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return f.isError(t, arg) })
}

// expiry is what comments say that go with the EXPIRE.
var expiry = regexp.MustCompile(`(?i)expir|\bttl\b|time to live|lifetime|过期|有效期|만료`)

func (f *fixer) deletions() ([]analysis.TextEdit, bool) {
	if returned, ok := f.expire.stmt.Node().(*ast.ReturnStmt); ok {
		expr := returned.Results[0]
		return []analysis.TextEdit{{Pos: expr.Pos(), End: expr.End(), NewText: []byte("nil")}}, true
	}
	return edit.Delete(f.pass, f.from, f.to, expiry.MatchString)
}

// moveTTL gives the TTL to SET or SETNX itself.
func (f *fixer) moveTTL() *analysis.SuggestedFix {
	_, isConstant := f.constantTTL()
	none := f.write.site.Args[3].Expr
	isSetNX := f.write.site.Method.Name == "SetNX"
	if !isConstant || f.first || isSetNX != f.succeeded || none == nil {
		return nil
	}
	return f.finish(&analysis.SuggestedFix{
		Message:   "Give the TTL to " + f.write.site.Method.Name + ", which sets both at once",
		TextEdits: []analysis.TextEdit{{Pos: none.Pos(), End: none.End(), NewText: []byte(types.ExprString(f.ttl))}},
	})
}

// wrap makes the write one of redisrt.Expiring or redisrt.ExpiringOnce.
func (f *fixer) wrap() (fix *analysis.SuggestedFix, function string) {
	if !expiring[f.write.site.Method.Name] || f.succeeded || f.write.site.API != command.V9 {
		return nil, ""
	}
	function, message := "Expiring", "Replace with redisrt.Expiring, which sets the TTL in one transaction with the write"
	if f.first {
		function, message = "ExpiringOnce", "Replace with redisrt.ExpiringOnce, which sets the TTL together with the write, also on a key that has lost its TTL"
	}
	message += "; its error is the write's"
	if !f.first && f.looksAtError() {
		message += ", which does not stop it on a key of another type"
	}
	if _, isConstant := f.constantTTL(); !isConstant {
		message += ", a TTL of 0 or less is one, too, and fractions of a second are kept"
	}
	fix = edit.WrapClient(f.pass, f.imports, f.write.site, message, function, types.ExprString(f.ttl), f.write.site.Method.Name, "TxPipelined")
	if fix == nil {
		return nil, ""
	}
	if fix = f.finish(fix); fix == nil {
		return nil, ""
	}
	return fix, function
}

// looksAtError reports whether the EXPIRE is not sent where the write has failed.
func (f *fixer) looksAtError() bool { return f.failure != nil || f.unlessFailed }

// finish adds what is deleted to a fix, and what that leaves unused.
func (f *fixer) finish(fix *analysis.SuggestedFix) *analysis.SuggestedFix {
	deleted, ok := f.deletions()
	if !ok {
		return nil
	}
	unused, ok := f.unused()
	if !ok {
		return nil
	}
	fix.TextEdits = append(append(fix.TextEdits, deleted...), unused...)
	return fix
}

// expiring are the methods of redisrt.Writes.
var expiring = map[string]bool{
	"Incr": true, "IncrBy": true, "IncrByFloat": true, "Decr": true, "DecrBy": true,
	"Append": true, "SetRange": true, "SetBit": true, "BitField": true, "GetSet": true,
	"HSet": true, "HSetNX": true, "HMSet": true, "HIncrBy": true, "HIncrByFloat": true,
	"SAdd": true, "PFAdd": true, "GeoAdd": true, "XAdd": true, "LPush": true, "RPush": true,
	"ZAdd": true, "ZAddNX": true, "ZAddXX": true, "ZAddLT": true, "ZAddGT": true, "ZAddArgs": true, "ZAddArgsIncr": true, "ZIncrBy": true,
}
