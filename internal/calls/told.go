package calls

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/keyspace"
	"github.com/redislint/redislint/internal/summary"
)

// told is what another package tells of itself.
type told struct {
	*summary.Package
	name string
}

// toldBy returns what the imported packages tell, of themselves and of the packages whose types they expose. Facts of
// indirect imports are not asked for: go vet does not keep them.
func toldBy(pass *analysis.Pass) map[string]*told {
	packages := make(map[string]*told)
	var exposed []summary.Exposed
	for _, imported := range pass.Pkg.Imports() {
		fact := new(summary.Package)
		if pass.ImportPackageFact(imported, fact) {
			packages[imported.Path()] = &told{fact, imported.Name()}
			exposed = append(exposed, fact.Exposed...)
		}
	}
	for _, other := range exposed {
		if packages[other.Path] == nil {
			packages[other.Path] = &told{&summary.Package{Functions: other.Functions}, other.Name}
		} else {
			packages[other.Path].add(other.Functions)
		}
	}
	return packages
}

// add adds functions that are not known yet.
func (t *told) add(functions []summary.Function) {
	all := slices.Clone(t.Functions)
	for _, fn := range functions {
		if t.Function(fn.Name) == nil {
			all = append(all, fn)
		}
	}
	if len(all) > len(t.Functions) {
		summary.SortFunctions(all)
		t.Package = &summary.Package{Functions: all, Keys: t.Keys}
	}
}

// addToldKeys adds the uses of keys that the imported packages tell of. These tell of those that they import, too: so
// it does not matter which facts of indirect imports a driver keeps.
func (m *model) addToldKeys() {
	for _, imported := range m.types.Imports() {
		pkg := m.told[imported.Path()]
		if pkg == nil {
			continue
		}
		for i := range pkg.Keys {
			use := &pkg.Keys[i]
			if cmd, ok := command.Lookup(use.Command); ok {
				site := &Site{Command: cmd, model: m, Form: ToldUse}
				m.pkg.Keys = append(m.pkg.Keys, &Key{Site: site, Index: use.Index, Shape: use.Shape, told: use})
			}
		}
	}
}

const (
	maxFunctions = 500 // of a package
	maxKeys      = 300
)

// export tells importers what they cannot see of the package. Nobody imports a program.
func (m *model) export(pass *analysis.Pass) {
	if pass.Pkg.Name() == "main" {
		return
	}
	fact := &summary.Package{Keys: m.keyUses()}
	for _, fn := range m.functions {
		if method, ok := fn.Object().(*types.Func); !ok || !method.Exported() {
			continue
		}
		if f := m.tellOf(fn); !f.IsEmpty() && len(fact.Functions) < maxFunctions {
			fact.Functions = append(fact.Functions, *f)
		}
	}
	summary.SortFunctions(fact.Functions)
	fact.Exposed = m.exposed()
	if len(fact.Functions)+len(fact.Keys)+len(fact.Exposed) > 0 {
		pass.ExportPackageFact(fact)
	}
}

// tellOf is the summary of a function for other packages: of what it does only that which its callers decide, or which
// goes with what they do.
func (m *model) tellOf(fn *ssa.Function) *summary.Function {
	s := m.summarize(fn)
	f := &summary.Function{
		Name:     nameOf(fn),
		Conflict: m.returnsConflict[fn],
		Handles:  takesError(fn) && m.namesConflict(fn),
		Fresh:    returnsText(fn) && m.isFresh(fn, 0),

		WatchesWith: m.watchesWith[fn],
		Fills:       m.filled(fn),
		HandsOut:    m.handsOut(fn),
	}
	replies := m.replies(fn, s)
	for i, command := range s.Commands {
		site := s.sites[i]
		command.Settled = m.settles(fn, site)
		var replied []summary.Reply
		for _, reply := range replies {
			if reply.Command == i {
				reply.Command = len(f.Commands)
				replied = append(replied, reply)
			}
		}
		if command.Settled && !command.Returned && len(replied) == 0 && !slices.ContainsFunc(command.Args, summary.Recipe.Depends) {
			continue
		}
		command.Decided = m.pkg.condemns(site)
		command.Client = command.Client.Told()
		command.Args = slices.Clone(command.Args)
		for j, arg := range command.Args {
			command.Args[j] = arg.Told()
		}
		f.Commands = append(f.Commands, command)
		f.Replies = append(f.Replies, replied...)
	}
	f.Results = m.toldResults(fn)
	return f
}

// toldResults are the results of a function that importers can use: keys of which something is known, clients and what
// holds them, and what is behind an interface.
func (m *model) toldResults(fn *ssa.Function) []summary.Recipe {
	var told []summary.Recipe
	for i, recipe := range m.returnedRecipes(fn) {
		if recipe = recipe.Told(); recipe.Op == summary.Unknown || !m.isWorthTelling(fn, i, recipe) {
			continue
		}
		told = append(told, make([]summary.Recipe, i-len(told))...)
		told = append(told, recipe)
	}
	return told
}

func (m *model) isWorthTelling(fn *ssa.Function, i int, recipe summary.Recipe) bool {
	switch t := fn.Signature.Results().At(i).Type(); {
	case isText(t):
		return folder{model: m, folds: new(int)}.returned(fn, i).Known()
	case types.IsInterface(t):
		return recipe.Op == summary.Instance || isClientType(t)
	case structOf(t) != nil:
		return recipe.Op != summary.Instance && (redisType(t) != nil || holdsClient(t, 2))
	}
	return true
}

// settles reports whether a function gives the keys of a site a lifetime, if the site makes them without.
func (m *model) settles(fn *ssa.Function, site *Site) bool {
	site = site.innermost()
	return !slices.ContainsFunc(m.eventsIn(fn), func(event *Event) bool { return event.Site == site && !m.settled(event) })
}

func returnsText(fn *ssa.Function) bool {
	results := fn.Signature.Results()
	return results.Len() > 0 && isText(results.At(0).Type())
}

func takesError(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return isError(p.Type()) })
}

// keyUses are the uses of keys that the package tells of: its own, and those that it was told of. Uses that differ in
// nothing but what they say of the key are one, that says all of it.
func (m *model) keyUses() []summary.KeyUse {
	var uses []summary.KeyUse
	type kind struct {
		shape          keyspace.Shape
		command        string
		index, members int
	}
	seen := make(map[kind]int)
	shapes := make(map[keyspace.Shape]bool)
	for _, key := range m.pkg.Keys {
		if !key.Shape.Tells() || len(uses) >= maxKeys && !shapes[key.Shape] {
			continue
		}
		shapes[key.Shape] = true
		use := key.tell()
		k := kind{use.Shape, use.Command, use.Index, use.Members}
		if i, known := seen[k]; known {
			uses[i].Merge(use)
			continue
		}
		seen[k] = len(uses)
		uses = append(uses, use)
	}
	return uses
}

// tell is what importers need to know of a use of a key.
func (k *Key) tell() summary.KeyUse {
	if k.told != nil {
		return *k.told
	}
	use := summary.KeyUse{
		Shape:            k.Shape,
		Command:          k.Site.Command.Name,
		Index:            k.Index,
		Evidence:         k.evidenceAt(k.Site.model.types.Name() + "/" + k.place()),
		Loop:             k.Site.InLoop(),
		Bounds:           k.bounds(),
		Lifetime:         k.GivesLifetime() && !k.Site.isGivenLifetime(),
		ConstantLifetime: k.GivesConstantLifetime(),
		OnlyIfAbsent:     k.Site.OnlyIfAbsent(),
		Unit:             k.isUnit(),
	}
	if k.Effect()&command.Adds != 0 {
		use.Members = int(k.added())
		use.Bounds = use.Bounds || k.Site.model.pkg.countedWith(k) != nil
	}
	return use
}
