package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

// parameterNames returns the names of the parameters of every method in the
// package that anyFunc belongs to, by the method's name: reflection has types
// only.
func parameterNames(anyFunc any) (map[string][]string, error) {
	f := runtime.FuncForPC(reflect.ValueOf(anyFunc).Pointer())
	file, _ := f.FileLine(f.Entry())
	dir := filepath.Dir(file)
	if !filepath.IsAbs(dir) {
		return nil, fmt.Errorf("the source of go-redis is not known (%s): build without -trimpath", file)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	names := make(map[string][]string)
	fset := token.NewFileSet()
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, decl := range syntax.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !commandReceivers[receiver(fn)] {
				continue
			}
			// cmdable's own name for a parameter counts, not an override's.
			if _, ok := names[fn.Name.Name]; !ok || receiver(fn) == "cmdable" {
				names[fn.Name.Name] = flatten(fn.Type.Params)
			}
		}
	}
	return names, nil
}

var commandReceivers = map[string]bool{"cmdable": true, "statefulCmdable": true, "Client": true, "Pipeline": true}

func receiver(fn *ast.FuncDecl) string {
	t := fn.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

func flatten(params *ast.FieldList) []string {
	var names []string
	for _, field := range params.List {
		if len(field.Names) == 0 {
			names = append(names, "_")
		}
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return names
}
