// Package edit builds the text edits of fixes: small and disjoint, around text that stays as it is.
package edit

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/calls"
)

// Imports adds imports to the files of a package. All fixes in a file get the same name and the same edit
// for a path, so that they coalesce however a driver combines them.
type Imports struct {
	pass  *analysis.Pass
	files map[*token.File]*importFile
}

type importFile struct {
	syntax *ast.File
	idents map[string]bool        // all names that occur in the file; made when first needed
	added  map[string]addedImport // by path
}

type addedImport struct {
	name string
	edit analysis.TextEdit
}

// NewImports returns the imports of a pass.
func NewImports(pass *analysis.Pass) *Imports {
	im := &Imports{pass: pass, files: make(map[*token.File]*importFile)}
	for _, file := range pass.Files {
		im.files[pass.Fset.File(file.FileStart)] = &importFile{syntax: file, added: make(map[string]addedImport)}
	}
	return im
}

// Add makes the package at path usable at pos. It returns the name to use, and the edits: none where the file
// has the import already.
func (im *Imports) Add(pos token.Pos, name, path string) (string, []analysis.TextEdit) {
	file := im.files[im.pass.Fset.File(pos)]
	if visible := im.visible(file.syntax, pos, path); visible != "" {
		return visible, nil
	}
	added, ok := file.added[path]
	if !ok {
		added.name = im.freeName(file, name)
		added.edit = insertion(im.pass.Fset, file.syntax, added.name, path)
		file.added[path] = added
	}
	return added.name, []analysis.TextEdit{added.edit}
}

// visible returns the name under which path is imported and not hidden at pos, or "".
func (im *Imports) visible(file *ast.File, pos token.Pos, path string) string {
	for _, spec := range file.Imports {
		if pathOf(spec) != path {
			continue
		}
		imported := im.pass.TypesInfo.PkgNameOf(spec)
		if imported == nil || imported.Name() == "_" || imported.Name() == "." {
			continue
		}
		scope := im.pass.TypesInfo.Scopes[file].Innermost(pos)
		if scope == nil {
			continue
		}
		if _, found := scope.LookupParent(imported.Name(), pos); found == imported {
			return imported.Name()
		}
	}
	return ""
}

// freeName returns name, or name with a number, so that it occurs nowhere in the file nor at the top of the package.
func (im *Imports) freeName(file *importFile, name string) string {
	if file.idents == nil {
		file.idents = make(map[string]bool)
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if ident, ok := n.(*ast.Ident); ok {
				file.idents[ident.Name] = true
			}
			return true
		})
	}
	taken := func(name string) bool {
		return file.idents[name] || im.pass.Pkg.Scope().Lookup(name) != nil || types.Universe.Lookup(name) != nil
	}
	free := name
	for i := 1; taken(free); i++ {
		free = name + strconv.Itoa(i)
	}
	return free
}

// insertion returns the edit that adds an import where gofmt would sort it, among imports of its kind.
func insertion(fset *token.FileSet, file *ast.File, name, path string) analysis.TextEdit {
	spec := fmt.Sprintf("%s %q", name, path)
	if name == path {
		spec = strconv.Quote(path)
	}
	insert := func(pos token.Pos, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
	}
	decl := lastImportDecl(file)
	switch {
	case decl == nil:
		return insert(endOfLine(fset, file, file.Name.End(), firstDecl(file)), "\n\nimport "+spec)
	case !decl.Lparen.IsValid():
		return insert(endOfLine(fset, file, decl.End(), nextDecl(file, decl)), "\nimport "+spec)
	case len(decl.Specs) == 0:
		return insert(decl.Rparen, "\n\t"+spec+"\n")
	}
	group := groupFor(fset, decl, path)
	if len(group) == 0 {
		last := decl.Specs[len(decl.Specs)-1].(*ast.ImportSpec)
		return insert(endOfLine(fset, file, last.End(), decl.Rparen), "\n\n\t"+spec)
	}
	for _, other := range group {
		if pathOf(other) > path {
			pos := other.Pos()
			if other.Doc != nil {
				pos = other.Doc.Pos()
			}
			return insert(pos, spec+"\n\t")
		}
	}
	return insert(endOfLine(fset, file, group[len(group)-1].End(), nextSpec(decl, group[len(group)-1])), "\n\t"+spec)
}

// lastImportDecl returns the last declaration of imports other than "C", preferring one in parentheses.
func lastImportDecl(file *ast.File) *ast.GenDecl {
	var last *ast.GenDecl
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.IMPORT {
			break
		}
		if len(gen.Specs) == 1 && pathOf(gen.Specs[0].(*ast.ImportSpec)) == "C" {
			continue
		}
		if last == nil || gen.Lparen.IsValid() || !last.Lparen.IsValid() {
			last = gen
		}
	}
	return last
}

// groupFor returns the last group of specs, separated by blank lines, that has a path which is, as path is, in the
// standard library or outside.
func groupFor(fset *token.FileSet, decl *ast.GenDecl, path string) []*ast.ImportSpec {
	var group, chosen []*ast.ImportSpec
	previous := -1
	withRedis := false // beside go-redis is where it belongs
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		first := spec.Pos()
		if spec.Doc != nil {
			first = spec.Doc.Pos()
		}
		if previous >= 0 && lineOf(fset, first) > previous+1 {
			group = nil
		}
		group = append(group, spec)
		previous = lineOf(fset, spec.End())
		isRedis := calls.IsGoRedis(pathOf(spec)) && !calls.IsStandard(path)
		if isRedis || !withRedis && calls.IsStandard(pathOf(spec)) == calls.IsStandard(path) || len(chosen) > 0 && chosen[0] == group[0] {
			chosen = group
			withRedis = withRedis || isRedis
		}
	}
	return chosen
}

func pathOf(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value)
	return path
}

// endOfLine returns the end of the comment that begins on the line of pos, before limit, or pos.
func endOfLine(fset *token.FileSet, file *ast.File, pos, limit token.Pos) token.Pos {
	line := lineOf(fset, pos)
	for _, group := range file.Comments {
		if group.Pos() >= pos && group.Pos() < limit && lineOf(fset, group.Pos()) == line {
			return group.List[0].End()
		}
	}
	return pos
}

// lineOf returns the line in the file itself, whatever //line directives say.
func lineOf(fset *token.FileSet, pos token.Pos) int { return fset.PositionFor(pos, false).Line }

func firstDecl(file *ast.File) token.Pos {
	if len(file.Decls) == 0 {
		return file.FileEnd
	}
	return file.Decls[0].Pos()
}

func nextDecl(file *ast.File, decl ast.Decl) token.Pos {
	for _, next := range file.Decls {
		if next.Pos() >= decl.End() {
			return next.Pos()
		}
	}
	return file.FileEnd
}

func nextSpec(decl *ast.GenDecl, spec *ast.ImportSpec) token.Pos {
	for _, next := range decl.Specs {
		if next.Pos() >= spec.End() {
			return next.Pos()
		}
	}
	return decl.Rparen
}
