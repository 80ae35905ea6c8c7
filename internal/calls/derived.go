package calls

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

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

// isUnknown reports whether nothing can be said of a value that a function of another package, or one behind a call, makes.
func isUnknown(v ssa.Value) bool {
	made, ok := v.(*derived)
	return ok && made.Op == summary.Unknown
}
