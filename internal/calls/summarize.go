package calls

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

// summarized is what a function of this package does, and the sites that it does that at: one for each command.
type summarized struct {
	summary.Function
	sites []*Site
}

// maxCommands is more than a wrapper issues. A function with more is a program of its own.
const maxCommands = 20

// summarize returns what a function of this package does with what it is given.
func (m *model) summarize(fn *ssa.Function) *summarized {
	if s, known := m.summaries[fn]; known {
		return s
	}
	s := new(summarized)
	m.summaries[fn] = s // what a recursion finds: nothing
	sites := m.sitesIn(fn)
	if len(sites) > maxCommands {
		sites = slices.DeleteFunc(sites, func(site *Site) bool { return site.Form == WrappedCall })
	}
	if len(sites) > maxCommands {
		return s
	}
	for _, site := range sites {
		s.sites = append(s.sites, site)
		s.Commands = append(s.Commands, m.describeSite(fn, site))
	}
	return s
}

// sitesIn returns the commands that a function issues, itself or through what it calls, in the order of its source. The
// literals in it are taken to be run by it, unless their calls are in view.
func (m *model) sitesIn(fn *ssa.Function) []*Site {
	var sites []*Site
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				sites = append(sites, m.sitesAt(call)...)
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		if len(m.assigned.callers[literal]) == 0 {
			sites = append(sites, m.sitesIn(literal)...)
		}
	}
	return sites
}

// sitesAt returns the commands that a call issues, itself or through what it calls.
func (m *model) sitesAt(call ssa.CallInstruction) []*Site {
	if site := m.sites[call]; site != nil {
		return []*Site{site}
	}
	return m.wrappedAt(call)
}

func (m *model) describeSite(fn *ssa.Function, site *Site) summary.Command {
	described := summary.Command{
		API:     site.API,
		Method:  site.Method.Name,
		Client:  m.recipe(fn, site.Client.Value),
		Kind:    int(site.Client.Kind),
		Through: site.Through,
		Loop:    site.InLoop(),
		Checked: site.Use.Error || site.Use.Escapes,
		Runtime: site.Form == RuntimeCall,
		Expires: site.expires,

		Returned: returnsSite(fn, site),
	}
	if site.wrapped != nil {
		described.Runtime = site.wrapped.Runtime
	}
	if site.Method == &process {
		described.Method = "Do"
		words := summary.Recipe{Op: summary.List}
		for _, word := range site.Words {
			words.Args = append(words.Args, m.recipe(fn, word.Value))
		}
		described.Args = []summary.Recipe{{}, words}
		return described
	}
	for i, arg := range site.Args {
		var recipe summary.Recipe
		if i > 0 { // the context tells nothing
			recipe = m.recipe(fn, arg.Value)
		}
		described.Args = append(described.Args, recipe)
	}
	return described
}

// returnedRecipes returns what the results of a function of this package are made of.
func (m *model) returnedRecipes(fn *ssa.Function) []summary.Recipe {
	if recipes, known := m.returns[fn]; known {
		return recipes
	}
	m.returns[fn] = nil // what a recursion finds
	results := fn.Signature.Results()
	recipes := make([]summary.Recipe, results.Len())
	for i := range recipes {
		if isTold(results.At(i).Type()) {
			recipes[i] = m.returnedRecipe(fn, i)
		}
	}
	m.returns[fn] = recipes
	return recipes
}

// isTold reports whether results of a type are worth telling of: keys, clients, and what may hold them.
func isTold(t types.Type) bool {
	if isText(t) || typeName(t) == "[]string" {
		return true
	}
	if named := namedOf(t); redisType(t) != nil {
		return isClient(named)
	}
	return !isError(t) && (types.IsInterface(t) || structOf(t) != nil)
}

// isEmpty reports whether a value is nil, or the empty text.
func isEmpty(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && (c.Value == nil || c.Value.ExactString() == `""`)
}

// returnedRecipe is what all returns of a function give, but for the empty value beside an error.
func (m *model) returnedRecipe(fn *ssa.Function, i int) summary.Recipe {
	var all []summary.Recipe
	for result := range returns(fn) {
		if i >= len(result.Results) || isEmpty(m.origin(result.Results[i])) {
			continue
		}
		recipe := m.recipe(fn, result.Results[i])
		if recipe.Op == summary.Unknown {
			return recipe
		}
		if !slices.ContainsFunc(all, recipe.Equal) {
			all = append(all, recipe)
		}
	}
	either := summary.Recipe{Op: summary.Either, Args: all}
	switch {
	case len(all) == 1:
		return all[0]
	case len(all) == 0 || either.Size() > maxRecipe:
		return summary.Recipe{}
	}
	either.Type = all[0].Type
	return either
}
