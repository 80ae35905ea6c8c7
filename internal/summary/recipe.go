package summary

import "slices"

// Recipe says how a function computes a value from what it is given.
type Recipe struct {
	Op    Op
	Type  string // of the value, if that is a basic type, []byte or []string
	Text  string
	Index int
	Names []string // of Args, if they are fields
	Args  []Recipe
}

// Op is the last step of a Recipe.
type Op uint8

const (
	Unknown   Op = iota // anything, and something else each time
	Constant            // Text, of the constant.Kind Index
	Parameter           // number Index
	Binary              // Text is the operator
	Negated
	Converted
	Called   // what the function or method with the full name Text returns for Args
	Read     // the field Text of Args[0]; Index is 1 if it is the same for as long as the program runs
	Variable // the package variable Text
	List     // a slice of Args
	Struct   // of Args, which are the fields Names; the others are zero
	Instance // a value of the type Text
	Either   // one of Args
	Shaped   // of which only the shape, Text, is known, and that it does not vary
	Batch    // the pipeline or transaction that the method Text makes of the client Args[0]; Index tells those of a function apart
	Local    // number Index of the values that the model of this package has kept: it cannot be told to others
)

// Apply returns a recipe for what a call returns, given the recipes of what it is passed.
func (r Recipe) Apply(args []Recipe) Recipe {
	if r.Op == Parameter {
		if r.Index < len(args) {
			return args[r.Index]
		}
		return Recipe{Type: r.Type}
	}
	if len(r.Args) > 0 {
		applied := make([]Recipe, len(r.Args))
		for i, arg := range r.Args {
			applied[i] = arg.Apply(args)
		}
		r.Args = applied
	}
	return r
}

// Told returns a recipe without what cannot be told to other packages.
func (r Recipe) Told() Recipe {
	if r.Op == Local {
		return Recipe{Type: r.Type}
	}
	if len(r.Args) > 0 {
		told := make([]Recipe, len(r.Args))
		for i, arg := range r.Args {
			told[i] = arg.Told()
		}
		r.Args = told
	}
	return r
}

// Depends reports whether the value is made of what the function is given, but for what is the same for as long as the
// program runs.
func (r Recipe) Depends() bool {
	if r.Op == Parameter || r.Op == Read && r.Index == 1 {
		return r.Op == Parameter
	}
	return slices.ContainsFunc(r.Args, Recipe.Depends)
}

// Given returns the parameter that alone decides the value, with constants: seconds * time.Second.
func (r Recipe) Given() (parameter int, ok bool) {
	switch {
	case r.Op == Parameter:
		return r.Index, true
	case r.Type == "string":
		return 0, false
	}
	switch r.Op {
	case Converted, Negated, Binary:
		var rest []Recipe
		for _, arg := range r.Args {
			if arg.Op != Constant {
				rest = append(rest, arg)
			}
		}
		if len(rest) == 1 {
			return rest[0].Given()
		}
	}
	return 0, false
}

// Equal reports whether two recipes say the same.
func (r Recipe) Equal(other Recipe) bool {
	return r.Op == other.Op && r.Type == other.Type && r.Text == other.Text && r.Index == other.Index &&
		slices.Equal(r.Names, other.Names) && slices.EqualFunc(r.Args, other.Args, Recipe.Equal)
}

// Size is the number of steps.
func (r Recipe) Size() int {
	size := 1
	for _, arg := range r.Args {
		size += arg.Size()
	}
	return size
}
