package calls

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// AsksOneNode reports whether a SCAN whose keys are read is issued on a cluster or a ring itself, which sends each page to
// one node of it. A pattern with a hash tag is sent to the node that has its keys.
func (s *Site) AsksOneNode() bool {
	s.model.asking.Lock()
	defer s.model.asking.Unlock()
	if s.Command.Name != "SCAN" || !isSpread(s.Client.Kind) || strings.Contains(s.model.shape(s.pattern()).String(), "{") {
		return false
	}
	if s.wrapped != nil { // it is said where the client is passed
		return s.inner != nil && s.inner.Client.Kind == Unknown && !s.looksForNodes()
	}
	if !s.Use.Value && !s.Use.Escapes { // it is asked whether it answers
		return false
	}
	return s.Client.Type != nil && isSpread(kindOf(s.Client.Type, s.Method.Name)) || !s.looksForNodes()
}

func isSpread(kind Kind) bool { return kind == Cluster || kind == Ring }

// looksForNodes reports whether a function around the site, or one that it is issued through, asks what kind of client it
// has: what it does with others is not for clusters.
func (s *Site) looksForNodes() bool {
	for ; s != nil; s = s.inner {
		for fn := s.Func; fn != nil; fn = fn.Parent() {
			if assertsClient(fn) {
				return true
			}
		}
	}
	return false
}

func assertsClient(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Blocks, func(block *ssa.BasicBlock) bool {
		return slices.ContainsFunc(block.Instrs, func(instr ssa.Instruction) bool {
			assertion, ok := instr.(*ssa.TypeAssert)
			return ok && redisType(assertion.AssertedType) != nil
		})
	})
}
