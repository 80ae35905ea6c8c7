package calls

import (
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/keyspace"
	"github.com/redislint/redislint/internal/summary"
)

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
	if of, field := readField(v); field != nil {
		return m.fieldName(of.Type(), field), of, true
	}
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
		if variable, ok := v.X.(*ssa.Global); ok {
			return variable.String(), nil, true
		}
	}
	return "", nil, false
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
