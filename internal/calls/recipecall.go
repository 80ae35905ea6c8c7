package calls

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

// result is what result i of a call is made of.
func (r recipes) result(v *ssa.Call, i int) summary.Recipe {
	if kind := r.handedOut(v); kind == Pipeline || kind == Transaction {
		fn, _ := callee(&v.Call)
		return summary.Recipe{Op: summary.Batch, Text: fn.Name(), Index: int(v.Pos() - r.fn.Pos()), Args: r.each([]ssa.Value{receiverValue(&v.Call)})}
	}
	if told, args := r.resultRecipe(&v.Call, i); told.Op != summary.Unknown {
		applied := told.Apply(r.each(args))
		if *r.steps -= applied.Size(); *r.steps < 0 {
			return summary.Recipe{}
		}
		return applied
	}
	if named := redisType(v.Type()); named != nil && isClient(named) && !types.IsInterface(named) {
		return summary.Recipe{Op: summary.Instance, Text: instanceOf(named).String()}
	}
	fn, ok := callee(&v.Call)
	if !ok || fn.Pkg() == nil || i > 0 || v.Call.IsInvoke() || isRandom(fn) || IsGoRedis(fn.Pkg().Path()) || len(v.Call.Args) == 0 && isText(v.Type()) {
		return summary.Recipe{}
	}
	args := r.each(v.Call.Args)
	if fn.Pkg().Path() == "fmt" {
		for n := range args {
			args[n] = r.printedArgs(v.Call.Args[n], args[n])
		}
	}
	return summary.Recipe{Op: summary.Called, Text: fn.FullName(), Args: args}
}

// printedArgs is the recipe of what fmt is given: what has a String method is printed by that.
func (r recipes) printedArgs(v ssa.Value, recipe summary.Recipe) summary.Recipe {
	elements, ok := r.elements(v)
	if !ok || recipe.Op != summary.List {
		return recipe
	}
	for i, element := range elements {
		t := r.origin(element).Type()
		for _, name := range []string{"Error", "String"} {
			if method, _, _ := types.LookupFieldOrMethod(t, true, nil, name); method != nil {
				recipe.Args[i] = summary.Recipe{Op: summary.Called, Text: name, Args: []summary.Recipe{recipe.Args[i]}}
				break
			}
		}
	}
	return recipe
}
