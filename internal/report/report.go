// Package report is the one way in which rules report: it drops what is generated, ignored or out of scope,
// holds back what is below the level asked for, and attaches category and severity.
package report

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
)

// A Finding is what a rule has to say about one place.
type Finding struct {
	Pos, End token.Pos
	// From is where the statement or expression around Pos begins, if that is on an earlier line:
	// a directive there counts too.
	From    token.Pos
	Level   Level
	Message string
	// Fix is nil where there is only advice.
	Fix *analysis.SuggestedFix
	// RuntimeFix says that Fix calls the runtime package. Where go.mod lacks that package, the message says how to add it.
	RuntimeFix bool
	// Fallback is the fix where the module lacks the runtime package, or nil.
	Fallback *analysis.SuggestedFix
	// Choices are edits of which a person has to choose one. Only drivers that ask one get them.
	Choices []Choice
}

// A Choice is an edit that is right if it says what was meant.
type Choice struct {
	analysis.SuggestedFix
	Runtime bool // it uses the runtime package
}

// Result is what a rule's analyzer returns: what analysis.Diagnostic has no room for.
type Result struct {
	Reported []Reported
	HeldBack int // findings below the level asked for
}

// Reported is a diagnostic as it was reported, with its level.
type Reported struct {
	Diagnostic analysis.Diagnostic
	Level      Level
	RuntimeFix bool // the fix that it has, or could have, calls the runtime package
}

// ResultType is the ResultType of every rule.
var ResultType = reflect.TypeFor[*Result]()

// URL is where a rule is documented.
func URL(rule string) string {
	return "https://github.com/redislint/redislint/blob/main/docs/rules/" + rule + ".md"
}

// A Reporter reports the findings of one rule in one package.
type Reporter struct {
	pass       *analysis.Pass
	directives *PackageDirectives
	used       map[*Directive]bool
	files      map[*token.File]*ast.File
	scope      map[*token.File]bool
	runtime    map[string]bool // by directory
	result     Result
}

// New returns the reporter of a pass whose analyzer requires Directives.
func New(pass *analysis.Pass) *Reporter {
	r := &Reporter{
		pass:       pass,
		directives: pass.ResultOf[Directives].(*PackageDirectives),
		used:       make(map[*Directive]bool),
		files:      make(map[*token.File]*ast.File),
		scope:      make(map[*token.File]bool),
		runtime:    make(map[string]bool),
	}
	for _, file := range pass.Files {
		r.files[pass.Fset.File(file.FileStart)] = file
	}
	return r
}

// Report reports a finding, unless it is out of scope, ignored or held back.
func (r *Reporter) Report(f Finding) {
	file := r.pass.Fset.File(f.Pos)
	if r.inScope(file) && !r.ignored(file, f) {
		r.report(f)
	}
}

func (r *Reporter) report(f Finding) {
	if f.Level < Process.Level {
		r.result.HeldBack++
		return
	}
	d := analysis.Diagnostic{
		Pos:      f.Pos,
		End:      f.End,
		Category: r.pass.Analyzer.Name,
		Message:  f.Message,
		URL:      r.pass.Analyzer.URL,
	}
	if Process.RuleInMessage {
		d.Message = r.pass.Analyzer.Name + ": " + d.Message
	}
	if !r.editable(f.Pos) {
		f.Fix, f.Fallback, f.Choices = nil, nil, nil
	}
	switch {
	case f.Fix == nil:
	case !f.RuntimeFix || r.runtimeAvailable(f.Pos):
		d.SuggestedFixes = []analysis.SuggestedFix{*f.Fix}
	case f.Fallback != nil:
		d.SuggestedFixes = []analysis.SuggestedFix{*f.Fallback}
	case Process.Runtime == RuntimeAuto && r.inModule(f.Pos):
		d.Message += "; for a fix, run go get " + calls.RuntimePath
	}
	if Process.Choices {
		for _, choice := range f.Choices {
			if !choice.Runtime || r.runtimeAvailable(f.Pos) {
				d.SuggestedFixes = append(d.SuggestedFixes, choice.SuggestedFix)
			}
		}
	}
	r.pass.Report(d)
	r.result.Reported = append(r.result.Reported, Reported{d, f.Level, f.Fix != nil && f.RuntimeFix})
}

// Result ends the report. It names the directives that silenced nothing, and is what the analyzer returns.
func (r *Reporter) Result() *Result {
	rule := r.pass.Analyzer.Name
	for _, d := range r.directives.All() {
		if d.Malformed == "" && d.names(rule) && !r.used[d] && r.inScope(r.pass.Fset.File(d.Pos)) {
			r.report(Finding{Pos: d.Pos, End: d.End, Level: Warning,
				Message: fmt.Sprintf("this directive silences no finding of %s: remove it", rule)})
		}
	}
	return &r.result
}

func (r *Reporter) inScope(file *token.File) bool {
	in, known := r.scope[file]
	if !known {
		syntax := r.files[file]
		in = syntax != nil && inScope(r.pass.Fset, syntax, Process.Tests)
		r.scope[file] = in
	}
	return in
}

func (r *Reporter) ignored(file *token.File, f Finding) bool {
	last := file.PositionFor(f.Pos, false).Line
	first := last
	if f.From.IsValid() {
		first = file.PositionFor(f.From, false).Line
	}
	rule := r.pass.Analyzer.Name
	i := slices.IndexFunc(r.directives.byFile[file], func(d *Directive) bool { return d.covers(rule, first, last) })
	if i < 0 {
		return false
	}
	r.used[r.directives.byFile[file][i]] = true
	return true
}

// editable reports whether the file that was parsed is the one that people write: what cgo made of a file is not.
func (r *Reporter) editable(pos token.Pos) bool {
	return r.pass.Fset.File(pos).Name() == r.pass.Fset.Position(pos).Filename
}

// inModule reports whether go.mod can be seen. In the sandbox of a build system it cannot, and go get may be bad advice.
func (r *Reporter) inModule(pos token.Pos) bool {
	_, found := NearestModFile(r.dir(pos))
	return found
}

func (r *Reporter) runtimeAvailable(pos token.Pos) bool {
	dir := r.dir(pos)
	available, known := r.runtime[dir]
	if !known {
		available = RuntimeAvailable(Process.Runtime, dir)
		r.runtime[dir] = available
	}
	return available
}

func (r *Reporter) dir(pos token.Pos) string {
	return filepath.Dir(r.pass.Fset.Position(pos).Filename)
}
