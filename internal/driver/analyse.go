package driver

import (
	"cmp"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/redislint/redislint/internal/report"
	"github.com/redislint/redislint/internal/settings"
)

// outcome is what a run has to say.
type outcome struct {
	*graph
	findings []finding
	heldBack int
	skipped  []skip // also those of the graph
	doubtful []skip

	packagesOf   map[string][]string // the paths of the packages that a file is part of
	packageNames map[string]string   // the names of imported packages by import path
}

// A finding is a diagnostic with what drivers need of it in plain values.
type finding struct {
	rule       string
	level      report.Level
	start, end token.Position // as //line directives have it
	message    string
	url        string
	fix        *fix
	runtimeFix bool // the fix that it has, or could have, calls the runtime package
	offset     int  // of the start in the file that was parsed; -1 where a //line directive names another file
	endOffset  int
	module     *packages.Module
}

// A fix is a set of edits, made together or not at all.
type fix struct {
	message string
	edits   []edit
}

// An edit replaces bytes of a file that was size bytes long when it was analysed.
type edit struct {
	file       string
	size       int
	start, end int
	text       string
}

func (r *outcome) exitCode() int {
	switch {
	case len(r.skipped) > 0:
		return exitFailure
	case len(r.findings) > 0:
		return exitFindings
	}
	return exitClean
}

func analyse(p *program, suite []*analysis.Analyzer) (*outcome, error) {
	r := &outcome{graph: p.graph, skipped: p.skipped, doubtful: slices.Clone(p.doubtful), packagesOf: make(map[string][]string), packageNames: make(map[string]string)}
	for _, pkg := range p.matched {
		for _, file := range pkg.GoFiles {
			r.packagesOf[file] = append(r.packagesOf[file], pkg.PkgPath)
		}
		for _, imported := range pkg.Types.Imports() {
			r.packageNames[imported.Path()] = imported.Name()
		}
	}
	graph, err := checker.Analyze(suite, p.matched, nil)
	if err != nil {
		return nil, err
	}
	failed := make(map[string]bool)
	for _, action := range graph.Roots {
		if action.Err != nil {
			if path := action.Package.PkgPath; !failed[path] {
				failed[path] = true
				r.skipped = append(r.skipped, skip{path, rootCause(action).Error()})
			}
			continue
		}
		if !settings.IsRule(action.Analyzer) {
			for _, d := range action.Diagnostics {
				path := action.Package.PkgPath
				reason := strings.TrimPrefix(d.Message, "redislint skips package "+path+": ")
				if i := slices.IndexFunc(r.doubtful, func(s skip) bool { return s.Package == path }); i >= 0 {
					reason = r.doubtful[i].Reason // types that are missing are why it could not be modelled
					r.doubtful = slices.Delete(r.doubtful, i, i+1)
				}
				r.skipped = append(r.skipped, skip{path, reason})
			}
			continue
		}
		result := action.Result.(*report.Result)
		r.heldBack += result.HeldBack
		for _, reported := range result.Reported {
			r.findings = append(r.findings, newFinding(action, reported))
		}
	}
	r.tidy()
	return r, nil
}

// rootCause returns the error of the analyzer or the package that made others fail.
func rootCause(action *checker.Action) error {
	for _, dependency := range action.Deps {
		if dependency.Err != nil {
			return rootCause(dependency)
		}
	}
	return action.Err
}

func newFinding(action *checker.Action, reported report.Reported) finding {
	d := reported.Diagnostic
	fset := action.Package.Fset
	end := d.End
	if !end.IsValid() {
		end = d.Pos
	}
	f := finding{
		rule:       action.Analyzer.Name,
		level:      reported.Level,
		start:      fset.Position(d.Pos),
		end:        fset.Position(end),
		message:    d.Message,
		url:        d.URL,
		runtimeFix: reported.RuntimeFix,
		offset:     -1,
		endOffset:  -1,
		module:     action.Package.Module,
	}
	if file := fset.File(d.Pos); file.Name() == f.start.Filename {
		f.offset, f.endOffset = file.Offset(d.Pos), file.Offset(end)
	}
	if len(d.SuggestedFixes) > 0 {
		f.fix = newFix(fset, d.SuggestedFixes[0])
	}
	return f
}

func newFix(fset *token.FileSet, suggested analysis.SuggestedFix) *fix {
	made := &fix{message: suggested.Message}
	for _, e := range suggested.TextEdits {
		file := fset.File(e.Pos)
		end := e.End
		if !end.IsValid() {
			end = e.Pos
		}
		made.edits = append(made.edits, edit{file.Name(), file.Size(), file.Offset(e.Pos), file.Offset(end), string(e.NewText)})
	}
	return made
}

// tidy sorts, and drops what a package and its test variant both say.
func (r *outcome) tidy() {
	slices.SortStableFunc(r.findings, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.start.Filename, b.start.Filename), cmp.Compare(a.start.Line, b.start.Line),
			cmp.Compare(a.start.Column, b.start.Column), cmp.Compare(a.rule, b.rule), cmp.Compare(a.message, b.message))
	})
	r.findings = slices.CompactFunc(r.findings, func(a, b finding) bool {
		return a.start == b.start && a.rule == b.rule && a.message == b.message
	})
	slices.SortFunc(r.skipped, func(a, b skip) int { return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Reason, b.Reason)) })
	r.skipped = slices.CompactFunc(r.skipped, func(a, b skip) bool { return a.Package == b.Package })
}

// heldBackNote says how many findings are below the level, if any.
func (r *outcome) heldBackNote() string {
	if r.heldBack == 0 {
		return ""
	}
	return fmt.Sprintf("; %s held back: use -level=info", count(r.heldBack, "info finding"))
}

// inMainModule reports whether a finding is in a file that belongs to the user.
func (f *finding) inMainModule() bool {
	return (f.module == nil || f.module.Main) && filepath.IsAbs(f.start.Filename)
}
