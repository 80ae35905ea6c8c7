package calls

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// NodeRace is a variable that a function shares with itself, as go-redis runs it for all nodes at the same time.
type NodeRace struct {
	Method string // ForEachMaster, ForEachShard or ForEachSlave
	Name   string // of the variable or the field
	Change Change

	model *model
	call  ssa.CallInstruction
	write token.Pos
}

// Change is what is done to a variable.
type Change int

const (
	Appends Change = iota // to a slice
	Adds                  // to a number or a text
	Sets                  // elements of a map
)

// Range is where to report the race: the name of the method.
func (r NodeRace) Range() (pos, end, from token.Pos) { return r.model.rangeOfCall(r.call) }

// Place names the line that writes.
func (r NodeRace) Place() string { return r.model.placeOf(r.write) }

// NodeRaces returns the functions given to ForEachMaster and its like that change what they share, one for each call.
func (p *Package) NodeRaces() []NodeRace {
	m := p.model
	if m == nil {
		return nil
	}
	m.asking.Lock()
	defer m.asking.Unlock()
	var races []NodeRace
	m.instructions(func(instr ssa.Instruction) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			return
		}
		method, ok := callee(call.Common())
		if !ok || !visitsNodes(method) {
			return
		}
		args := call.Common().Args
		for _, fn := range m.functionsOf(args[len(args)-1], 0) {
			if race, found := m.nodeRace(fn); found {
				race.Method, race.model, race.call = method.Name(), m, call
				races = append(races, race)
				return
			}
		}
	})
	return races
}

// visitsNodes reports whether a method runs a function for all nodes of a cluster or a ring: one of go-redis, or of an
// interface, which a cluster may be behind.
func visitsNodes(method *types.Func) bool {
	if !slices.Contains([]string{"ForEachMaster", "ForEachShard", "ForEachSlave"}, method.Name()) {
		return false
	}
	recv := method.Signature().Recv()
	if recv == nil || !types.IsInterface(recv.Type()) && !IsGoRedis(method.Pkg().Path()) {
		return false
	}
	params := method.Signature().Params()
	if params.Len() != 2 {
		return false
	}
	fn, ok := params.At(1).Type().Underlying().(*types.Signature)
	return ok && fn.Params().Len() == 2 && redisType(fn.Params().At(1).Type()) != nil
}

// nodeRace finds the first change that a function makes to a variable which its calls share, unless something in it may
// keep them apart.
func (m *model) nodeRace(fn *ssa.Function) (race NodeRace, found bool) {
	if m.keepsApart(fn) {
		return NodeRace{}, false
	}
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				change, changes := changeBy(instr)
				if name := sharedName(instr.Addr); name != "" && changes {
					return NodeRace{Name: name, Change: change, write: instr.Val.Pos()}, true
				}
			case *ssa.MapUpdate:
				load, ok := instr.Map.(*ssa.UnOp)
				if ok && sharedName(load.X) != "" {
					return NodeRace{Name: sharedName(load.X), Change: Sets, write: instr.Pos()}, true
				}
			}
		}
	}
	return NodeRace{}, false
}

// keepsApart reports whether a function, or what it calls in view, may wait for its other calls: for a channel, for what
// is named a lock, or in what it hands a function to.
func (m *model) keepsApart(fn *ssa.Function) bool {
	apart := false
	m.walk(fn, make(map[*ssa.Function]bool), func(instr ssa.Instruction) {
		switch instr := instr.(type) {
		case *ssa.Send, *ssa.Select:
			apart = true
		case *ssa.UnOp:
			apart = apart || instr.Op == token.ARROW
		case ssa.CallInstruction:
			apart = apart || isLock(instr.Common()) || instr.Parent() == fn && takesFunc(instr.Common())
		}
	})
	return apart
}

func isLock(call *ssa.CallCommon) bool {
	fn, ok := callee(call)
	return ok && strings.Contains(strings.ToLower(fn.Name()), "lock")
}

// takesFunc reports whether a call is given a function, other than the part of a client of go-redis that is one.
func takesFunc(call *ssa.CallCommon) bool {
	return slices.ContainsFunc(call.Args, func(arg ssa.Value) bool {
		_, isFunc := arg.Type().Underlying().(*types.Signature)
		return isFunc && redisType(arg.Type()) == nil
	})
}

// changeBy returns what a store makes of a variable, if it makes it of what the variable holds.
func changeBy(store *ssa.Store) (Change, bool) {
	holds := func(v ssa.Value) bool {
		before, ok := v.(*ssa.UnOp)
		return ok && before.Op == token.MUL && sameVariable(before.X, store.Addr)
	}
	switch made := store.Val.(type) {
	case *ssa.Call:
		builtin, ok := made.Call.Value.(*ssa.Builtin)
		return Appends, ok && builtin.Name() == "append" && holds(made.Call.Args[0])
	case *ssa.BinOp:
		return Adds, made.Op == token.ADD && holds(made.X)
	}
	return 0, false
}

// sharedName names the variable or field at an address that all calls of a function share: a captured or global variable,
// or a field of what they capture or of their receiver; or is "".
func sharedName(address ssa.Value) string {
	switch address := address.(type) {
	case *ssa.FreeVar:
		return address.Name()
	case *ssa.Global:
		return address.Name()
	case *ssa.FieldAddr:
		if isReceiverOf(address.X) || sharedPointer(address.X) {
			return fieldAt(address.X, address.Field).Name()
		}
	}
	return ""
}

// sharedPointer reports whether a struct is at the same address for all calls of a function.
func sharedPointer(pointer ssa.Value) bool {
	if load, ok := pointer.(*ssa.UnOp); ok && load.Op == token.MUL {
		pointer = load.X
	}
	return sharedName(pointer) != ""
}

// isReceiverOf reports whether a value is the receiver of its method.
func isReceiverOf(v ssa.Value) bool {
	parameter, ok := v.(*ssa.Parameter)
	return ok && parameter.Parent().Signature.Recv() != nil && parameter == parameter.Parent().Params[0]
}
