package calls

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/keyspace"
)

// result is the shape of result i of a call: of a function that builds text, or of one in view.
func (f folder) result(call *ssa.Call, i int) keyspace.Shape {
	if fn, inner, ok := f.follow(&call.Call); ok {
		return inner.returned(fn, i)
	}
	if told := f.resultOf(call, i); told != nil {
		return f.shape(told)
	}
	fn, ok := callee(&call.Call)
	if !ok || fn.Pkg() == nil || i > 0 {
		return keyspace.Hole
	}
	switch name := fn.FullName(); name {
	case "(*strings.Builder).String", "(*bytes.Buffer).String", "(*bytes.Buffer).Bytes":
		return f.built(call.Call.Args[0], &call.Call)
	default:
		return f.textOf(name, call.Call.Args)
	}
}

// textOf is the shape of what the function with a full name returns, if it is one of those that build text.
func (f folder) textOf(name string, args []ssa.Value) keyspace.Shape {
	switch name {
	case "fmt.Sprintf":
		if printed, ok := f.each(args[1], folder.printed); ok {
			return keyspace.Sprintf(f.shape(args[0]), printed)
		}
	case "fmt.Sprint":
		// Between operands that are no strings Sprint puts spaces: not in keys.
		if printed, ok := f.each(args[0], folder.printed); ok {
			return keyspace.Concat(printed...)
		}
	case "strings.Join", "path.Join":
		parts, ok := f.each(args[0], folder.shape)
		if !ok {
			return keyspace.Hole
		}
		separator := keyspace.Text("/")
		if name == "strings.Join" {
			separator = f.shape(args[1])
		}
		return keyspace.Join(parts, separator)
	case "strings.ToLower":
		return f.shape(args[0]).Map(strings.ToLower)
	case "strings.ToUpper":
		return f.shape(args[0]).Map(strings.ToUpper)
	case "strings.Replace", "strings.ReplaceAll":
		if old, literal := f.shape(args[1]).Literal(); literal && len(old) > 0 {
			if replacement, literal := f.shape(args[2]).Literal(); literal {
				return f.shape(args[0]).Map(func(text string) string { return strings.ReplaceAll(text, old, replacement) })
			}
		}
	case "strings.Clone", "strings.TrimSpace", "strconv.Itoa", "strconv.FormatInt", "strconv.FormatUint", "strconv.FormatBool":
		return f.shape(args[0])
	case "strings.TrimSuffix", "strings.TrimPrefix":
		if text, literal := f.shape(args[1]).Literal(); literal && name == "strings.TrimSuffix" {
			return f.shape(args[0]).TrimSuffix(text)
		} else if literal {
			return f.shape(args[0]).TrimPrefix(text)
		}
	case "os.Getenv", "os.LookupEnv", "os.Hostname":
		return keyspace.Fixed
	}
	if isKeyBuilder(name) {
		return keyspace.Built(name)
	}
	return keyspace.Hole
}

// isKeyBuilder reports whether a function that is not in view builds keys, by its name or its package's.
func isKeyBuilder(fullName string) bool {
	return !strings.HasPrefix(fullName, "(") && strings.Contains(strings.ToLower(fullName[strings.LastIndexByte(fullName, '/')+1:]), "key")
}

// each returns the shapes of the elements of a slice that is written out, here or where it is passed from.
func (f folder) each(slice ssa.Value, shape func(folder, ssa.Value) keyspace.Shape) ([]keyspace.Shape, bool) {
	if arg, ok := f.argument(f.origin(slice)); ok {
		return f.outer.each(arg, shape)
	}
	values, ok := f.elements(slice)
	return f.shapesOf(values, shape), ok
}

// printed is the shape of an operand as fmt prints it.
func (f folder) printed(v ssa.Value) keyspace.Shape {
	v = f.origin(v)
	if method := f.stringMethod(v.Type()); method != nil {
		call := &ssa.CallCommon{Value: method, Args: []ssa.Value{v}}
		if fn, inner, ok := f.follow(call); ok {
			return inner.returned(fn, 0)
		}
		return keyspace.Hole
	}
	return f.shape(v)
}

// stringMethod returns the String or Error method of a type, if the type is of this package, or nil.
func (m *model) stringMethod(t types.Type) *ssa.Function {
	for _, name := range []string{"Error", "String"} {
		obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
		method, ok := obj.(*types.Func)
		if !ok || method.Signature().Params().Len() > 0 || method.Pkg() != m.types {
			continue
		}
		if fn := m.program.FuncValue(method); fn != nil && len(fn.Params) == 1 && types.Identical(fn.Params[0].Type(), t) {
			return fn
		}
	}
	return nil
}

// built is what has been written to a strings.Builder, or a bytes.Buffer, when a call takes it.
func (f folder) built(builder ssa.Value, taken *ssa.CallCommon) keyspace.Shape {
	variable, ok := builder.(*ssa.Alloc)
	if !ok {
		return keyspace.Hole
	}
	type write struct {
		at    ssa.Instruction
		shape keyspace.Shape
	}
	var writes []write
	uses := slices.Clone(*variable.Referrers())
	for _, use := range uses {
		if iface, ok := use.(*ssa.MakeInterface); ok {
			uses = append(uses, *iface.Referrers()...)
		}
	}
	for _, use := range uses {
		call, ok := use.(ssa.CallInstruction)
		if !ok || call.Common() == taken || after(call, taken) {
			continue
		}
		shape, wrote := f.written(call.Common())
		if !wrote {
			continue
		}
		if inCycle(call.Block()) {
			shape = keyspace.Hole
		}
		writes = append(writes, write{call, shape})
	}
	slices.SortStableFunc(writes, func(a, b write) int {
		return cmp.Or(cmp.Compare(a.at.Block().Index, b.at.Block().Index), cmp.Compare(a.at.Pos(), b.at.Pos()))
	})
	parts := make([]keyspace.Shape, len(writes))
	for i, write := range writes {
		parts[i] = write.shape
		if i > 0 && !writes[i-1].at.Block().Dominates(write.at.Block()) {
			return keyspace.Hole // one of two branches
		}
	}
	return keyspace.Concat(parts...)
}

// after reports whether a call comes after another in a straight line.
func after(call ssa.CallInstruction, other *ssa.CallCommon) bool {
	return call.Pos() > other.Pos() && !inCycle(call.Block())
}

// written is what a call writes to the builder that it is given.
func (f folder) written(call *ssa.CallCommon) (keyspace.Shape, bool) {
	fn, ok := callee(call)
	if !ok {
		return keyspace.Hole, true
	}
	switch fn.FullName() {
	case "(*strings.Builder).WriteString", "(*strings.Builder).Write", "(*bytes.Buffer).WriteString", "(*bytes.Buffer).Write":
		return f.shape(call.Args[1]), true
	case "(*strings.Builder).WriteByte", "(*strings.Builder).WriteRune", "(*bytes.Buffer).WriteByte", "(*bytes.Buffer).WriteRune":
		if c, ok := f.origin(call.Args[1]).(*ssa.Const); ok && c.Value != nil {
			return keyspace.Text(string(rune(c.Int64()))), true
		}
		return keyspace.Hole, true
	case "fmt.Fprintf":
		if printed, ok := f.each(call.Args[2], folder.printed); ok {
			return keyspace.Sprintf(f.shape(call.Args[1]), printed), true
		}
	case "(*strings.Builder).Grow", "(*strings.Builder).Len", "(*strings.Builder).String", "(*bytes.Buffer).Len",
		"(*bytes.Buffer).String", "(*bytes.Buffer).Grow", "(*bytes.Buffer).Bytes":
		return keyspace.Shape{}, false
	}
	return keyspace.Hole, true
}
