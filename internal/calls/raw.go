package calls

import (
	"strings"

	"golang.org/x/tools/go/ssa"
)

// words returns the words of a raw command as far as they are in view: those of Do(ctx, words...), or those that
// the command given to Process was made of.
func (m *model) words(site *Site) []Operand {
	if site.Method == &process {
		return m.wordsOfCommand(site.Args[1].Value)
	}
	return m.spread(site, site.Method.Raw.Param)
}

func (m *model) wordsOfCommand(cmd ssa.Value) []Operand {
	made, ok := m.origin(cmd).(*ssa.Call)
	if !ok {
		return nil
	}
	constructor := made.Call.StaticCallee()
	if constructor == nil || constructor.Pkg == nil || apiOf(constructor.Pkg.Pkg.Path()) == 0 ||
		!strings.HasPrefix(constructor.Name(), "New") || !constructor.Signature.Variadic() {
		return nil
	}
	words, _ := m.operandsIn(made.Call.Args[len(made.Call.Args)-1])
	return words
}

// operandsIn returns the elements of a slice as operands. How they are written is not known.
func (m *model) operandsIn(slice ssa.Value) ([]Operand, bool) {
	values, ok := m.elements(slice)
	if !ok {
		return nil, false
	}
	operands := make([]Operand, len(values))
	for i, value := range values {
		operands[i].Value = m.origin(value)
	}
	return operands, true
}

// spread returns the elements of the variadic argument that begins at a parameter, or nil if they are not in view.
func (m *model) spread(site *Site, param int) []Operand {
	if param >= len(site.Args) {
		return nil
	}
	operands, _ := m.operandsIn(site.Args[param].Value)
	for i := range operands {
		if !site.Call.Ellipsis.IsValid() && param+i < len(site.written) {
			operands[i].Expr = site.written[param+i]
		}
	}
	return operands
}

// fieldByName returns what a field path of a struct argument holds, as in "Stream" of *XAddArgs.
func (m *model) fieldByName(v ssa.Value, path string) (ssa.Value, bool) {
	for name := range strings.SplitSeq(path, ".") {
		if v == nil {
			return nil, false
		}
		if made, ok := m.origin(v).(*derived); ok {
			if v, ok = made.field(name); !ok {
				return nil, false
			}
			continue
		}
		structure := structOf(m.origin(v).Type())
		if structure == nil {
			return nil, false
		}
		index := -1
		for i := range structure.NumFields() {
			if structure.Field(i).Name() == name {
				index = i
			}
		}
		if index < 0 {
			return nil, false
		}
		var ok bool
		if v, ok = m.field(v, index); !ok {
			return nil, false
		}
	}
	return v, true
}
