package calls

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/keyspace"
)

// shape returns what is known of a value as a part of a key.
func (m *model) shape(v ssa.Value) keyspace.Shape {
	shape, known := m.shapes[v]
	if !known {
		m.shapes[v] = keyspace.Hole // what a cycle finds
		shape = folder{model: m, folds: new(int)}.fold(v)
		m.shapes[v] = shape
	}
	return shape
}

// folder folds the values of one function. Where the function is looked at because of a call of it, its parameters
// are what that call passes.
type folder struct {
	*model
	call  *ssa.CallCommon // nil: any call
	fn    *ssa.Function
	outer *folder
	folds *int // how many there were, to end recursion
}

// maxFolds is more than any key takes.
const maxFolds = 1000

func (f folder) shape(v ssa.Value) keyspace.Shape {
	if f.call == nil {
		return f.model.shape(v)
	}
	return f.fold(v)
}

func (f folder) fold(v ssa.Value) keyspace.Shape {
	if *f.folds++; *f.folds > maxFolds {
		return keyspace.Hole
	}
	switch v := f.origin(v).(type) {
	case *ssa.Const:
		return constantShape(v)
	case *ssa.BinOp:
		if v.Op == token.ADD && isString(v.Type()) {
			return keyspace.Concat(f.shape(v.X), f.shape(v.Y))
		}
		return keyspace.Either(f.unprinted(v.X), f.unprinted(v.Y))
	case *ssa.Convert:
		if isText(v.Type()) && !isText(v.X.Type()) {
			return keyspace.Hole // string(rune)
		}
		return f.shape(v.X)
	case *ssa.Call:
		return f.result(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return f.result(call, v.Index)
		}
	case *ssa.Parameter:
		return f.parameter(v)
	case *ssa.Phi:
		return f.either(v.Edges)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return f.load(v.X)
		}
	case *ssa.Field:
		return f.fieldShape(v.X, v.Field)
	case *ssa.Index:
		return f.element(v.X)
	case *derived:
		return f.shapeOfDerived(v)
	}
	return keyspace.Hole
}

// unprinted is the shape of a value that something is made of: its text is gone, what remains is whether it varies.
func (f folder) unprinted(v ssa.Value) keyspace.Shape {
	if f.shape(v).Varies() {
		return keyspace.Hole
	}
	if _, literal := f.shape(v).Literal(); literal {
		return keyspace.Fixed
	}
	return f.shape(v)
}

func (f folder) either(values []ssa.Value) keyspace.Shape {
	return keyspace.Either(f.shapesOf(values, folder.shape)...)
}

func (f folder) shapesOf(values []ssa.Value, shape func(folder, ssa.Value) keyspace.Shape) []keyspace.Shape {
	shapes := make([]keyspace.Shape, len(values))
	for i, value := range values {
		shapes[i] = shape(f, value)
	}
	return shapes
}

func constantShape(c *ssa.Const) keyspace.Shape {
	if c.Value == nil {
		return keyspace.Fixed
	}
	if c.Value.Kind() == constant.String {
		return keyspace.Text(constant.StringVal(c.Value))
	}
	return keyspace.Text(c.Value.ExactString())
}

// parameter is what the call passes or, of a function all of whose calls are in view, what they all pass.
func (f folder) parameter(p *ssa.Parameter) keyspace.Shape {
	if arg, ok := f.argument(p); ok {
		return f.outer.shape(arg)
	}
	callers, ok := f.callersOf(p.Parent())
	if !ok {
		return keyspace.Hole
	}
	shapes := make([]keyspace.Shape, 0, len(callers))
	for _, call := range callers {
		arg, ok := argumentFor(p, call.Common())
		if !ok {
			return keyspace.Hole
		}
		shapes = append(shapes, f.model.shape(arg))
	}
	if shape := keyspace.Either(shapes...); shape.Known() || !shape.Varies() {
		return shape
	}
	return keyspace.Hole
}

// argument returns what the call passes for a parameter.
func (f folder) argument(v ssa.Value) (ssa.Value, bool) {
	p, ok := v.(*ssa.Parameter)
	if !ok || f.call == nil || p.Parent() != f.fn {
		return nil, false
	}
	return argumentFor(p, f.call)
}

// argumentFor returns what a call of a function passes for its parameter.
func argumentFor(p *ssa.Parameter, call *ssa.CallCommon) (ssa.Value, bool) {
	i := parameterIndex(p)
	if i >= len(call.Args) {
		return nil, false
	}
	return call.Args[i], true
}

func parameterIndex(p *ssa.Parameter) int {
	for i, other := range p.Parent().Params {
		if other == p {
			return i
		}
	}
	return -1
}

// load is what lies at an address.
func (f folder) load(address ssa.Value) keyspace.Shape {
	switch address := address.(type) {
	case *ssa.FieldAddr:
		return f.fieldShape(address.X, address.Field)
	case *ssa.Global:
		if stored, ok := f.setOnce(address); ok {
			return f.shape(stored)
		}
		return keyspace.FixedBy(address.String())
	case *ssa.IndexAddr:
		return f.element(address.X)
	}
	return keyspace.Hole
}

// element is an element of a slice or an array: which one is not asked.
func (f folder) element(of ssa.Value) keyspace.Shape {
	values, ok := f.elements(of)
	if !ok || len(values) == 0 {
		return keyspace.Hole
	}
	return f.either(values)
}

// follow returns the function that a call runs, if its body is in view, and the folder for it.
func (f folder) follow(call *ssa.CallCommon) (*ssa.Function, folder, bool) {
	fn := call.StaticCallee()
	if fn != nil && fn.Origin() != nil {
		fn = fn.Origin()
	}
	if fn == nil || len(fn.Blocks) == 0 || fn.Synthetic != "" {
		return nil, f, false
	}
	return fn, folder{f.model, call, fn, &f, f.folds}, true
}

// returned is result i of a function in view: what all its returns give, but for the empty text beside an error.
func (f folder) returned(fn *ssa.Function, i int) keyspace.Shape {
	var shapes []keyspace.Shape
	for result := range returns(fn) {
		if i >= len(result.Results) {
			continue
		}
		shape := f.shape(result.Results[i])
		if text, literal := shape.Literal(); literal && text == "" {
			continue
		}
		shapes = append(shapes, shape)
	}
	return keyspace.Either(shapes...)
}

func isString(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// isText reports whether a type is a string or a slice of bytes.
func isText(t types.Type) bool {
	if slice, ok := t.Underlying().(*types.Slice); ok {
		basic, ok := slice.Elem().Underlying().(*types.Basic)
		return ok && basic.Kind() == types.Byte
	}
	return isString(t)
}
