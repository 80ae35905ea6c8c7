package calls

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// FillsMiss returns the GET whose miss the writing of a key fills, or nil: where the GET has found the key the
// function succeeds without writing it. To begin with a constant is no filling.
func (p *Package) FillsMiss(key *Key) *Key {
	value, ok := key.Site.newValue()
	if _, constant := value.(*ssa.Const); !ok || constant {
		return nil
	}
	for use := range p.Uses(key) {
		if use.Site.Command.Name == "GET" && use.Site.Func == key.Site.Func && fills(use.Site, key.Site.Instr.Block()) {
			return use
		}
	}
	return nil
}

func fills(get *Site, write *ssa.BasicBlock) bool {
	cmd, ok := get.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	for _, err := range resultsOf(cmd) {
		if !isError(err.Type()) {
			continue
		}
		for _, ref := range *err.Referrers() {
			condition, missIfTrue, ok := missCondition(ref)
			if !ok {
				continue
			}
			for _, use := range *condition.Referrers() {
				branch, ok := use.(*ssa.If)
				if !ok {
					continue
				}
				hit, miss := branch.Block().Succs[0], branch.Block().Succs[1]
				if missIfTrue {
					hit, miss = miss, hit
				}
				if reaches(miss, write, nil) && succeeds(hit, write) && !reachesWithoutError(hit, write) {
					return true
				}
			}
		}
	}
	return false
}

// missCondition returns the condition that compares an error with nil or with redis.Nil, and whether it is true if
// the key was not found.
func missCondition(use ssa.Instruction) (condition ssa.Value, missIfTrue, ok bool) {
	switch use := use.(type) {
	case *ssa.BinOp:
		if use.Op != token.EQL && use.Op != token.NEQ {
			return nil, false, false
		}
		switch {
		case isNil(use.X) || isNil(use.Y):
			return use, use.Op == token.NEQ, true
		case isRedisNil(use.X) || isRedisNil(use.Y):
			return use, use.Op == token.EQL, true
		}
	case *ssa.Call:
		fn, named := callee(&use.Call)
		if named && fn.FullName() == "errors.Is" && isRedisNil(use.Call.Args[1]) {
			return use, true, true
		}
	}
	return nil, false, false
}

// isRedisNil reports whether a value is redis.Nil, which is a constant.
func isRedisNil(v ssa.Value) bool { return isErrorText(v, "redis: nil") }

// isErrorText reports whether a value is the error constant of go-redis with that text.
func isErrorText(v ssa.Value, text string) bool {
	iface, ok := v.(*ssa.MakeInterface)
	if !ok {
		return false
	}
	c, ok := iface.X.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.String && constant.StringVal(c.Value) == text
}

// reachesWithoutError reports whether control can go from one block to another while no error is found on the way.
func reachesWithoutError(from, to *ssa.BasicBlock) bool { return leads(from, to, withoutError) }

// withoutError returns where control goes from a block, but for where an error is not nil.
func withoutError(block *ssa.BasicBlock) []*ssa.BasicBlock {
	branch, ok := block.Instrs[len(block.Instrs)-1].(*ssa.If)
	if !ok {
		return block.Succs
	}
	condition, ok := branch.Cond.(*ssa.BinOp)
	if !ok || !isError(condition.X.Type()) || !isNil(condition.Y) {
		return block.Succs
	}
	if condition.Op == token.EQL {
		return block.Succs[:1]
	}
	return block.Succs[1:]
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// succeeds reports whether a function can return without an error from a block on, without entering another.
func succeeds(from, without *ssa.BasicBlock) bool {
	for result := range returns(from.Parent()) {
		if result.Block() != without && returnsNoError(result) && reaches(from, result.Block(), without) {
			return true
		}
	}
	return false
}

// returnsNoError reports whether a function returns nil for its error, or what a last call returns, unseen.
func returnsNoError(result *ssa.Return) bool {
	for _, value := range result.Results {
		if !isError(value.Type()) || isNil(value) {
			continue
		}
		if made, ok := value.(ssa.Instruction); !ok || made.Block() != result.Block() {
			return false
		}
	}
	return true
}
