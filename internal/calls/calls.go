// Package calls is the model that rules ask: every Redis command that a package issues through go-redis,
// in whatever form it is written.
package calls

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/keyspace"
	"github.com/redislint/redislint/internal/summary"
)

// Analyzer builds the model of a package; its result is a *Package. The only thing that it reports is a package
// that it could not model, so that none is skipped silently.
//
// It requires no other analyzer: one with facts runs on every dependency, and so would buildssa or inspect. What it
// needs of them it makes itself, where go-redis can be reached.
var Analyzer = &analysis.Analyzer{
	Name:       "rediscalls",
	Doc:        "model the Redis commands that a package issues; reports packages that cannot be modelled",
	URL:        "https://github.com/redislint/redislint",
	Run:        run,
	ResultType: reflect.TypeFor[*Package](),
	FactTypes:  []analysis.Fact{new(ReachesRedis), new(summary.Package)},
	// A package with type errors tells its importers that it reaches go-redis, and nothing else.
	RunDespiteErrors: true,
}

// ReachesRedis marks a package that go-redis can be reached from: it, or something that it imports, imports go-redis.
type ReachesRedis struct{}

func (*ReachesRedis) AFact()         {}
func (*ReachesRedis) String() string { return "reaches go-redis" }

// Package is what is known of one package.
type Package struct {
	Reaches   bool        // go-redis can be reached from it
	Sites     []*Site     // in the order of the source
	Wrapped   []*Site     // the calls that decide something of a command which a function that they call issues
	Callbacks []*Callback // in the order of the source
	Keys      []*Key      // of all sites, those that calls decide, and those that other packages tell of

	model       *model // nil if there is nothing to ask
	keysOf      map[*Site][]*Key
	removing    []*Key // the keys of commands that remove something
	collections map[*Key]Collection
}

func run(pass *analysis.Pass) (any, error) {
	// go/packages may give no files of a dependency, where files are named: its importers are looked at all the same.
	if IsGoRedis(pass.Pkg.Path()) || !reachesRedis(pass) {
		return new(Package), nil
	}
	pass.ExportPackageFact(new(ReachesRedis))
	if len(pass.Files) == 0 || len(pass.TypeErrors) > 0 || isRuntime(pass.Pkg.Path()) {
		return new(Package), nil
	}
	pkg, err := build(pass)
	if err != nil {
		pass.Reportf(pass.Files[0].Name.Pos(), "redislint skips package %s: %v", pass.Pkg.Path(), err)
		pkg = new(Package)
	}
	pkg.Reaches = true
	return pkg, nil
}

// RuntimePath is the import path of redislint's runtime package, and the path of its module.
const RuntimePath = "github.com/redislint/redislint/runtime"

// isRuntime reports whether rules are to be silent about a package because it is what they recommend.
func isRuntime(path string) bool {
	return path == RuntimePath || strings.HasPrefix(path, RuntimePath+"/")
}

func reachesRedis(pass *analysis.Pass) bool {
	return slices.ContainsFunc(pass.Pkg.Imports(), func(imported *types.Package) bool {
		return IsGoRedis(imported.Path()) || pass.ImportPackageFact(imported, new(ReachesRedis))
	})
}

// IsGoRedis reports whether an import path is of go-redis v9 or v8, or of a package that comes with it.
func IsGoRedis(path string) bool {
	return apiOf(path) != 0 || strings.HasPrefix(unvendored(path), "github.com/redis/go-redis/") ||
		strings.HasPrefix(unvendored(path), pathV8+"/")
}

const (
	pathV9 = "github.com/redis/go-redis/v9"
	pathV8 = "github.com/go-redis/redis/v8"
)

// apiOf returns the API whose root package has that import path, or 0.
func apiOf(path string) command.API {
	switch unvendored(path) {
	case pathV9:
		return command.V9
	case pathV8:
		return command.V8
	}
	return 0
}

func unvendored(path string) string {
	if _, after, ok := strings.Cut(path, "/vendor/"); ok {
		return after
	}
	return path
}

// build makes the model. A defect of the SSA builder, or ours, costs one package and not the run.
func build(pass *analysis.Pass) (pkg *Package, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("internal error: %v", r)
		}
	}()
	m := &model{
		fset:            pass.Fset,
		info:            pass.TypesInfo,
		syntax:          indexSyntax(inspector.New(pass.Files)),
		targets:         make(map[*types.Func]*target),
		closures:        make(map[*ssa.Function][]*ssa.MakeClosure),
		callbacks:       make(map[*ssa.Function][]*Callback),
		sites:           make(map[ssa.Instruction]*Site),
		shapes:          make(map[ssa.Value]keyspace.Shape),
		events:          make(map[*ssa.Function][]*Event),
		told:            toldBy(pass),
		returnsConflict: make(map[*ssa.Function]bool),
		watchesWith:     make(map[*ssa.Function]int),
		fresh:           make(map[*ssa.Function]bool),
		summaries:       make(map[*ssa.Function]*summarized),
		returns:         make(map[*ssa.Function][]summary.Recipe),
		wrapped:         make(map[ssa.CallInstruction][]*Site),
		batches:         make(map[ssa.Value]*Batch),
		handOut:         make(map[*ssa.Function]bool),
		types:           pass.Pkg,
	}
	m.functions = sourceFunctions(pass)
	m.program = m.functions[0].Prog
	m.findAssignments()
	m.findCallbacks()
	m.findSites()
	slices.SortStableFunc(m.pkg.Sites, func(a, b *Site) int { return m.compare(a.Fun.Pos(), b.Fun.Pos()) })
	m.findWrapped()
	m.findKeys()
	m.pkg.model = m
	m.findConflicts()
	m.export(pass)
	return &m.pkg, nil
}

// model is what building a Package needs.
type model struct {
	// asking is held by what answers rules and remembers: drivers run the rules of a package at the same time.
	asking sync.Mutex

	pkg       Package
	fset      *token.FileSet
	info      *types.Info
	syntax    *syntax
	functions []*ssa.Function
	targets   map[*types.Func]*target // nil: not a go-redis method
	closures  map[*ssa.Function][]*ssa.MakeClosure
	callbacks map[*ssa.Function][]*Callback
	program   *ssa.Program
	types     *types.Package
	sites     map[ssa.Instruction]*Site // by the call
	assigned  assignments
	shapes    map[ssa.Value]keyspace.Shape
	events    map[*ssa.Function][]*Event
	told      map[string]*told // by the path of the package that tells
	summaries map[*ssa.Function]*summarized
	returns   map[*ssa.Function][]summary.Recipe
	wrapped   map[ssa.CallInstruction][]*Site
	locals    []ssa.Value // that recipes refer to
	watches   []*Watch    // in the order of functions
	lost      []Conflict
	batches   map[ssa.Value]*Batch

	returnsConflict map[*ssa.Function]bool // its error may be redis.TxFailedErr
	watchesWith     map[*ssa.Function]int  // it gives this parameter to Watch, and returns the error; counted from 1
	fresh           map[*ssa.Function]bool // it returns something new each time
	handOut         map[*ssa.Function]bool // it returns a batch that is new
}

// compare orders positions by file and place. Positions alone are in the order in which files happened to be parsed.
func (m *model) compare(a, b token.Pos) int {
	if fileA, fileB := m.fset.File(a), m.fset.File(b); fileA != fileB {
		return cmp.Compare(fileA.Name(), fileB.Name())
	}
	return cmp.Compare(a, b)
}

// instructions calls f for each instruction of the package's source functions.
func (m *model) instructions(f func(ssa.Instruction)) {
	for _, fn := range m.functions {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				f(instr)
			}
		}
	}
}
