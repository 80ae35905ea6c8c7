package main

import (
	"bytes"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/types/objectpath"
)

// vet is what go vet would have stored of the packages so far.
type vet struct {
	paths objectpath.Encoder
	facts map[*types.Package]map[gobFact]types.Object  // the object is nil in facts of packages
	views map[*types.Package]map[string]*types.Package // what a package's export data shows, by path
}

func newVet() *vet {
	return &vet{facts: make(map[*types.Package]map[gobFact]types.Object), views: make(map[*types.Package]map[string]*types.Package)}
}

// passedOn returns the facts of its imports that a package stores again, for what imports it: of types, fields,
// methods, parameters. It knows its imports by their export data, and drops facts of what that does not show.
func (v *vet) passedOn(action *checker.Action) (map[gobFact]types.Object, error) {
	facts := make(map[gobFact]types.Object)
	for _, dependency := range action.Deps {
		if dependency.Package == action.Package { // another analyzer
			continue
		}
		for fact, object := range v.facts[dependency.Package.Types] {
			if object == nil || facts[fact] != nil || !isPassedOn(object) {
				continue
			}
			visible, err := v.visible(action, fact)
			if err != nil {
				return nil, err
			}
			if visible {
				facts[fact] = object
			}
		}
	}
	return facts, nil
}

// isPassedOn is false for functions, variables and constants of packages: who uses them imports their package.
func isPassedOn(object types.Object) bool {
	_, isType := object.(*types.TypeName)
	return isType || object.Parent() != object.Pkg().Scope()
}

// visible reports whether a package finds the object of a fact through one of its imports.
func (v *vet) visible(action *checker.Action, fact gobFact) (bool, error) {
	for _, dependency := range action.Deps {
		if dependency.Package == action.Package {
			continue
		}
		view, err := v.view(dependency.Package.Types)
		if err != nil {
			return false, err
		}
		if pkg := view[fact.PkgPath]; pkg != nil {
			if _, err := objectpath.Object(pkg, fact.Object); err == nil {
				return true, nil
			}
		}
	}
	return false, nil
}

func (v *vet) view(pkg *types.Package) (map[string]*types.Package, error) {
	if view := v.views[pkg]; view != nil {
		return view, nil
	}
	var data bytes.Buffer
	fset := token.NewFileSet()
	if err := gcexportdata.Write(&data, fset, pkg); err != nil {
		return nil, err
	}
	view := make(map[string]*types.Package)
	if _, err := gcexportdata.Read(&data, fset, view, pkg.Path()); err != nil {
		return nil, err
	}
	v.views[pkg] = view
	return view, nil
}
