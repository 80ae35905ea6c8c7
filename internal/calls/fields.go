package calls

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// addedFields returns whether a site writes fields of a hash whose names are constants, as those of an object, or
// come from data. Names that are not in view are unknown: they may be either.
func (k *Key) addedFields() members {
	s := k.Site
	switch s.Command.Name {
	case "HSETNX", "HINCRBY", "HINCRBYFLOAT":
		if field, ok := s.Argument(2); ok {
			return k.nameOfField(field.Value)
		}
	case "HSET", "HMSET":
		if s.IsRaw() {
			return k.alternating(s.Words[min(2, len(s.Words)):])
		}
		return k.alternating(s.model.spread(s, 2))
	}
	return notInView
}

// alternating is addedFields for field, value, field, value, ..., or all of them in one operand.
func (k *Key) alternating(operands []Operand) members {
	switch len(operands) {
	case 0:
		return notInView
	case 1:
		return k.packedFields(operands[0].Value)
	}
	all := fixedMembers
	for i := 0; i < len(operands); i += 2 {
		name := k.nameOfField(operands[i].Value)
		if name == notInView {
			return notInView
		}
		all = max(all, name)
	}
	return all
}

// packedFields is addedFields for a struct, a map, or a slice.
func (k *Key) packedFields(v ssa.Value) members {
	m := k.Site.model
	v = m.origin(v)
	if structOf(v.Type()) != nil {
		return fixedMembers
	}
	switch made := v.(type) {
	case *ssa.MakeMap:
		return k.mapKeys(made)
	case *ssa.Slice:
		operands, ok := m.operandsIn(made)
		if !ok {
			return notInView
		}
		all := fixedMembers
		for i := 0; i < len(operands); i += 2 {
			all = max(all, k.nameOfField(operands[i].Value))
		}
		return all
	}
	return notInView
}

// mapKeys is addedFields for a map that is made in the function. One that is filled with names from data may as well
// be the copy of an object.
func (k *Key) mapKeys(made *ssa.MakeMap) members {
	all := notInView
	for _, use := range *made.Referrers() {
		update, ok := use.(*ssa.MapUpdate)
		if !ok || update.Map != made {
			continue
		}
		if k.nameOfField(update.Key) != fixedMembers {
			return notInView
		}
		all = fixedMembers
	}
	return all
}

// nameOfField is constancy for the name of a field. A parameter that is called so is a field of an object, whose
// callers know its name.
func (k *Key) nameOfField(v ssa.Value) members {
	if p, ok := k.Site.model.origin(v).(*ssa.Parameter); ok && isNameOfField(p.Name()) {
		if k.constancy(v) == fixedMembers {
			return fixedMembers
		}
		return notInView
	}
	return k.constancy(v)
}

func isNameOfField(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"field", "attr", "column", "prop"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

func isBool(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsBoolean != 0
}

// isEnumeration reports whether a type has constants in its package: those are its values.
func isEnumeration(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	if _, basic := named.Underlying().(*types.Basic); !basic {
		return false
	}
	count := 0
	scope := named.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && types.Identical(c.Type(), named) {
			count++
		}
	}
	return count > 1
}
