package calls

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Passed is a call that passes an argument through a function of the package to a site.
type Passed struct {
	Arg ast.Expr
	Via string // the function
	Key *Key   // of the site, as far as this call decides it
}

// PassedZeroLifetimes returns the calls in this package of the function around a site which pass it a zero that the
// site gives its key for a lifetime.
func (s *Site) PassedZeroLifetimes() []Passed {
	lifetime, ok := s.Expiration()
	if !ok || s.IsRaw() {
		return nil
	}
	parameter, ok := s.model.origin(lifetime.Value).(*ssa.Parameter)
	if !ok || parameter.Parent() != s.Func || isCompared(parameter) {
		return nil
	}
	keys, ok := s.Keys()
	if !ok || len(keys) != 1 {
		return nil
	}
	s.model.asking.Lock()
	defer s.model.asking.Unlock()
	var passed []Passed
	i := parameterIndex(parameter)
	key := &Key{Site: s, Value: keys[0].Value}
	for _, call := range s.model.assigned.callers[s.Func] {
		args := call.Common().Args
		if i >= len(args) || !isZeroValue(s.model.origin(args[i])) {
			continue
		}
		if written := s.model.writtenFor(call, i); written != nil {
			passed = append(passed, Passed{Arg: written, Via: s.Func.Name(), Key: s.keyIn(call, key)})
		}
	}
	return passed
}

// isCompared reports whether a function looks at a parameter before it passes it on: what it does then is not known.
func isCompared(parameter *ssa.Parameter) bool {
	return slices.ContainsFunc(*parameter.Referrers(), func(use ssa.Instruction) bool {
		_, compares := use.(*ssa.BinOp)
		return compares
	})
}

// writtenFor returns what is written for the i-th argument of a call, the receiver counted; nil if that is not one
// expression.
func (m *model) writtenFor(call ssa.CallInstruction, i int) ast.Expr {
	cursor, ok := m.syntax.calls[call.Common().Pos()]
	if !ok {
		return nil
	}
	expr := cursor.Node().(*ast.CallExpr)
	signature := call.Common().StaticCallee().Signature
	if signature.Recv() != nil && m.formOf(ast.Unparen(expr.Fun)) != MethodExpr {
		i--
	}
	if i < 0 || i >= len(expr.Args) || m.isTuple(expr.Args[0]) || signature.Variadic() && i >= signature.Params().Len()-1 {
		return nil
	}
	return expr.Args[i]
}

// keyIn is a key of a site as a call of the function around it decides it.
func (s *Site) keyIn(call ssa.CallInstruction, key *Key) *Key {
	outer := folder{model: s.model, folds: new(int)}
	inner := folder{s.model, call.Common(), s.Func, &outer, outer.folds}
	return &Key{Site: s, Index: key.Index, Shape: inner.shape(key.Value), Func: call.Parent()}
}
