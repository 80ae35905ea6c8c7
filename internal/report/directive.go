package report

import (
	"flag"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
)

// ReleasedRules are the names that directives may use. A name stays when its rule goes: code that names it stays valid.
var ReleasedRules = []string{
	"redisdel",
	"redisdirective",
	"redisduration",
	"rediserr",
	"redisexpire",
	"rediskeys",
	"redispipe",
	"redisrange",
	"redisscan",
	"redisttl",
	"redistx",
	"rediswatch",
}

// Directives is an analyzer that finds the redislint directives of a package. Its result is a *PackageDirectives.
var Directives = &analysis.Analyzer{
	Name:       "redislintdirectives",
	Doc:        "find //redislint: directives",
	Flags:      sharedFlags(),
	Run:        findDirectives,
	Requires:   []*analysis.Analyzer{calls.Analyzer},
	ResultType: reflect.TypeFor[*PackageDirectives](),
}

// sharedFlags are the settings of all rules. nogo has no flags but those of the analyzers that it names and of those
// that they require. Other drivers register the flags of the former only, so that these are not there twice.
func sharedFlags() flag.FlagSet {
	var flags flag.FlagSet
	Process.RegisterFlags(&flags)
	return flags
}

// PackageDirectives holds the directives of one package by file.
type PackageDirectives struct {
	byFile map[*token.File][]*Directive
}

// All returns the directives in the order of files and lines.
func (d *PackageDirectives) All() []*Directive {
	var all []*Directive
	for _, file := range d.byFile {
		all = append(all, file...)
	}
	slices.SortFunc(all, func(a, b *Directive) int { return int(a.Pos - b.Pos) })
	return all
}

// A Directive is one //redislint: comment.
type Directive struct {
	Pos, End  token.Pos
	Rules     []string
	WholeFile bool
	Malformed string // what is wrong with it; empty if it is well formed
	line      int
	trails    bool // code, on its line
}

func (d *Directive) names(rule string) bool { return slices.Contains(d.Rules, rule) }

// covers reports whether d silences rule somewhere on lines first to last. A directive that trails code is
// about its own line only.
func (d *Directive) covers(rule string, first, last int) bool {
	if !d.trails {
		first--
	}
	return d.Malformed == "" && d.names(rule) && (d.WholeFile || first <= d.line && d.line <= last)
}

const (
	prefix       = "redislint:"
	ignore       = "ignore"
	fileIgnore   = "file-ignore"
	directiveUse = "write //redislint:ignore rule reason, or //redislint:file-ignore rule reason"
)

func findDirectives(pass *analysis.Pass) (any, error) {
	found := &PackageDirectives{byFile: make(map[*token.File][]*Directive)}
	if !pass.ResultOf[calls.Analyzer].(*calls.Package).Reaches {
		return found, nil // not every driver comes here
	}
	for _, file := range pass.Files {
		tokenFile := pass.Fset.File(file.FileStart)
		var directives []*Directive
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if d := parseDirective(comment); d != nil {
					d.line = tokenFile.PositionFor(d.Pos, false).Line
					directives = append(directives, d)
				}
			}
		}
		if len(directives) > 0 {
			markTrailing(file, tokenFile, directives)
			found.byFile[tokenFile] = directives
		}
	}
	return found, nil
}

func markTrailing(file *ast.File, tokenFile *token.File, directives []*Directive) {
	codeFrom := make(map[int]token.Pos) // by line
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File:
			return true
		case *ast.CommentGroup, *ast.Comment:
			return false
		}
		for _, pos := range []token.Pos{n.Pos(), n.End() - 1} {
			line := tokenFile.PositionFor(pos, false).Line
			if first, ok := codeFrom[line]; !ok || pos < first {
				codeFrom[line] = pos
			}
		}
		return true
	})
	for _, d := range directives {
		code, ok := codeFrom[d.line]
		d.trails = ok && code < d.Pos
	}
}

// parseDirective returns nil for a comment that is no directive and does not look like one.
func parseDirective(comment *ast.Comment) *Directive {
	body, isLine := strings.CutPrefix(comment.Text, "//")
	if !isLine {
		return nil
	}
	text, ok := strings.CutPrefix(strings.TrimLeft(body, " \t"), prefix)
	if !ok {
		return nil
	}
	d := &Directive{Pos: comment.Pos(), End: comment.End()}
	fields := strings.Fields(text)
	isKnown := len(fields) > 0 && (fields[0] == ignore || fields[0] == fileIgnore)
	spaced := !strings.HasPrefix(body, prefix)
	switch {
	case spaced && !isKnown:
		return nil // prose
	case spaced:
		d.Malformed = "a directive has no space after //"
	case !isKnown:
		d.Malformed = "unknown directive: " + directiveUse
	case len(fields) == 1:
		d.Malformed = "no rule is named: " + directiveUse
	case len(fields) == 2:
		d.Malformed = "no reason is given: " + directiveUse
	default:
		d.WholeFile = fields[0] == fileIgnore
		d.Rules = strings.Split(fields[1], ",")
		if slices.Contains(d.Rules, "") {
			d.Malformed = "rules are separated by commas without spaces: " + directiveUse
		}
	}
	return d
}
