package calls

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// fate is what becomes of an error that may be redis.TxFailedErr. Of what several uses of it do, the highest counts.
type fate int

const (
	dropped   fate = iota
	logged         // it is only written somewhere
	swallowed      // where there is one, the function returns none
	replaced       // where there is one, the function returns another
	leaves         // the function returns it
	runOut         // it is tried again, and in the end the function returns none
	handled        // or may be, where that is not followed
)

func (f fate) loss() Loss {
	switch f {
	case logged:
		return Logged
	case swallowed:
		return Swallowed
	case replaced:
		return Replaced
	case runOut:
		return RunOut
	}
	return Dropped
}

// fateAt returns what becomes of the error that a call returns.
func (m *model) fateAt(at ssa.CallInstruction) fate {
	call, ok := at.(*ssa.Call)
	if !ok {
		return dropped // go and defer
	}
	err, ok := errorOf(call)
	if !ok {
		return handled // it does not return an error: nothing that is followed
	}
	if err == nil {
		return dropped
	}
	f := fates{model: m, seen: make(map[ssa.Value]bool)}
	fate := f.of(err)
	if inCycle(call.Block()) {
		switch {
		case f.retried(call.Block()):
			if f.succeedsInTheEnd(call.Block()) {
				return runOut
			}
			return handled
		case fate == dropped && !sleeps(call.Block()):
			return dropped // whether it has succeeded is not asked
		case !m.loopsOverData(call):
			return handled
		}
	}
	return fate
}

// errorOf returns the error among the results of a call; nil if it is not read.
func errorOf(call *ssa.Call) (err ssa.Value, ok bool) {
	results := call.Call.Signature().Results()
	if results.Len() == 0 || !isError(results.At(results.Len()-1).Type()) {
		return nil, false
	}
	if results.Len() == 1 {
		return call, true
	}
	for _, use := range *call.Referrers() {
		if extract, ok := use.(*ssa.Extract); ok && extract.Index == results.Len()-1 {
			return extract, true
		}
	}
	return nil, true
}

// fates follows an error, and what is made of it.
type fates struct {
	*model
	seen      map[ssa.Value]bool
	checks    []check // of the error itself
	unlike    bool    // what is followed does not wrap the error any more
	callDepth int
}

// check is a branch on the error.
type check struct {
	branch   *ssa.BasicBlock
	failed   *ssa.BasicBlock // where control goes if there is an error, or if it is redis.TxFailedErr
	conflict bool            // it looks for redis.TxFailedErr
}

func (f *fates) of(v ssa.Value) fate {
	if f.seen[v] {
		return dropped
	}
	f.seen[v] = true
	worst := dropped
	for _, use := range *v.Referrers() {
		worst = max(worst, f.use(v, use))
	}
	return worst
}

func (f *fates) use(v ssa.Value, use ssa.Instruction) fate {
	switch use := use.(type) {
	case *ssa.DebugRef:
		return dropped
	case *ssa.Phi:
		return f.of(use)
	case *ssa.ChangeInterface:
		return f.of(use)
	case *ssa.MakeInterface: // of its text
		return f.of(use)
	case *ssa.BinOp:
		if use.Op == token.ADD { // its text, and more
			return f.of(use)
		}
		return f.comparison(use)
	case *ssa.Store:
		return f.store(v, use)
	case *ssa.Return:
		if f.unlike {
			return replaced
		}
		return leaves
	case *ssa.Call:
		return f.passed(v, &use.Call, use)
	case ssa.CallInstruction:
		return f.passed(v, use.Common(), nil)
	}
	return handled
}

// store follows an error into a local variable, or into the variadic arguments of a call.
func (f *fates) store(v ssa.Value, store *ssa.Store) fate {
	if store.Val != v {
		return handled
	}
	switch address := store.Addr.(type) {
	case *ssa.Alloc:
		return f.variable(address)
	case *ssa.FreeVar:
		if variable, ok := f.captured(address).(*ssa.Alloc); ok {
			return f.variable(variable)
		}
	case *ssa.IndexAddr:
		if array, ok := address.X.(*ssa.Alloc); ok {
			worst := dropped
			for _, use := range *array.Referrers() {
				if slice, ok := use.(*ssa.Slice); ok {
					worst = max(worst, f.of(slice))
				}
			}
			return worst
		}
	}
	return handled
}

// variable follows what is read of a variable, in the literals that capture it, too.
func (f *fates) variable(address ssa.Value) fate {
	worst := dropped
	for _, use := range usesOfVariable(address) {
		switch use := use.(type) {
		case *ssa.UnOp:
			worst = max(worst, f.of(use))
		case *ssa.Store, *ssa.DebugRef:
		default:
			return handled
		}
	}
	return worst
}

// comparison is what the branches do that a comparison of the error decides.
func (f *fates) comparison(comparison *ssa.BinOp) fate {
	other := comparison.X
	if f.seen[other] {
		other = comparison.Y
	}
	equal := comparison.Op == token.EQL
	switch {
	case isTxFailed(other):
		f.branches(comparison, equal, true)
		return handled
	case !isNil(other) && f.mayBeConflict(other):
		return handled
	case !isNil(other):
		return dropped // that says nothing of this one
	}
	worst := dropped
	for _, use := range *comparison.Referrers() {
		if _, ok := use.(*ssa.If); !ok {
			if _, ok := use.(*ssa.DebugRef); !ok {
				return handled // a bool says so
			}
		}
	}
	for _, check := range f.branches(comparison, !equal, false) {
		worst = max(worst, f.branch(check))
	}
	return worst
}

// branches notes and returns the branches that a comparison decides; holds tells its outcome if the error is there.
func (f *fates) branches(comparison ssa.Value, holds, conflict bool) []check {
	var found []check
	forBranches(comparison, func(branch *ssa.BasicBlock) {
		failed := branch.Succs[1]
		if holds {
			failed = branch.Succs[0]
		}
		found = append(found, check{branch, failed, conflict})
	})
	f.checks = append(f.checks, found...)
	return found
}

// mayBeConflict reports whether what an error, or its text, is compared with may stand for redis.TxFailedErr: all but the
// errors of the standard library and redis.Nil.
func (f *fates) mayBeConflict(other ssa.Value) bool {
	if isRedisNil(other) {
		return false
	}
	load, ok := other.(*ssa.UnOp)
	if !ok {
		return true
	}
	global, ok := load.X.(*ssa.Global)
	return !ok || !IsStandard(global.Pkg.Pkg.Path())
}

// branch is what the program does only if there is an error, whether or not it looks at it.
func (f *fates) branch(c check) fate {
	succeeded := c.branch.Succs[0]
	if succeeded == c.failed {
		succeeded = c.branch.Succs[1]
	}
	worst := f.chosen(c, succeeded)
	if meets(succeeded, c.failed) {
		return worst
	}
	for _, block := range c.branch.Parent().Blocks {
		if !c.failed.Dominates(block) {
			continue
		}
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case *ssa.Return:
				worst = max(worst, f.returned(instr))
			case *ssa.Panic, *ssa.Send, *ssa.MapUpdate:
				worst = handled
			case *ssa.Store:
				if !isLocal(instr.Addr) || usedOutside(instr.Addr, c.failed) {
					worst = handled
				}
			case ssa.CallInstruction:
				if !onlyTells(instr.Common()) {
					worst = handled
				}
			}
		}
	}
	return worst
}

// meets reports whether control always comes from one block to another.
func meets(from, to *ssa.BasicBlock) bool {
	for block := range reachable([]*ssa.BasicBlock{from}, func(block *ssa.BasicBlock) []*ssa.BasicBlock {
		if block == to {
			return nil
		}
		return block.Succs
	}, nil) {
		if len(block.Succs) == 0 && block != to {
			return false
		}
	}
	return true
}

// chosen is handled where a variable has another value if there was an error: it is what the program looks at.
func (f *fates) chosen(c check, succeeded *ssa.BasicBlock) fate {
	fails := func(block *ssa.BasicBlock) bool { return c.failed.Dominates(block) && !c.failed.Dominates(succeeded) }
	for _, block := range c.branch.Parent().Blocks {
		for _, instr := range block.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break // they come first
			}
			var failed, others []ssa.Value
			for i, pred := range block.Preds {
				if fails(pred) || pred == c.branch && block == c.failed {
					failed = append(failed, phi.Edges[i])
				} else {
					others = append(others, phi.Edges[i])
				}
			}
			if len(failed) == 0 || !isUsed(phi) || f.seen[phi] {
				continue
			}
			for _, value := range failed {
				if !slices.Contains(others, value) && !sameConst(value, others) && value != phi {
					return handled
				}
			}
		}
	}
	return dropped
}

// sameConst reports whether a value is a constant that is among others.
func sameConst(v ssa.Value, others []ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && slices.ContainsFunc(others, func(other ssa.Value) bool {
		d, ok := other.(*ssa.Const)
		return ok && c.String() == d.String()
	})
}

// usedOutside reports whether a local variable is used where control may also come without the error.
func usedOutside(address ssa.Value, failed *ssa.BasicBlock) bool {
	return slices.ContainsFunc(*variableAt(address).Referrers(), func(use ssa.Instruction) bool {
		_, isStore := use.(*ssa.Store)
		return !isStore && !failed.Dominates(use.Block())
	})
}

// isLocal reports whether an address is of a variable of the function, or of the arguments of a call.
func isLocal(address ssa.Value) bool {
	_, ok := variableAt(address).(*ssa.Alloc)
	return ok
}

// variableAt returns the address of the whole variable, where an address is of a part of it.
func variableAt(address ssa.Value) ssa.Value {
	for {
		switch part := address.(type) {
		case *ssa.IndexAddr:
			address = part.X
		case *ssa.FieldAddr:
			address = part.X
		default:
			return address
		}
	}
}

// returned is what a return says that is reached only if there was an error. Other results than errors may say it, too.
func (f *fates) returned(result *ssa.Return) fate {
	if len(result.Results) == 0 {
		return dropped
	}
	last := result.Results[len(result.Results)-1]
	switch {
	case !isError(last.Type()):
		return handled
	case isNil(last):
		if len(result.Results) > 1 {
			return handled
		}
		return swallowed
	case isGlobalError(last):
		return replaced
	}
	return dropped // if it is the error, or made of it, that is found by following it
}

// isGlobalError reports whether an error is a variable of a package, or new.
func isGlobalError(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		_, ok := v.X.(*ssa.Global)
		return ok && v.Op == token.MUL
	case *ssa.Call:
		fn, ok := callee(&v.Call)
		return ok && fn.FullName() == "errors.New"
	}
	return false
}
