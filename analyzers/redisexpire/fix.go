package redisexpire

import (
	"go/ast"
	"regexp"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/edit"
)

// fixer makes the fix of one torn write whose EXPIRE stands in the same function.
type fixer struct {
	*rule
	write, expire edit.Taken

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
		write.Func != expire.Func || !expire.Client.Kind.IsDirect() {
		return nil, ""
	}
	f := &fixer{rule: r}
	var ok1, ok2 bool
	f.write, ok1 = edit.Take(r.pass, write)
	f.expire, ok2 = edit.Take(r.pass, expire)
	if !ok1 || !ok2 || !f.hasTTL() || !f.climb() || !f.isUnneeded() {
		return nil, ""
	}
	switch write.Method.Name {
	case "Set", "SetNX", "SetXX":
		return f.moveTTL(), ""
	}
	return f.wrap()
}

// expiry is what comments say that go with the EXPIRE.
var expiry = regexp.MustCompile(`(?i)expir|\bttl\b|time to live|lifetime|retention|\b\d+ ?(s|sec|seconds?|min|minutes?|h|hours?|days?|weeks?|months?)\b|过期|有效期|만료`)

func (f *fixer) deletions() ([]analysis.TextEdit, bool) {
	if returned, ok := f.expire.Stmt.Node().(*ast.ReturnStmt); ok {
		return edit.ReplaceResult(f.pass, returned, "nil", expiry.MatchString)
	}
	return edit.Delete(f.pass, f.from, f.to, expiry.MatchString)
}

// moveTTL gives the TTL to SET or SETNX itself.
func (f *fixer) moveTTL() *analysis.SuggestedFix {
	_, isConstant := f.constantTTL()
	none := f.write.Site.Args[3].Expr
	isSetNX := f.write.Site.Method.Name == "SetNX"
	if !isConstant || f.first || isSetNX != f.succeeded || none == nil || !f.isWritten(none) {
		return nil
	}
	return f.finish(&analysis.SuggestedFix{
		Message:   "Give the TTL to " + f.write.Site.Method.Name + ", which sets both at once",
		TextEdits: []analysis.TextEdit{{Pos: none.Pos(), End: none.End(), NewText: []byte(edit.AsArgument(f.pass.Fset, f.ttl))}},
	})
}

// isWritten reports whether an expression can be replaced with nothing left unused: it is a number.
func (f *fixer) isWritten(expr ast.Expr) bool {
	_, isLiteral := ast.Unparen(expr).(*ast.BasicLit)
	return isLiteral
}

// wrap makes the write one of redisrt.Expiring or redisrt.ExpiringOnce.
func (f *fixer) wrap() (fix *analysis.SuggestedFix, function string) {
	if !expiring[f.write.Site.Method.Name] || f.succeeded || f.write.Site.API != command.V9 {
		return nil, ""
	}
	function = "Expiring"
	message := "Replace with redisrt.Expiring, which sets the TTL in one transaction with the write. An error of EXPIRE is then one of the write"
	if f.first {
		function = "ExpiringOnce"
		message = "Replace with redisrt.ExpiringOnce, which sets the TTL in one script with the write, also of a key that has lost it. An error of EXPIRE is then one of the write"
	} else if f.looksAtError() {
		message += "; a key of another type, on which the write fails, gets the TTL, too"
	}
	if _, isConstant := f.constantTTL(); !isConstant {
		message += "; a TTL of 0 or less is an error; fractions of a second count"
	}
	fix = edit.WrapClient(f.pass, f.imports, f.write.Site, message, function, edit.AsArgument(f.pass.Fset, f.ttl), f.write.Site.Method.Name, "TxPipelined")
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
	fix.TextEdits = append(fix.TextEdits, deleted...)
	unused, ok := f.deleted.Unused(f.pass, f.from, f.to, f.ttl)
	if !ok {
		return nil
	}
	for _, object := range unused {
		blank, ok := edit.Blank(f.pass, f.write.Assign, object)
		if !ok {
			return nil
		}
		fix.TextEdits = append(fix.TextEdits, blank...)
	}
	f.deleted.Add(f.from, f.to, f.ttl)
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
