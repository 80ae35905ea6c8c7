package calls

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/keyspace"
	"github.com/redislint/redislint/internal/summary"
)

// derived is a value that a summarised function computes of what a call gives it. It stands where values do that are in
// view, though no instruction of this package makes it.
type derived struct {
	summary.Recipe             // its own Args are not used, but these:
	args           []ssa.Value // of the function around the call, or derived
	at             ssa.CallInstruction
	typ            types.Type
}

func (d *derived) Name() string                  { return "derived" }
func (d *derived) String() string                { return d.Text }
func (d *derived) Type() types.Type              { return d.typ }
func (d *derived) Parent() *ssa.Function         { return d.at.Parent() }
func (d *derived) Referrers() *[]ssa.Instruction { return new([]ssa.Instruction) }
func (d *derived) Operands(rands []*ssa.Value) []*ssa.Value {
	return rands
}
func (d *derived) Pos() token.Pos { return d.at.Pos() }

// field returns what a field holds; nil if that is zero.
func (d *derived) field(name string) (ssa.Value, bool) {
	if d.Op != summary.Struct {
		return nil, false
	}
	for i, field := range d.Names {
		if field == name {
			return d.args[i], true
		}
	}
	return nil, true
}

// maker makes the values of one call of a summarised function.
type maker struct {
	*model
	at      ssa.CallInstruction
	args    []ssa.Value         // the receiver first
	batches map[string]*derived // each pipeline that the function makes is one, however many commands are queued on it
}

func (mk maker) value(r summary.Recipe) ssa.Value {
	switch r.Op {
	case summary.Constant:
		return constantValue(r)
	case summary.Parameter:
		if r.Index < len(mk.args) && mk.args[r.Index] != nil {
			return mk.args[r.Index]
		}
		r = summary.Recipe{Type: r.Type}
	case summary.Local:
		return mk.locals[r.Index]
	}
	made := &derived{Recipe: r, at: mk.at, typ: typeNamed(r.Type)}
	if r.Op == summary.Batch {
		name := fmt.Sprint(r.Text, r.Index, r.Names)
		if batch := mk.batches[name]; batch != nil {
			return batch
		}
		mk.batches[name] = made
	}
	made.args = make([]ssa.Value, len(r.Args))
	for i, arg := range r.Args {
		made.args[i] = mk.value(arg)
	}
	if folded := foldedNumber(made); folded != nil {
		return folded
	}
	if r.Op == summary.Read {
		if value := mk.fieldOf(made.args[0], r.Text); value != nil {
			return value
		}
	}
	return made
}

// foldedNumber is the constant that a value computed of numbers is, or nil.
func foldedNumber(d *derived) ssa.Value {
	var values []constant.Value
	for _, arg := range d.args {
		c, ok := arg.(*ssa.Const)
		if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
			return nil
		}
		values = append(values, c.Value)
	}
	switch {
	case d.Op == summary.Converted && isNumber(d.typ):
		return ssa.NewConst(values[0], d.typ)
	case d.Op == summary.Negated:
		return ssa.NewConst(constant.UnaryOp(token.SUB, values[0], 0), d.typ)
	case d.Op == summary.Binary && (d.Text == "*" || d.Text == "+"):
		operator := token.MUL
		if d.Text == "+" {
			operator = token.ADD
		}
		return ssa.NewConst(constant.BinaryOp(values[0], operator, values[1]), d.typ)
	}
	return nil
}

// fieldOf returns what a struct literal gives to the field with a full name, or nil.
func (mk maker) fieldOf(base ssa.Value, fullName string) ssa.Value {
	structure := structOf(base.Type())
	if structure == nil {
		return nil
	}
	f := folder{model: mk.model, folds: new(int)}
	for i := range structure.NumFields() {
		if mk.fieldName(base.Type(), structure.Field(i)) == fullName {
			value, _ := f.fieldValue(base, i)
			return value
		}
	}
	return nil
}

func constantValue(r summary.Recipe) ssa.Value {
	switch t := typeNamed(r.Type); constant.Kind(r.Index) {
	case constant.String:
		return ssa.NewConst(constant.MakeString(r.Text), t)
	case constant.Bool:
		return ssa.NewConst(constant.MakeBool(r.Text == "true"), t)
	case constant.Int, constant.Float:
		return ssa.NewConst(number(r.Text), t)
	default:
		return ssa.NewConst(nil, types.NewSlice(t))
	}
}

// number is the value of what constant.Value.ExactString has written: 12, -3, 1/3.
func number(text string) constant.Value {
	digits, negative := strings.CutPrefix(text, "-")
	above, below, isRatio := strings.Cut(digits, "/")
	value := constant.MakeFromLiteral(above, token.INT, 0)
	if isRatio {
		value = constant.BinaryOp(value, token.QUO, constant.MakeFromLiteral(below, token.INT, 0))
	}
	if negative {
		value = constant.UnaryOp(token.SUB, value, 0)
	}
	return value
}

// basicTypes are the types of which recipes say that a value has them.
var basicTypes = func() map[string]types.Type {
	named := map[string]types.Type{
		"[]byte":   types.NewSlice(types.Typ[types.Byte]),
		"[]string": types.NewSlice(types.Typ[types.String]),
		"error":    types.Universe.Lookup("error").Type(),
	}
	for _, basic := range types.Typ {
		named[basic.Name()] = basic
	}
	return named
}()

func typeNamed(name string) types.Type {
	if t, ok := basicTypes[name]; ok {
		return t
	}
	return types.Typ[types.Invalid]
}

// typeName is the reverse of typeNamed.
func typeName(t types.Type) string {
	switch name := types.TypeString(t.Underlying(), nil); {
	case name == "[]uint8":
		return "[]byte"
	case isError(t):
		return "error"
	case basicTypes[name] != nil:
		return name
	}
	return ""
}

// shapeOfDerived is fold for a derived value.
func (f folder) shapeOfDerived(v *derived) keyspace.Shape {
	switch v.Op {
	case summary.Binary:
		if v.Text == "+" && isString(v.typ) {
			return keyspace.Concat(f.shape(v.args[0]), f.shape(v.args[1]))
		}
		return keyspace.Either(f.unprinted(v.args[0]), f.unprinted(v.args[1]))
	case summary.Converted:
		return f.shape(v.args[0])
	case summary.Called:
		return f.textOf(v.Text, v.args)
	case summary.Read:
		if v.Index == 1 {
			return keyspace.FixedBy(f.holder(v.args[0]) + v.Text)
		}
	case summary.Variable:
		return keyspace.FixedBy(v.Text)
	case summary.Either:
		return f.either(v.args)
	case summary.Shaped:
		return v.shape()
	}
	return keyspace.Hole
}

// isRepeatable reports whether a value that is derived in the same way again is the same, if what it is made of is.
func (d *derived) isRepeatable() bool {
	switch d.Op {
	case summary.Unknown, summary.Either, summary.Batch:
		return false
	case summary.Called:
		return len(d.args) > 0 || d.Text == "time.Now"
	case summary.Instance:
		return len(d.args) > 0
	case summary.Shaped:
		return !d.shape().Varies()
	}
	return true
}

// shape is what a Shaped value has kept.
func (d *derived) shape() keyspace.Shape {
	var shape keyspace.Shape
	if shape.UnmarshalBinary([]byte(d.Text)) != nil {
		return keyspace.Hole
	}
	return shape
}

// fieldRead returns the field that a value is read from, by its full name, and the struct that has it; nil for a package
// variable.
func (m *model) fieldRead(v ssa.Value) (name string, of ssa.Value, ok bool) {
	switch v := v.(type) {
	case *derived:
		switch {
		case v.Op == summary.Read:
			return v.Text, v.args[0], true
		case v.Op == summary.Variable:
			return v.Text, nil, true
		case v.Op == summary.Instance && len(v.args) > 0:
			return m.fieldRead(v.args[0])
		}
	case *ssa.UnOp:
		switch address := v.X.(type) {
		case *ssa.FieldAddr:
			return m.fieldName(address.X.Type(), fieldAt(address.X, address.Field)), address.X, true
		case *ssa.Global:
			return address.String(), nil, true
		}
	case *ssa.Field:
		return m.fieldName(v.X.Type(), fieldAt(v.X, v.Field)), v.X, true
	}
	return "", nil, false
}

// isUnknown reports whether nothing can be said of a value that a function of another package, or one behind a call, makes.
func isUnknown(v ssa.Value) bool {
	made, ok := v.(*derived)
	return ok && made.Op == summary.Unknown
}

// holder tells the structs apart that a program has of one type: their fields are not the same.
func (m *model) holder(of ssa.Value) string {
	of = m.origin(of)
	if name, _, ok := m.fieldRead(of); ok {
		return name + ">"
	}
	if p, ok := of.(*ssa.Parameter); ok && (p.Parent().Signature.Recv() == nil || parameterIndex(p) > 0) {
		return p.Parent().String() + "#" + p.Name() + ">"
	}
	return ""
}
