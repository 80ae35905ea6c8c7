package calls

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

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
