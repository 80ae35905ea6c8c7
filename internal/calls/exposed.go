package calls

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/redislint/redislint/internal/summary"
)

const maxExposed = 300 // methods

// exposed returns what is told of the types of other packages that the package exposes: in exported fields and
// variables, and as results.
func (m *model) exposed() []summary.Exposed {
	e := exposure{m, make(map[types.Type]bool), make(map[string]*summary.Exposed)}
	scope := m.types.Scope()
	for _, name := range scope.Names() {
		if obj := scope.Lookup(name); obj.Exported() {
			e.object(obj)
		}
	}
	var all []summary.Exposed
	for _, other := range e.found {
		summary.SortFunctions(other.Functions)
		all = append(all, *other)
	}
	slices.SortFunc(all, func(a, b summary.Exposed) int { return cmp.Compare(a.Path, b.Path) })
	count := 0
	return slices.DeleteFunc(all, func(other summary.Exposed) bool {
		count += len(other.Functions)
		return count > maxExposed
	})
}

type exposure struct {
	*model
	seen  map[types.Type]bool
	found map[string]*summary.Exposed // by path
}

func (e exposure) object(obj types.Object) {
	switch obj := obj.(type) {
	case *types.TypeName, *types.Var:
		e.typ(obj.Type())
	case *types.Func:
		for result := range obj.Signature().Results().Variables() {
			e.typ(result.Type())
		}
	}
}

func (e exposure) typ(t types.Type) {
	named := namedOf(t)
	if named == nil || e.seen[named] || named.Obj().Pkg() == nil {
		return
	}
	e.seen[named] = true
	if pkg := named.Obj().Pkg(); pkg != e.types {
		told := e.told[pkg.Path()]
		if told == nil {
			return
		}
		e.add(pkg, named.Obj().Name(), told)
	}
	if structure := structOf(named); structure != nil {
		for field := range structure.Fields() {
			if field.Exported() {
				e.typ(field.Type())
			}
		}
	}
	for method := range named.Methods() {
		if method.Exported() {
			e.object(method)
		}
	}
}

// add adds the methods of a type.
func (e exposure) add(pkg *types.Package, name string, told *told) {
	for _, fn := range told.Functions {
		if !strings.HasPrefix(fn.Name, name+".") {
			continue
		}
		if e.found[pkg.Path()] == nil {
			e.found[pkg.Path()] = &summary.Exposed{Path: pkg.Path(), Name: pkg.Name()}
		}
		e.found[pkg.Path()].Functions = append(e.found[pkg.Path()].Functions, fn)
	}
}
