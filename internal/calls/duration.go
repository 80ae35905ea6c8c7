package calls

import (
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"time"

	"golang.org/x/tools/go/ssa"
)

// Duration is a time.Duration that a command is given: how long its key lives, or how long it waits.
type Duration struct {
	Operand
	Waits bool
	Unit  time.Duration // what go-redis truncates it to before it is sent

	Constant *time.Duration // its value, if that is known
	Measure  Measure        // of a constant: how it is written
	Counts   string         // a number of other units by its name ("ttlSeconds"), taken for nanoseconds; or ""
}

// Measure is what the source says of the unit of a constant duration.
type Measure int

const (
	MeasureUnknown Measure = iota // it is not in view how it is written
	Measured                      // 5 * time.Second
	Bare                          // 60, or a constant that is
)

// Duration returns the time.Duration that a site is given, if it has one.
func (s *Site) Duration() (Duration, bool) {
	if s.IsRaw() || s.Form == MethodValue || s.Form == ToldUse || s.Method.Unit == 0 {
		return Duration{}, false
	}
	d := Duration{Unit: s.Method.Unit}
	where := s.Method.Expiration
	if s.Method.Timeout.OK() {
		where, d.Waits = s.Method.Timeout, true
	}
	found, ok := s.operands(where)
	if !ok || len(found) != 1 || !isDuration(found[0].Value.Type()) {
		return Duration{}, false
	}
	d.Operand = found[0]
	if d.Expr == nil && where.Field != "" {
		d.Expr = s.writtenField(where.Param, where.Field)
	}
	switch v := s.model.origin(d.Value).(type) {
	case *ssa.Const:
		n := int64(0)
		if v.Value != nil {
			if n, ok = constant.Int64Val(constant.ToInt(v.Value)); !ok {
				return Duration{}, false
			}
		}
		value := time.Duration(n)
		d.Constant = &value
		if d.Expr != nil {
			d.Measure = s.model.measure(d.Expr)
			d.Counts = countedIn(d.Expr)
		}
	default:
		d.Counts = s.model.counts(d.Value)
	}
	return d, true
}

// writtenField is what stands for a field of a struct literal that is written as an argument, or nil.
func (s *Site) writtenField(param int, name string) ast.Expr {
	if s.wrapped != nil || param >= len(s.written) {
		return nil
	}
	arg := ast.Unparen(s.written[param])
	if address, ok := arg.(*ast.UnaryExpr); ok {
		arg = ast.Unparen(address.X)
	}
	literal, ok := arg.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == name {
				return pair.Value
			}
		}
	}
	return nil
}

func isDuration(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time" && named.Obj().Name() == "Duration"
}

// measure finds the unit in a constant expression, also where that names constants of the package.
func (m *model) measure(expr ast.Expr) Measure {
	measure := Bare
	ast.Inspect(expr, func(n ast.Node) bool {
		name, ok := n.(*ast.Ident)
		if !ok {
			return measure != Measured
		}
		found := Bare
		switch object := m.info.Uses[name].(type) {
		case *types.Const:
			found = m.measureOf(object)
		case *types.Var:
			found = MeasureUnknown
		}
		if found == Measured || measure == Bare {
			measure = found
		}
		return true
	})
	return measure
}

func (m *model) measureOf(c *types.Const) Measure {
	switch {
	case c.Pkg() != nil && c.Pkg().Path() == "time":
		return Measured
	case c.Pkg() != m.types:
		return MeasureUnknown
	}
	if expr, ok := m.syntax.constants[c.Pos()]; ok {
		return m.measure(expr)
	}
	return MeasureUnknown
}

// counted are names of numbers that say what they count.
var counted = regexp.MustCompile(`(?i:(?:^|_)(?:secs?|seconds?|minutes?|mins|hours?|days?|ms|millis|milliseconds))$|` +
	`(?:Secs?|Seconds?|Minutes?|Mins|Hours?|Days?|Ms|MS|Millis|Milliseconds)$`)

// countedIn returns the name of such a number in a constant expression, or "".
func countedIn(expr ast.Expr) (name string) {
	ast.Inspect(expr, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && name == "" && counted.MatchString(ident.Name) && !finerThanRedis.MatchString(ident.Name) {
			name = ident.Name
		}
		return name == ""
	})
	return name
}

var finerThanRedis = regexp.MustCompile(`(?i)nano|micro`)

// counts returns the name of the number of seconds, minutes, ... that a value converts to a time.Duration as it is.
func (m *model) counts(v ssa.Value) string {
	for {
		var from ssa.Value
		switch at := v.(type) {
		case *ssa.ChangeType:
			from = at.X
		case *ssa.Convert:
			from = at.X
		}
		if from == nil {
			next := m.step(v)
			if next == nil || next == v {
				return ""
			}
			v = next
			continue
		}
		if !isDuration(from.Type()) {
			if name := m.nameOfNumber(from); counted.MatchString(name) && !finerThanRedis.MatchString(name) {
				return name
			}
			return ""
		}
		v = from
	}
}

// nameOfNumber is what the source calls a value that it does not compute.
func (m *model) nameOfNumber(v ssa.Value) string {
	switch v := m.origin(v).(type) {
	case *ssa.Parameter:
		return v.Name()
	case *ssa.Convert:
		return m.nameOfNumber(v.X)
	case *ssa.Field:
		return structOf(v.X.Type()).Field(v.Field).Name()
	case *ssa.UnOp:
		switch address := v.X.(type) {
		case *ssa.FieldAddr:
			return structOf(address.X.Type()).Field(address.Field).Name()
		case *ssa.Global:
			return address.Name()
		}
	}
	return ""
}
