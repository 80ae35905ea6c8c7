package driver

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/redislint/redislint/internal/calls"
)

// loader loads in two phases: the import graph without types, and then syntax and types of only those packages
// that go-redis can be reached from.
//
// The types of all others come from the compiler's export data, or from their source without function bodies where
// they are not compiled yet: on asynq (38 kloc) the first takes 0.5 CPU seconds and the second 2, but 54 and 4 with
// an empty build cache, as in many a CI job.
type loader struct {
	dir        string
	buildFlags []string
	tests      bool
	patterns   []string
}

func (l *loader) config(mode packages.LoadMode) *packages.Config {
	return &packages.Config{Mode: mode, Dir: l.dir, BuildFlags: l.buildFlags, Tests: l.tests}
}

// graph is what the first phase finds.
type graph struct {
	matched  map[string]bool // IDs of the packages that the patterns name
	reaching []string        // import paths of packages that go-redis can be reached from, and the patterns name or need
	looked   int             // packages that the patterns name
	using    int             // those of them from which go-redis can be reached
	skipped  []skip
	excluded []string // files that import go-redis and that build constraints leave out
	client   string   // import path of go-redis, as far as it is used
}

// A skip is a package that was not analysed.
type skip struct{ Package, Reason string }

const graphMode = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule | packages.NeedForTest

func (l *loader) graph() (*graph, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return nil, errors.New("the go command is not in PATH: redislint needs it to find packages")
	}
	if info, err := os.Stat(l.workdir()); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("flag -C: there is no directory %s", l.dir)
	}
	if err := l.newerGoCommand(); err != nil {
		return nil, err
	}
	roots, err := packages.Load(l.config(graphMode), l.patterns...)
	if err != nil {
		return nil, loadError(err)
	}
	if err := l.unmatched(roots); err != nil {
		return nil, err
	}
	g := &graph{matched: make(map[string]bool)}
	reach := make(reachability)
	looked, using := make(map[string]bool), make(map[string]bool)
	load := make(map[string]bool)
	for _, pkg := range roots {
		if l.tests && strings.HasSuffix(pkg.ID, ".test") {
			continue // the test's main package, which the go command generates
		}
		looked[pkg.PkgPath] = true
		g.excluded = append(g.excluded, l.excludedFiles(pkg)...)
		switch {
		case len(pkg.Errors) > 0:
			g.skipped = append(g.skipped, skip{pkg.PkgPath, "it cannot be loaded: " + describe(pkg.Errors)})
		case !reach.redis(pkg):
		case brokenImport(pkg) != "":
			g.skipped = append(g.skipped, skip{pkg.PkgPath, brokenImport(pkg)})
		default:
			using[pkg.PkgPath] = true
			g.matched[pkg.ID] = true
			reach.collect(pkg, load)
		}
	}
	packages.Visit(roots, nil, func(pkg *packages.Package) {
		if calls.IsGoRedis(pkg.PkgPath) && (g.client == "" || len(pkg.PkgPath) < len(g.client)) {
			g.client = pkg.PkgPath
		}
	})
	g.looked, g.using = len(looked), len(using)
	for path := range load {
		g.reaching = append(g.reaching, path)
	}
	slices.Sort(g.reaching)
	slices.Sort(g.excluded)
	g.excluded = slices.Compact(g.excluded)
	return g, nil
}

// brokenImport names an import that the go command cannot find. The type checker says it less clearly.
func brokenImport(pkg *packages.Package) string {
	for _, path := range slices.Sorted(maps.Keys(pkg.Imports)) {
		if imported := pkg.Imports[path]; imported.Name == "" && len(imported.Errors) > 0 {
			return fmt.Sprintf("it imports %s, which cannot be loaded: %s", path, describe(imported.Errors))
		}
	}
	return ""
}

// reachability remembers from which packages go-redis can be reached.
type reachability map[*packages.Package]bool

// redis reports whether a package other than go-redis imports it, or a package that does.
func (r reachability) redis(pkg *packages.Package) bool {
	if calls.IsGoRedis(pkg.PkgPath) {
		return false
	}
	reaches, known := r[pkg]
	if !known {
		for _, imported := range pkg.Imports {
			if calls.IsGoRedis(imported.PkgPath) || r.redis(imported) {
				reaches = true
				break
			}
		}
		r[pkg] = reaches
	}
	return reaches
}

// collect adds pkg and the packages that it needs and that reach go-redis. Those of dependencies count: their facts
// have to be the same as with drivers that analyse everything.
func (r reachability) collect(pkg *packages.Package, paths map[string]bool) {
	path := strings.TrimSuffix(pkg.PkgPath, "_test")
	if pkg.ForTest != "" {
		path = pkg.ForTest
	}
	if paths[path] && pkg.ForTest == "" {
		return
	}
	paths[path] = true
	for _, imported := range pkg.Imports {
		if r.redis(imported) && imported.ForTest == "" {
			r.collect(imported, paths)
		}
	}
}

// program is what the second phase loads.
type program struct {
	*graph
	matched  []*packages.Package // what to analyse and report
	skipped  []skip              // also those of the graph
	doubtful []skip              // analysed, but something that they import does not type-check
}

func (l *loader) load(g *graph, overlay map[string][]byte) (*program, error) {
	config := l.config(packages.LoadSyntax | packages.NeedModule | packages.NeedForTest)
	config.Overlay = overlay
	if len(overlay) > 0 || !l.compiled(g.client) { // go/packages does not use export data with an overlay
		config.BuildFlags = append(slices.Clone(config.BuildFlags), "-export=false")
	}
	patterns := g.reaching
	files := slices.Contains(patterns, commandLine)
	if files { // the go command takes no packages beside files
		patterns = l.patterns
		config.Mode |= packages.NeedDeps
	}
	roots, err := packages.Load(config, patterns...)
	if err != nil {
		return nil, loadError(err)
	}
	p := &program{graph: g, skipped: slices.Clone(g.skipped)}
	missing := maps.Clone(g.matched)
	for _, pkg := range roots {
		if !g.matched[pkg.ID] {
			continue
		}
		delete(missing, pkg.ID)
		if len(pkg.Errors) > 0 {
			p.skipped = append(p.skipped, skip{pkg.PkgPath, "it does not type-check: " + describe(pkg.Errors)})
			continue
		}
		if pkg.IllTyped {
			pkg.IllTyped = false // so that it is analysed: the facts of what it imports are missing, no more
			p.doubtful = append(p.doubtful, skip{pkg.PkgPath, illTypedImport(pkg)})
		}
		p.matched = append(p.matched, pkg)
	}
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		path, _, _ := strings.Cut(id, " ")
		p.skipped = append(p.skipped, skip{path, cmp.Or(goMessage(l.complaint(path)), "the go command lists it once and not again")})
	}
	source := make(map[*packages.Package]bool)
	for _, pkg := range roots {
		source[pkg] = true
	}
	if files {
		packages.Visit(roots, nil, func(pkg *packages.Package) {
			source[pkg] = source[pkg] || slices.Contains(g.reaching, pkg.PkgPath)
		})
	}
	prune(p.matched, source)
	return p, nil
}

// compiled reports whether the build cache has a package. Where it has go-redis, it has most of what a program needs.
func (l *loader) compiled(path string) bool {
	if path == "" {
		return true
	}
	args := append([]string{"list", "-e", "-f", "{{.StaleReason}}"}, l.buildFlags...)
	cmd := exec.Command("go", append(args, "--", path)...)
	cmd.Dir = l.dir
	reason, err := cmd.Output()
	return err != nil || len(bytes.TrimSpace(reason)) == 0
}

// commandLine is the path of the package that is made of files named on the command line.
const commandLine = "command-line-arguments"

// illTypedImport says what a package depends on that does not type-check.
func illTypedImport(pkg *packages.Package) string {
	var culprit *packages.Package
	packages.Visit([]*packages.Package{pkg}, func(*packages.Package) bool { return culprit == nil }, func(dependency *packages.Package) {
		if culprit == nil && len(dependency.Errors) > 0 {
			culprit = dependency
		}
	})
	if culprit == nil {
		return "a package that it imports does not type-check"
	}
	return fmt.Sprintf("it imports %s, which does not type-check: %s", culprit.PkgPath, describe(culprit.Errors))
}

// prune cuts what go-redis cannot be reached from out of the import graph, so that analyzers with facts do not run
// there, and gives packages that are not to be analysed from source what analyzers may take for granted.
func prune(matched []*packages.Package, source map[*packages.Package]bool) {
	reach := make(reachability)
	packages.Visit(matched, nil, func(pkg *packages.Package) { reach.redis(pkg) })
	packages.Visit(matched, nil, func(pkg *packages.Package) {
		for path, imported := range pkg.Imports {
			if !reach[imported] {
				delete(pkg.Imports, path)
			}
		}
		if !source[pkg] {
			pkg.Syntax, pkg.TypesInfo = nil, nil
		}
		if pkg.TypesInfo == nil {
			pkg.TypesInfo = new(types.Info)
		}
	})
}
