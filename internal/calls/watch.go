package calls

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
)

// Watch is a call of a client's Watch. It returns redis.TxFailedErr if EXEC was refused because a watched key had
// changed, and tries once.
type Watch struct {
	API    command.API
	At     ssa.CallInstruction
	Client Client
	Call   *ast.CallExpr // nil if it is not written as a method call: rdb.Watch(ctx, fn, keys...)

	model     *model
	callback  ssa.Value
	keys      ssa.Value // a slice
	byRuntime bool      // it is redisrt.Watch, which tries again
}

// Conflict is a place where the refusal of EXEC is lost: the call of Watch, or that of a function which returns it.
type Conflict struct {
	*Watch
	Place   ssa.CallInstruction
	Through []*ssa.Function // from that call to Watch, the called one first
	Loss    Loss
	told    []string // functions of other packages behind those, with their packages
	Exec    bool     // it is not Watch that it begins with, but EXEC in the callback: Watch does not hear of it
}

// Loss is how an error is lost.
type Loss int

const (
	Dropped   Loss = iota // nobody looks at it
	Logged                // it is written somewhere, and the program goes on
	Swallowed             // the function says that it has succeeded
	Replaced              // by an error that does not tell what it was
	RunOut                // it is retried, and after the last attempt the function says that it has succeeded
)

// LostConflicts returns where the package loses refusals of EXEC, in the order of the source.
func (p *Package) LostConflicts() []Conflict {
	if p.model == nil {
		return nil
	}
	return p.model.lost
}

// findConflicts finds where refusals of EXEC are lost, and which functions return them.
func (m *model) findConflicts() {
	for _, watch := range m.watches {
		if !watch.byRuntime {
			m.findConflict(Conflict{Watch: watch, Place: watch.At})
		}
	}
	if len(m.told) > 0 {
		m.instructions(func(instr ssa.Instruction) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				m.findToldConflict(call)
			}
		})
	}
	slices.SortStableFunc(m.lost, func(a, b Conflict) int { return m.compare(a.Place.Pos(), b.Place.Pos()) })
}

// findConflict finds where refusals are lost of a call that watches with a callback.
func (m *model) findConflict(c Conflict) {
	if parameter, ok := m.origin(c.callback).(*ssa.Parameter); ok && m.fateAt(c.Place) == leaves {
		m.watchesWith[parameter.Parent()] = parameterIndex(parameter) + 1
	}
	callbacks := m.callbacksOf(c.callback, 0)
	execs := m.execsIn(callbacks)
	if len(execs) == 0 || slices.ContainsFunc(callbacks, m.namesConflict) {
		return
	}
	m.findLoss(c)
	for _, exec := range execs {
		c.Place, c.Exec, c.told = exec, true, nil
		m.findLoss(c)
	}
}

// findToldConflict is findLoss for a call of a function of another package that calls Watch and returns its error, and
// findConflict for one that is also given the callback.
func (m *model) findToldConflict(call ssa.CallInstruction) {
	to, ok := m.reach(call.Common())
	if !ok || to.told == nil {
		return
	}
	c := Conflict{Watch: &Watch{At: call, model: m}, Place: call, told: []string{m.nameOfReached(to)}}
	if to.told.Conflict {
		m.findLoss(c)
	} else if i := to.told.WatchesWith - 1; i >= 0 && i < len(to.args) && to.args[i] != nil {
		c.callback = to.args[i]
		m.findConflict(c)
	}
}

// findLoss follows the error that a call returns and, if its function returns it, that of its callers.
func (m *model) findLoss(c Conflict) {
	if slices.ContainsFunc(m.lost, func(other Conflict) bool { return other.Place == c.Place }) {
		return
	}
	switch fate := m.fateAt(c.Place); fate {
	case handled:
	case leaves:
		fn := c.Place.Parent()
		m.returnsConflict[fn] = true
		if slices.Contains(c.Through, fn) || len(c.Through) == maxThrough {
			return
		}
		for _, caller := range m.assigned.callers[fn] {
			next := c
			next.Place = caller
			next.Through = append([]*ssa.Function{fn}, c.Through...)
			m.findLoss(next)
		}
	default:
		c.Loss = fate.loss()
		m.lost = append(m.lost, c)
	}
}

// callbacksOf returns the functions that Watch may be given; those that callers in view pass, if it is a parameter.
func (m *model) callbacksOf(callback ssa.Value, depth int) []*ssa.Function {
	parameter, ok := m.origin(callback).(*ssa.Parameter)
	if !ok || depth == maxThrough {
		return m.functionsOf(callback, 0)
	}
	var all []*ssa.Function
	for _, call := range m.assigned.callers[parameter.Parent()] {
		if arg, ok := argumentFor(parameter, call.Common()); ok {
			all = append(all, m.callbacksOf(arg, depth+1)...)
		}
	}
	return all
}

// execsIn returns where callbacks of Watch run MULTI and EXEC on its connection, themselves or through what they call.
func (m *model) execsIn(callbacks []*ssa.Function) []ssa.CallInstruction {
	var execs []ssa.CallInstruction
	seen := make(map[*ssa.Function]bool)
	for _, callback := range callbacks {
		m.walk(callback, seen, func(instr ssa.Instruction) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				return
			}
			fn, ok := callee(call.Common())
			if !ok {
				return
			}
			switch fn.Name() {
			case "TxPipelined":
				used, ok := m.issuedBy(call.Common())
				if ok && used.takesCallback && m.mayBeWatched(used.receiver) {
					execs = append(execs, call)
				}
			case "Exec":
				if m.queuesOn(receiverValue(call.Common())) {
					execs = append(execs, call)
				}
			}
		})
	}
	return execs
}

// mayBeWatched reports whether a client is the one of the callback, or a parameter that may be it.
func (m *model) mayBeWatched(client ssa.Value) bool {
	c := m.client(client, "")
	_, isParameter := c.Value.(*ssa.Parameter)
	return c.Kind == Watched || c.Kind == Unknown && isParameter
}

// queuesOn reports whether a pipeline is a transaction on the callback's connection, or a parameter that may be it.
func (m *model) queuesOn(pipe ssa.Value) bool {
	switch v := m.origin(pipe).(type) {
	case *ssa.Call:
		made, ok := callee(&v.Call)
		return ok && made.Name() == "TxPipeline" && makesPipelines(made) && m.mayBeWatched(receiverValue(&v.Call))
	case *ssa.Parameter:
		return kindOf(v.Type(), "") == Queued
	}
	return false
}

// namesConflict reports whether a callback, or what it calls, speaks of redis.TxFailedErr: it is handled there.
func (m *model) namesConflict(callback *ssa.Function) bool {
	found := false
	m.walk(callback, make(map[*ssa.Function]bool), func(instr ssa.Instruction) {
		for _, operand := range instr.Operands(nil) {
			found = found || *operand != nil && isTxFailed(*operand)
		}
	})
	return found
}

// walk calls f for the instructions of a function, of its literals, and of the functions of the package that it calls.
func (m *model) walk(fn *ssa.Function, seen map[*ssa.Function]bool, f func(ssa.Instruction)) {
	if seen[fn] {
		return
	}
	seen[fn] = true
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			f(instr)
			if call, ok := instr.(ssa.CallInstruction); ok {
				if inner := m.called(call.Common()); inner != nil {
					m.walk(inner, seen, f)
				}
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		m.walk(literal, seen, f)
	}
}

// isTxFailed reports whether a value is redis.TxFailedErr, which is a constant.
func isTxFailed(v ssa.Value) bool { return isErrorText(v, "redis: transaction failed") }

// Range is where to report a conflict: what names the method or function that is called.
func (c *Conflict) Range() (pos, end, from token.Pos) {
	cursor, ok := c.model.syntax.calls[c.Place.Common().Pos()]
	if !ok {
		return c.Place.Pos(), c.Place.Pos(), c.Place.Pos()
	}
	return c.model.rangeOf(ast.Unparen(cursor.Node().(*ast.CallExpr).Fun))
}

// IsDirect reports whether the place is the call of Watch itself.
func (c *Conflict) IsDirect() bool { return len(c.Through) == 0 && len(c.told) == 0 && !c.Exec }

// Functions names the functions between the place and Watch, or is "".
func (c *Conflict) Functions() string {
	return strings.Join(append(namesOf(c.Through), c.model.local(c.told)...), " and ")
}

func (m *model) watch(at ssa.CallInstruction, used issued) *Watch {
	w := &Watch{API: used.api, At: at, Client: m.client(used.receiver, used.name), model: m, callback: used.args[1], byRuntime: used.byRuntime}
	if len(used.args) > 2 {
		w.keys = used.args[2]
	}
	cursor, ok := m.syntax.calls[at.Common().Pos()]
	if !ok {
		return w
	}
	call := cursor.Node().(*ast.CallExpr)
	if selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && m.formOf(selector) == MethodCall {
		w.Call = call
		w.Client.Expr = selector.X
		w.Client.Type = m.info.TypeOf(selector.X)
	}
	return w
}
