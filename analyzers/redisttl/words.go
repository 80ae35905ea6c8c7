package redisttl

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/keyspace"
)

// expiry is what comments say where somebody has thought of a key's lifetime.
var expiry = regexp.MustCompile(`(?i)expir|\bttl\b|persist|forever|for ever|permanent|never|evict|lifetime|过期|永久|有效期`)

// saysForEver is how programs call a lifetime that has no end.
var saysForEver = regexp.MustCompile(`(?i)^persist|no_?(expir|ttl)|never|forever|permanent|eternal`)

// speaksOfExpiry reports whether a comment on a line of the call, or on the line before, speaks of expiry.
func speaksOfExpiry(pass *analysis.Pass, pos, end token.Pos) bool {
	line := func(pos token.Pos) int { return pass.Fset.PositionFor(pos, false).Line }
	first, last := line(pos)-1, line(end)
	for _, file := range pass.Files {
		if pos < file.FileStart || pos >= file.FileEnd {
			continue
		}
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if line(comment.End()) >= first && line(comment.Pos()) <= last && expiry.MatchString(comment.Text) {
					return true
				}
			}
		}
	}
	return false
}

// temporary are the words that names and documentation use for what is not meant to stay.
var temporary = map[string]bool{
	"cache": true, "cached": true, "caches": true, "caching": true,
	"temp": true, "tmp": true, "temporary": true, "temporarily": true,
	"session": true, "sessions": true, "otp": true, "captcha": true, "nonce": true,
}

func isTemporary(text string) bool {
	return slices.ContainsFunc(keyspace.Words(text), func(word string) bool { return temporary[word] })
}

// isTemporary reports whether the key, the function that writes it, its receiver, its documentation or the package
// says that it is not meant to stay.
func (r *rule) isTemporary(key *calls.Key) bool {
	if isTemporary(key.Shape.String()) || isTemporary(r.pass.Pkg.Name()) {
		return true
	}
	for declaration := range key.Site.Cursor.Enclosing((*ast.FuncDecl)(nil)) {
		fn := declaration.Node().(*ast.FuncDecl)
		return isTemporary(fn.Name.Name) || isTemporary(fn.Doc.Text()) ||
			fn.Recv != nil && isTemporary(types.ExprString(fn.Recv.List[0].Type))
	}
	return false
}

// isSecondary reports whether the program can do without what it writes: it does not look whether that worked, or
// it only notes when something happened.
func isSecondary(site *calls.Site) bool {
	switch site.Client.Kind {
	case calls.Pipeline, calls.Transaction, calls.Queued, calls.AutoPipeline:
		return site.WritesTime()
	}
	return site.WritesTime() || !site.Use.Error && !site.Use.Escapes
}
