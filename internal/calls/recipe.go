package calls

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/keyspace"
	"github.com/redislint/redislint/internal/summary"
)

// recipes writes down how values are computed in a function, of what it is given.
type recipes struct {
	*model
	fn    *ssa.Function
	steps *int // that are left
	seen  map[ssa.Value]bool
}

// maxRecipe is more than any key or lifetime takes.
const maxRecipe = 40

func (m *model) recipe(fn *ssa.Function, v ssa.Value) summary.Recipe {
	steps := maxRecipe
	return recipes{m, fn, &steps, make(map[ssa.Value]bool)}.of(v)
}

func (r recipes) of(v ssa.Value) summary.Recipe {
	v = r.origin(v)
	if *r.steps--; *r.steps < 0 || r.seen[v] {
		return summary.Recipe{}
	}
	r.seen[v] = true
	defer delete(r.seen, v)
	recipe := r.step(v)
	if recipe.Op == summary.Unknown {
		if shape := r.model.shape(v); isText(v.Type()) && shape != keyspace.Hole {
			text, _ := shape.MarshalBinary()
			recipe = summary.Recipe{Op: summary.Shaped, Text: string(text)}
		}
	}
	if recipe.Op != summary.Unknown {
		recipe.Type = typeName(v.Type())
	}
	return recipe
}

func (r recipes) step(v ssa.Value) summary.Recipe {
	if fn := v.Parent(); fn != nil && fn != r.fn && !isWithin(fn, r.fn) {
		return r.kept(v)
	}
	switch v := v.(type) {
	case *ssa.Const:
		return constantRecipe(v)
	case *ssa.Parameter:
		if v.Parent() == r.fn && !(isNumber(v.Type()) && r.looksAt(v, 0)) {
			return summary.Recipe{Op: summary.Parameter, Index: parameterIndex(v)}
		}
	case *ssa.FreeVar:
		if captured := r.captured(v); captured != nil {
			return r.of(captured)
		}
	case *derived:
		recipe := v.Recipe
		if recipe.Op == summary.Batch {
			recipe.Names = append(slices.Clone(recipe.Names), strconv.Itoa(int(v.at.Pos()-r.fn.Pos())))
		}
		recipe.Args = r.each(v.args)
		return recipe
	case *ssa.BinOp:
		return summary.Recipe{Op: summary.Binary, Text: v.Op.String(), Args: r.each([]ssa.Value{v.X, v.Y})}
	case *ssa.Convert:
		if isText(v.Type()) == isText(v.X.Type()) {
			return summary.Recipe{Op: summary.Converted, Args: r.each([]ssa.Value{v.X})}
		}
	case *ssa.UnOp:
		switch v.Op {
		case token.SUB:
			return summary.Recipe{Op: summary.Negated, Args: r.each([]ssa.Value{v.X})}
		case token.MUL:
			return r.load(v)
		}
	case *ssa.Field:
		return r.field(v.X, v.Field)
	case *ssa.Phi:
		if len(v.Edges) <= 4 {
			return summary.Recipe{Op: summary.Either, Args: r.each(v.Edges)}
		}
	case *ssa.Slice:
		if elements, ok := r.elements(v); ok {
			return summary.Recipe{Op: summary.List, Args: r.each(elements)}
		}
	case *ssa.Alloc:
		return r.made(v, v.Type())
	case *ssa.Call:
		return r.result(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return r.result(call, v.Index)
		}
	}
	return summary.Recipe{}
}

// isWithin reports whether a literal is in a function.
func isWithin(literal, fn *ssa.Function) bool {
	for literal != nil && literal != fn {
		literal = literal.Parent()
	}
	return literal != nil
}

// kept is a value of a function around the one that is described.
func (r recipes) kept(v ssa.Value) summary.Recipe {
	i := slices.Index(r.locals, v)
	if i < 0 {
		i = len(r.locals)
		r.model.locals = append(r.model.locals, v)
	}
	return summary.Recipe{Op: summary.Local, Index: i}
}

func (r recipes) each(values []ssa.Value) []summary.Recipe {
	all := make([]summary.Recipe, len(values))
	for i, value := range values {
		all[i] = r.of(value)
	}
	return all
}

func constantRecipe(c *ssa.Const) summary.Recipe {
	recipe := summary.Recipe{Op: summary.Constant}
	if c.Value == nil {
		return recipe
	}
	recipe.Index = int(c.Value.Kind())
	switch c.Value.Kind() {
	case constant.String:
		const maxText = 4000 // bytes: of a script
		if recipe.Text = constant.StringVal(c.Value); len(recipe.Text) > maxText {
			return summary.Recipe{}
		}
	case constant.Int, constant.Float:
		recipe.Text = constant.ToFloat(c.Value).ExactString()
	case constant.Bool:
		recipe.Text = c.Value.ExactString()
	default:
		return summary.Recipe{}
	}
	return recipe
}

// load is what lies at an address.
func (r recipes) load(v *ssa.UnOp) summary.Recipe {
	switch address := v.X.(type) {
	case *ssa.FieldAddr:
		return r.field(address.X, address.Field)
	case *ssa.Global:
		if stored, ok := r.setOnce(address); ok {
			if c, ok := r.origin(stored).(*ssa.Const); ok {
				return constantRecipe(c)
			}
		}
		return summary.Recipe{Op: summary.Variable, Text: address.String()}
	case *ssa.Alloc:
		return r.made(v, v.Type())
	}
	return summary.Recipe{}
}

// field is a field of what base is, or points to.
func (r recipes) field(base ssa.Value, index int) summary.Recipe {
	f := folder{model: r.model, folds: new(int)}
	if value, ok := f.fieldValue(base, index); ok && value != nil {
		return r.of(value)
	}
	field := fieldAt(base, index)
	if isNumber(field.Type()) && r.looksAtField(r.fn, field) {
		return summary.Recipe{}
	}
	if stored, ok := r.fieldSetOnce(base.Type(), field); ok {
		if _, constant := r.origin(stored).(*ssa.Const); constant {
			return r.of(stored)
		}
	}
	recipe := summary.Recipe{Op: summary.Read, Text: r.fieldName(base.Type(), field), Args: r.each([]ssa.Value{f.whole(base)})}
	if f.isOfProgram(base) {
		recipe.Index = 1
	}
	if types.IsInterface(field.Type()) {
		if stored, ok := r.fieldSetOnce(base.Type(), field); ok {
			if impl := r.concrete(stored); impl.known() {
				return summary.Recipe{Op: summary.Instance, Text: impl.String(), Args: []summary.Recipe{recipe}}
			}
		}
	}
	return recipe
}

// made is a struct that is made in the function: with its fields, if it holds the options of a command.
func (r recipes) made(v ssa.Value, t types.Type) summary.Recipe {
	named, structure := namedOf(t), structOf(t)
	if named == nil || structure == nil || named.Obj().Pkg() == nil {
		return summary.Recipe{}
	}
	if redisType(t) == nil {
		return summary.Recipe{Op: summary.Instance, Text: instanceOf(named).String()}
	}
	recipe := summary.Recipe{Op: summary.Struct}
	for i := range structure.NumFields() {
		value, ok := r.model.field(v, i)
		if ok && value == nil {
			continue
		}
		recipe.Names = append(recipe.Names, structure.Field(i).Name())
		var arg summary.Recipe
		if ok {
			arg = r.of(value)
		}
		recipe.Args = append(recipe.Args, arg)
	}
	return recipe
}

func isNumber(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsNumeric != 0
}
