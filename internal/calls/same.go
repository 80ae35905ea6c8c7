package calls

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/keyspace"
	"github.com/redislint/redislint/internal/summary"
)

// placed is a value as the calls on a path decide it.
type placed struct {
	value ssa.Value
	path  path
}

// resolve follows a value to where it comes from, through the calls of its path.
func (m *model) resolve(p placed) placed {
	for range 100 {
		p.value = m.origin(p.value)
		var next ssa.Value
		switch v := p.value.(type) {
		case *ssa.Parameter:
			if call := p.path[v.Parent()]; call != nil {
				next, _ = argumentFor(v, call.Common())
			}
		case *ssa.FreeVar:
			next = m.captured(v)
		case *ssa.UnOp:
			if variable, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
				next = copied(variable)
			}
		case *ssa.Call:
			next = m.accessed(v)
		}
		if next == nil {
			break
		}
		p.value = next
	}
	return p
}

// accessed returns the field or variable that a call returns, if the function that it calls does nothing else; or nil.
func (m *model) accessed(call *ssa.Call) ssa.Value {
	if isText(call.Type()) {
		return nil // what a key is made of says more
	}
	result := m.resultOf(call, 0)
	if made, ok := result.(*derived); ok && (made.Op == summary.Read || made.Op == summary.Variable || made.Op == summary.Instance) && made.isRepeatable() {
		return made
	}
	return nil
}

func isDerived(v ssa.Value) bool {
	_, ok := v.(*derived)
	return ok
}

// sameKey reports whether two events are about one key: of the same value, or of values that are computed in the same
// way, or to the same shape, from the same.
func (m *model) sameKey(a, b *Event) bool {
	if a.shape.Known() && b.shape.Known() && a.shape != b.shape {
		return false
	}
	x, y := placed{a.Key.Value, a.path}, placed{b.Key.Value, b.path}
	if m.same(x, y, 0) {
		return true
	}
	if !a.shape.Known() || a.shape != b.shape || a.shape.Anonymous() {
		return false
	}
	ofX, ofY := m.varying(m.resolve(x), a.shape), m.varying(m.resolve(y), b.shape)
	return (slices.ContainsFunc(ofX, isVariable) || !a.shape.Varies()) && m.allAmong(ofX, ofY) && m.allAmong(ofY, ofX)
}

func (m *model) shapeOf(p placed) keyspace.Shape {
	return m.folderOf(p.value.Parent(), p.path, new(int)).shape(p.value)
}

// folderOf folds values of a function where the calls on a path decide its parameters.
func (m *model) folderOf(fn *ssa.Function, path path, folds *int) folder {
	call := path[fn]
	if call == nil {
		return folder{model: m, folds: folds}
	}
	caller := m.folderOf(call.Parent(), path, folds)
	return folder{m, call.Common(), fn, &caller, folds}
}

// varying returns what decides a value of that shape, and is not the same each time. A number that is not in the shape may
// stand for anything, as in a type with a String method.
func (m *model) varying(p placed, shape keyspace.Shape) []placed {
	found := make(map[ssa.Value]bool)
	m.leaves(p.value, found)
	var leaves []placed
	for leaf, isLeaf := range found {
		if !isLeaf {
			continue
		}
		from := m.resolve(placed{leaf, p.path})
		if from.value == leaf {
			if c, isConst := leaf.(*ssa.Const); !isConst || isHidden(c, shape) {
				leaves = append(leaves, from)
			}
			continue
		}
		leaves = append(leaves, m.varying(from, shape)...)
	}
	return leaves
}

func isVariable(p placed) bool {
	_, isConst := p.value.(*ssa.Const)
	return !isConst
}

// isHidden reports whether a number is not in the text of a shape.
func isHidden(c *ssa.Const, shape keyspace.Shape) bool {
	return c.Value != nil && c.Value.Kind() == constant.Int && !strings.Contains(shape.String(), c.Value.ExactString())
}

func (m *model) allAmong(some, all []placed) bool {
	for _, one := range some {
		found := false
		for _, other := range all {
			found = found || m.same(one, other, 0)
		}
		if !found {
			return false
		}
	}
	return true
}

// same reports whether two values are one, or are computed by the same operations from the same.
func (m *model) same(a, b placed, depth int) bool {
	const maxDepth = 20 // of operations
	a, b = m.resolve(a), m.resolve(b)
	if depth++; depth > maxDepth {
		return false
	}
	if a.value == b.value && a.path[a.value.Parent()] == b.path[b.value.Parent()] {
		return true
	}
	all := func(as, bs []ssa.Value) bool {
		if len(as) != len(bs) {
			return false
		}
		for i := range as {
			if as[i] == nil || bs[i] == nil {
				if as[i] != bs[i] {
					return false
				}
				continue
			}
			if !m.same(placed{as[i], a.path}, placed{bs[i], b.path}, depth) {
				return false
			}
		}
		return true
	}
	some := func(values ...ssa.Value) []ssa.Value { return values }
	if isDerived(a.value) != isDerived(b.value) {
		x, ofX, isRead := m.fieldRead(a.value)
		y, ofY, both := m.fieldRead(b.value)
		return isRead && both && x == y && all(some(ofX), some(ofY))
	}
	if x, field, ok := fieldOfCopy(a.value); ok {
		y, other, ok := fieldOfCopy(b.value)
		return ok && field == other && all(some(x), some(y))
	}
	switch x := a.value.(type) {
	case *ssa.Const:
		y, ok := b.value.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && x.Value.Kind() == y.Value.Kind() && constant.Compare(x.Value, token.EQL, y.Value)
	case *ssa.Global:
		return x == b.value
	case *ssa.Alloc:
		y, ok := b.value.(*ssa.Alloc)
		return ok && all(some(copied(x)), some(copied(y))) && copied(x) != nil
	case *ssa.BinOp:
		y, ok := b.value.(*ssa.BinOp)
		return ok && x.Op == y.Op && all(some(x.X, x.Y), some(y.X, y.Y))
	case *ssa.UnOp:
		y, ok := b.value.(*ssa.UnOp)
		return ok && x.Op == y.Op && x.Op != token.ARROW && all(some(x.X), some(y.X)) && !m.storedBetween(x, y)
	case *ssa.Convert:
		y, ok := b.value.(*ssa.Convert)
		return ok && types.Identical(x.Type(), y.Type()) && all(some(x.X), some(y.X))
	case *ssa.FieldAddr:
		y, ok := b.value.(*ssa.FieldAddr)
		return ok && fieldAt(x.X, x.Field) == fieldAt(y.X, y.Field) && all(some(x.X), some(y.X))
	case *ssa.IndexAddr:
		y, ok := b.value.(*ssa.IndexAddr)
		return ok && all(some(x.X, x.Index), some(y.X, y.Index))
	case *ssa.Index:
		y, ok := b.value.(*ssa.Index)
		return ok && all(some(x.X, x.Index), some(y.X, y.Index))
	case *ssa.Lookup:
		y, ok := b.value.(*ssa.Lookup)
		return ok && all(some(x.X, x.Index), some(y.X, y.Index)) && !m.updatedBetween(x, y)
	case *ssa.Extract:
		y, ok := b.value.(*ssa.Extract)
		return ok && x.Index == y.Index && all(some(x.Tuple), some(y.Tuple))
	case *ssa.Slice:
		y, ok := b.value.(*ssa.Slice)
		if !ok {
			return false
		}
		ofX, knownX := m.elements(x)
		ofY, knownY := m.elements(y)
		if knownX && knownY {
			return all(ofX, ofY)
		}
		return all(some(x.X, x.Low, x.High), some(y.X, y.Low, y.High))
	case *derived:
		y, ok := b.value.(*derived)
		return ok && x.Op == y.Op && x.Text == y.Text && x.isRepeatable() && all(x.args, y.args) && !m.changedBetween(x, y)
	case *ssa.Call:
		y, ok := b.value.(*ssa.Call)
		return ok && sameCallee(&x.Call, &y.Call) && !m.returnsFresh(&x.Call) && all(x.Call.Args, y.Call.Args) &&
			(!x.Call.IsInvoke() || all(some(x.Call.Value), some(y.Call.Value)))
	}
	return false
}

// fieldOfCopy returns the struct, as a value, and the field of it that a value is.
func fieldOfCopy(v ssa.Value) (of ssa.Value, field *types.Var, ok bool) {
	switch v := v.(type) {
	case *ssa.Field:
		return v.X, fieldAt(v.X, v.Field), true
	case *ssa.UnOp:
		address, ok := v.X.(*ssa.FieldAddr)
		if !ok || v.Op != token.MUL {
			return nil, nil, false
		}
		if variable, ok := address.X.(*ssa.Alloc); ok {
			if value := copied(variable); value != nil {
				return value, fieldAt(address.X, address.Field), true
			}
		}
	}
	return nil, nil, false
}

// copied returns the struct that a variable is a copy of, as a receiver that is no pointer is, if nothing changes it.
func copied(variable *ssa.Alloc) ssa.Value {
	var value ssa.Value
	for _, use := range *variable.Referrers() {
		switch use := use.(type) {
		case *ssa.Store:
			if use.Addr != variable || value != nil {
				return nil
			}
			value = use.Val
		case *ssa.FieldAddr:
			if slices.ContainsFunc(*use.Referrers(), func(access ssa.Instruction) bool {
				_, isLoad := access.(*ssa.UnOp)
				return !isLoad
			}) {
				return nil
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil
		}
	}
	return value
}

// sameCallee reports whether two calls name one function or method that may return the same each time.
func sameCallee(a, b *ssa.CallCommon) bool {
	if x, ok := a.Value.(*ssa.Builtin); ok {
		y, ok := b.Value.(*ssa.Builtin)
		return ok && x.Name() == y.Name()
	}
	x, ok := callee(a)
	y, both := callee(b)
	if !ok || !both || x != y || isRandom(x) {
		return false
	}
	results := x.Signature().Results()
	return len(a.Args) > 0 || a.IsInvoke() || results.Len() > 0 && !isText(results.At(0).Type())
}

// isRandom reports whether a function is named, or is in a package named, as those are that return something new each
// time. What only prints or reads an ID is not.
func isRandom(fn *types.Func) bool {
	name, path := strings.ToLower(fn.Name()), ""
	if fn.Pkg() != nil {
		path = strings.ToLower(fn.Pkg().Path())
	}
	contains := func(text string, words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
	}
	switch {
	case path == "sync/atomic", path == "time" && strings.HasPrefix(name, "unix"):
		return true // counters and clocks
	case contains(name, generators...), contains(path, "rand"):
		return true
	}
	return fn.Signature().Recv() == nil && contains(path, generators...) && !contains(name, "parse", "from")
}

var generators = []string{"rand", "uuid", "ulid", "xid", "ksuid", "nanoid", "nonce", "unique", "snowflake"}

// sameVariable reports whether two addresses may be of one field, element or variable.
func sameVariable(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	switch x := a.(type) {
	case *ssa.FieldAddr:
		y, ok := b.(*ssa.FieldAddr)
		return ok && fieldAt(x.X, x.Field) == fieldAt(y.X, y.Field)
	case *ssa.IndexAddr:
		y, ok := b.(*ssa.IndexAddr)
		return ok && types.Identical(x.X.Type(), y.X.Type())
	}
	return false
}

// readField returns the field that a value is read from, and the struct that has it, or what points to that; nil if it is
// read from none.
func readField(v ssa.Value) (of ssa.Value, field *types.Var) {
	switch v := v.(type) {
	case *ssa.Field:
		return v.X, fieldAt(v.X, v.Field)
	case *ssa.UnOp:
		if address, ok := v.X.(*ssa.FieldAddr); ok {
			return address.X, fieldAt(address.X, address.Field)
		}
	}
	return nil, nil
}

// fieldAt returns a field of the struct that a value is or points to, as it is declared.
func fieldAt(of ssa.Value, index int) *types.Var { return structOf(of.Type()).Field(index).Origin() }
