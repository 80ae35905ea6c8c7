package driver

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strconv"
)

// finish makes of an edited file what people would have left: without the imports that only the replaced code used,
// and formatted if it was formatted before. A file that was not keeps every other line as it is.
//
// packageNames gives the names of imported packages by path.
func finish(before, after []byte, packageNames map[string]string) []byte {
	after = dropImports(before, after, packageNames)
	if formatted, err := format.Source(before); err != nil || !bytes.Equal(formatted, before) {
		return after
	}
	if formatted, err := format.Source(after); err == nil {
		return formatted
	}
	return after // it does not parse: the check before writing says so
}

// dropImports deletes the imports of after that nothing uses any more.
func dropImports(before, after []byte, packageNames map[string]string) []byte {
	_, old := parse(before)
	fset, file := parse(after)
	if old == nil || file == nil {
		return after
	}
	used, still := unresolved(old), unresolved(file)
	var unused []ast.Node
	for _, decl := range file.Decls {
		imports, ok := decl.(*ast.GenDecl)
		if !ok || imports.Tok != token.IMPORT {
			break
		}
		var specs []ast.Node
		for _, spec := range imports.Specs {
			if name := importName(spec.(*ast.ImportSpec), packageNames); used[name] && !still[name] {
				specs = append(specs, spec)
			}
		}
		if len(specs) == len(imports.Specs) && len(specs) > 0 {
			specs = []ast.Node{imports}
		}
		unused = append(unused, specs...)
	}
	for i := len(unused) - 1; i >= 0; i-- {
		after = deleteLines(after, fset.Position(unused[i].Pos()).Offset, fset.Position(unused[i].End()).Offset)
	}
	return after
}

func parse(src []byte) (*token.FileSet, *ast.File) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		return nil, nil
	}
	return fset, file
}

// unresolved returns the names that a file uses and does not declare: those of imports are among them.
func unresolved(file *ast.File) map[string]bool {
	names := make(map[string]bool)
	for _, ident := range file.Unresolved {
		names[ident.Name] = true
	}
	return names
}

func importName(spec *ast.ImportSpec, packageNames map[string]string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	path, _ := strconv.Unquote(spec.Path.Value)
	return packageNames[path]
}

// deleteLines deletes the bytes from start to end, and their lines if nothing but a comment stands beside them.
func deleteLines(src []byte, start, end int) []byte {
	first, last := start, end
	for first > 0 && (src[first-1] == ' ' || src[first-1] == '\t') {
		first--
	}
	for last < len(src) && (src[last] == ' ' || src[last] == '\t' || src[last] == '\r') {
		last++
	}
	if bytes.HasPrefix(src[last:], []byte("//")) {
		for last < len(src) && src[last] != '\n' {
			last++
		}
	}
	wholeLine := (first == 0 || src[first-1] == '\n') && (last == len(src) || src[last] == '\n')
	if !wholeLine {
		first, last = start, end
		if last < len(src) && src[last] == ';' {
			last++
		}
	} else if last < len(src) {
		last++
		if bytes.HasSuffix(src[:first], []byte("\n\n")) && bytes.HasPrefix(src[last:], []byte("\n")) {
			last++ // of the empty lines around it one is enough
		}
	}
	return append(bytes.Clone(src[:first]), src[last:]...)
}
