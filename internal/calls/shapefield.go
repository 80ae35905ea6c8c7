package calls

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/keyspace"
)

// fieldShape is the shape of a field of what base is, or points to.
func (f folder) fieldShape(base ssa.Value, index int) keyspace.Shape {
	structure := structOf(base.Type())
	if structure == nil {
		return keyspace.Hole
	}
	if value, ok := f.fieldValue(base, index); ok {
		if value == nil {
			return keyspace.Text("") // the zero value
		}
		return f.shape(value)
	}
	if arg, ok := f.argument(f.whole(base)); ok {
		return f.outer.fieldShape(arg, index) // Key{id}.String()
	}
	field := structure.Field(index)
	if stored, ok := f.fieldSetOnce(base.Type(), field); ok {
		if shape := f.model.shape(stored); shape.Known() {
			return shape
		}
	}
	if f.isOfProgram(base) {
		return keyspace.FixedBy(f.fieldName(base.Type(), field))
	}
	return keyspace.Hole
}

// fieldName names a field as all packages do.
func (m *model) fieldName(owner types.Type, field *types.Var) string {
	if named := namedOf(owner); named != nil && named.Obj().Pkg() != nil && named.Obj().Parent() == named.Obj().Pkg().Scope() {
		return named.Obj().Pkg().Path() + "." + named.Obj().Name() + "." + field.Name()
	}
	position := m.fset.PositionFor(field.Pos(), false)
	return fmt.Sprintf("%s@%s:%d:%d", field.Name(), filepath.Base(position.Filename), position.Line, position.Column)
}

// fieldValue is what the struct literal that base is gives to a field.
func (f folder) fieldValue(base ssa.Value, index int) (ssa.Value, bool) {
	switch v := f.whole(base).(type) {
	case *ssa.Alloc:
		if isPassed(v) {
			return nil, false
		}
		return f.field(v, index)
	case *ssa.UnOp:
		return f.field(v, index)
	}
	return nil, false
}

// isPassed reports whether the address of a variable is given to a call, which may fill it.
func isPassed(variable *ssa.Alloc) bool {
	return slices.ContainsFunc(*variable.Referrers(), func(use ssa.Instruction) bool {
		switch use.(type) {
		case ssa.CallInstruction, *ssa.MakeInterface:
			return true
		}
		return false
	})
}

// whole goes from the variable that a parameter, or another struct, is copied to, to what is copied.
func (f folder) whole(base ssa.Value) ssa.Value {
	base = f.origin(base)
	variable, ok := base.(*ssa.Alloc)
	if !ok {
		return base
	}
	var stored ssa.Value
	for _, use := range *variable.Referrers() {
		switch use := use.(type) {
		case *ssa.Store:
			if use.Addr != variable || stored != nil {
				return base
			}
			stored = use.Val
		case *ssa.FieldAddr, *ssa.UnOp, *ssa.DebugRef:
		default:
			return base
		}
	}
	if stored == nil {
		return base
	}
	return f.origin(stored)
}

// isOfProgram reports whether a struct holds for the whole program, as the store that has the client does, or a
// configuration: its fields do not vary from key to key.
func (f folder) isOfProgram(base ssa.Value) bool {
	const maxDepth = 20 // a variable that is set to a field of itself has no end
	for range maxDepth {
		if named := namedOf(base.Type()); named != nil && (isConfiguration(named.Obj().Name()) || holdsClient(named, 2)) {
			return true
		}
		switch v := f.whole(base).(type) {
		case *ssa.Global:
			return true
		case *ssa.FieldAddr:
			base = v.X
		case *ssa.Field:
			base = v.X
		case *ssa.UnOp:
			if v.Op != token.MUL {
				return false
			}
			switch address := v.X.(type) {
			case *ssa.FieldAddr:
				base = address.X
			case *ssa.Global:
				return true
			default:
				return false
			}
		default:
			return false
		}
	}
	return false
}

func isConfiguration(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"config", "conf", "cfg", "options", "opts", "settings"} {
		if strings.HasSuffix(name, word) {
			return true
		}
	}
	return false
}

// holdsClient reports whether a struct has a field that commands can be issued on, or that holds one.
func holdsClient(t types.Type, depth int) bool {
	structure := structOf(t)
	if structure == nil || depth == 0 {
		return false
	}
	for field := range structure.Fields() {
		named := namedOf(field.Type())
		if named == nil {
			continue
		}
		if isClient(named) || holdsClient(named, depth-1) {
			return true
		}
	}
	return false
}

func isClientType(t types.Type) bool {
	named := namedOf(t)
	return named != nil && isClient(named)
}

// isClient reports whether a type is a client of go-redis, or an interface of one.
func isClient(named *types.Named) bool {
	if redisType(named) != nil {
		return isReceiver(named)
	}
	iface, ok := named.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for method := range iface.Methods() {
		if matchTarget(method) != nil {
			return true
		}
	}
	return false
}

// structOf returns the struct that a type is or points to, or nil.
func structOf(t types.Type) *types.Struct {
	t = types.Unalias(t)
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		t = pointer.Elem()
	}
	structure, _ := t.Underlying().(*types.Struct)
	return structure
}
