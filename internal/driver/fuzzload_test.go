package driver

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/redislint/redislint/internal/randprog"
)

// compiled is what generated programs import, loaded once for all of them. They share its file set, as they would if
// they were loaded together; their own files are removed from it when they are done with.
var compiled = sync.OnceValues(func() (*dependencies, error) {
	testdata, err := filepath.Abs(filepath.FromSlash("../../analyzers/testdata"))
	if err != nil {
		return nil, err
	}
	d := &dependencies{fset: token.NewFileSet(), packages: make(map[string]*types.Package), dir: testdata}
	config := &packages.Config{Mode: packages.LoadTypes | packages.NeedImports, Fset: d.fset, Dir: testdata}
	roots, err := packages.Load(config, slices.Sorted(maps.Values(randprog.Imports))...)
	if err != nil {
		return nil, err
	}
	for _, root := range roots {
		if len(root.Errors) > 0 {
			return nil, root.Errors[0]
		}
		d.packages[root.PkgPath] = root.Types
	}
	d.sizes = roots[0].TypesSizes
	return d, nil
})

type dependencies struct {
	fset     *token.FileSet
	packages map[string]*types.Package
	sizes    types.Sizes
	dir      string // where files are said to be: nothing is there
}

// sources are the files of packages by name. An overlay of the driver is the same.
type sources map[string][]byte

// sourcesOf returns the files of a program, in a directory that is not there.
func (d *dependencies) sourcesOf(p randprog.Program) sources {
	files := make(sources)
	for _, pkg := range p {
		for _, file := range pkg.Files {
			files[d.file(pkg, file)] = []byte(file.Source)
		}
	}
	return files
}

func (d *dependencies) file(pkg randprog.Package, file randprog.File) string {
	return filepath.Join(d.dir, "randprog", pkg.Name, file.Name)
}

// check type-checks a program with the files given in place of its own. What it loads has to be closed.
func (d *dependencies) check(p randprog.Program, files sources) (*loaded, error) {
	l := &loaded{dependencies: d, program: program{graph: &graph{matched: make(map[string]bool)}}}
	module := &packages.Module{Path: "redislint.test", Main: true, Dir: d.dir}
	checked := maps.Clone(d.packages)
	byPath := make(map[string]*packages.Package)
	for _, pkg := range p {
		made := &packages.Package{ID: pkg.Path, PkgPath: pkg.Path, Name: pkg.Name, Fset: d.fset, TypesSizes: d.sizes, Module: module, Imports: make(map[string]*packages.Package)}
		for _, file := range pkg.Files {
			name := d.file(pkg, file)
			syntax, err := parser.ParseFile(d.fset, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
			if syntax != nil {
				l.files = append(l.files, d.fset.File(syntax.FileStart))
			}
			if err != nil {
				return l, fmt.Errorf("it does not parse: %w", err)
			}
			made.GoFiles = append(made.GoFiles, name)
			made.Syntax = append(made.Syntax, syntax)
		}
		if err := d.checkPackage(made, checked); err != nil {
			return l, fmt.Errorf("it does not type-check: %w", err)
		}
		for _, imported := range made.Types.Imports() {
			if other := byPath[imported.Path()]; other != nil {
				made.Imports[imported.Path()] = other
			}
		}
		checked[pkg.Path], byPath[pkg.Path] = made.Types, made
		l.matched = append(l.matched, made)
	}
	return l, nil
}

func (d *dependencies) checkPackage(pkg *packages.Package, checked map[string]*types.Package) error {
	pkg.TypesInfo = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	config := types.Config{Importer: importerOf(checked), Sizes: d.sizes, GoVersion: "go1.26"}
	var err error
	pkg.Types, err = config.Check(pkg.PkgPath, d.fset, pkg.Syntax, pkg.TypesInfo)
	return err
}

type importerOf map[string]*types.Package

func (i importerOf) Import(path string) (*types.Package, error) {
	if pkg := i[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// loaded is a program that was type-checked.
type loaded struct {
	program
	*dependencies
	files []*token.File
}

// close makes the file set forget the program.
func (l *loaded) close() {
	for _, file := range l.files {
		l.fset.RemoveFile(file)
	}
}
