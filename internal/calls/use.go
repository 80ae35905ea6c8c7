package calls

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"
)

// Use says what the program does with a command's result. All false: it is dropped in a bare statement.
type Use struct {
	Value   bool // the reply is read
	Error   bool // the error is read
	Escapes bool // the command is kept, passed on or returned: who reads it is not in view
	Blank   bool // assigned to _ on purpose
}

// useOf follows a command, or the error of Process, to what becomes of it.
func (m *model) useOf(result *ssa.Call, call inspector.Cursor) Use {
	use := Use{}
	if isError(result.Type()) {
		use.Error = isUsed(result)
		use.Blank = !use.Error && assignedToBlank(call)
		return use
	}
	read := m.reads(result, &use)
	use.Blank = !use.Value && !use.Error && !use.Escapes && (!read && assignedToBlank(call) || read && resultsToBlank(call))
	return use
}

// reads adds the uses of a command, or of the part of it that declares its getters, and reports whether there are any.
func (m *model) reads(cmd ssa.Value, use *Use) bool {
	read := false
	for _, ref := range *cmd.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
			continue
		case *ssa.FieldAddr:
			m.reads(ref, use)
		case ssa.CallInstruction:
			if getter := getterOf(ref.Common(), cmd); getter != nil {
				use.read(ref, getter)
			} else {
				use.Escapes = true
			}
		default:
			use.Escapes = true
		}
		read = true
	}
	return read
}

// getterOf returns the method of go-redis that a call reads a command with, or nil.
func getterOf(call *ssa.CallCommon, cmd ssa.Value) *ssa.Function {
	fn := call.StaticCallee()
	if fn == nil || fn.Signature.Recv() == nil || call.Args[0] != cmd || redisType(fn.Signature.Recv().Type()) == nil {
		return nil
	}
	return fn
}

// valuesRead returns the values that are read of a command by its getters, Err, Val, Result, Scan, ..., those of
// several results one by one.
func valuesRead(cmd ssa.Value) []ssa.Value {
	var values []ssa.Value
	yieldGetters(cmd, func(read *ssa.Call, _ *ssa.Function) bool {
		if _, several := read.Type().(*types.Tuple); !several {
			values = append(values, read)
			return true
		}
		for _, part := range *read.Referrers() {
			if extract, ok := part.(*ssa.Extract); ok {
				values = append(values, extract)
			}
		}
		return true
	})
	return values
}

// yieldGetters yields the calls that read a command, or the part of it that declares a getter, and the getters.
func yieldGetters(cmd ssa.Value, yield func(*ssa.Call, *ssa.Function) bool) bool {
	for _, ref := range *cmd.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			if !yieldGetters(ref, yield) {
				return false
			}
		case *ssa.Call:
			if getter := getterOf(&ref.Call, cmd); getter != nil && !yield(ref, getter) {
				return false
			}
		}
	}
	return true
}

// read adds what one getter of the command reads: Err, Val, Result, Int, Scan, ...
func (u *Use) read(call ssa.CallInstruction, method *ssa.Function) {
	value, ok := call.(*ssa.Call)
	if !ok {
		return
	}
	results := method.Signature.Results()
	if results.Len() == 0 {
		return
	}
	if results.Len() == 1 {
		switch {
		case isError(results.At(0).Type()):
			u.Error = u.Error || isUsed(value)
		default:
			u.Value = u.Value || isUsed(value)
		}
		return
	}
	for _, ref := range *value.Referrers() {
		extract, ok := ref.(*ssa.Extract)
		switch {
		case !ok: // return rdb.Get(ctx, key).Result()
			u.Value, u.Error = true, true
		case !isUsed(extract):
		case isError(extract.Type()):
			u.Error = true
		default:
			u.Value = true
		}
	}
}

func isUsed(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.DebugRef); !ok {
			return true
		}
	}
	return false
}

// assignedToBlank reports whether the expression at a cursor is assigned to _ alone.
func assignedToBlank(cursor inspector.Cursor) bool {
	assign, ok := cursor.Parent().Node().(*ast.AssignStmt)
	if !ok {
		return false
	}
	for _, left := range assign.Lhs {
		if name, ok := left.(*ast.Ident); !ok || name.Name != "_" {
			return false
		}
	}
	return true
}

// resultsToBlank is assignedToBlank for a getter called on the expression: _ = rdb.Get(ctx, key).Err().
func resultsToBlank(cursor inspector.Cursor) bool {
	selector := cursor.Parent()
	if _, ok := selector.Node().(*ast.SelectorExpr); !ok {
		return false
	}
	getter := selector.Parent()
	_, ok := getter.Node().(*ast.CallExpr)
	return ok && assignedToBlank(getter)
}
