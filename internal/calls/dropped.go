package calls

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Dropped returns the commands that are sent at once, and whose result nobody keeps: it is dropped in a bare statement, or
// by defer or go. Scripts are among them, and calls of functions that return the command. In the order of the source.
func (p *Package) Dropped() []*Site {
	m := p.model
	if m == nil {
		return nil
	}
	m.asking.Lock()
	defer m.asking.Unlock()
	dropped := slices.DeleteFunc(slices.Concat(m.inOrder(), m.allWrapped()), func(site *Site) bool {
		return site.wrapped != nil && !site.wrapped.Returned || !isDropped(site) || m.mayBeQueued(site.Client, 0)
	})
	slices.SortStableFunc(dropped, func(a, b *Site) int { return m.compare(a.Call.Lparen, b.Call.Lparen) })
	return dropped
}

// isDropped reports whether the result of a call is a command, and nothing is done with it. That of Process is an error,
// for which there are other tools.
func isDropped(site *Site) bool {
	if !returnsCommand(site.Instr.(ssa.CallInstruction).Common().Signature()) {
		return false
	}
	call, ok := site.Instr.(*ssa.Call)
	return !ok || !isUsed(call) && !assignedToBlank(site.Cursor)
}

func returnsCommand(sig *types.Signature) bool {
	return sig.Results().Len() == 1 && strings.HasSuffix(redisTypeName(sig.Results().At(0).Type()), "Cmd")
}

// returnsSite reports whether a function returns the command of a site, and does nothing else with it.
func returnsSite(fn *ssa.Function, site *Site) bool {
	call, ok := site.Instr.(*ssa.Call)
	if !ok || call.Parent() != fn || site.wrapped != nil && !site.wrapped.Returned || !returnsCommand(fn.Signature) {
		return false
	}
	return isUsed(call) && !slices.ContainsFunc(*call.Referrers(), func(use ssa.Instruction) bool {
		switch use.(type) {
		case *ssa.Return, *ssa.DebugRef:
			return false
		}
		return true
	})
}

// mayBeQueued reports whether a command may not be sent at once: the client is a pipeline, or a parameter that callers
// can give one.
func (m *model) mayBeQueued(client Client, depth int) bool {
	const maxDepth = 5 // of functions that pass it on
	if client.Kind != Unknown {
		return !client.Kind.IsDirect()
	}
	if depth == maxDepth {
		return m.takesPipelines(client.Value.Type())
	}
	if given := m.oneOf(client.Value); len(given) > 0 {
		return slices.ContainsFunc(given, func(v ssa.Value) bool { return m.mayBeQueued(m.client(v, ""), depth+1) })
	}
	parameter, ok := client.Value.(*ssa.Parameter)
	if !ok || !m.takesPipelines(parameter.Type()) {
		return false
	}
	callers, inView := m.callersOf(parameter.Parent())
	return !inView || slices.ContainsFunc(callers, func(call ssa.CallInstruction) bool {
		arg, ok := argumentFor(parameter, call.Common())
		return !ok || m.mayBeQueued(m.client(arg, ""), depth+1)
	})
}

// oneOf returns the clients of which one is what is chosen, here or by a function of the package; none if that is not seen.
func (m *model) oneOf(client ssa.Value) []ssa.Value {
	var clients []ssa.Value
	add := func(v ssa.Value) {
		if wider, ok := v.(*ssa.ChangeInterface); ok {
			v = wider.X // whose type tells more
		}
		clients = append(clients, v)
	}
	switch v := client.(type) {
	case *ssa.Phi:
		for _, edge := range v.Edges {
			add(edge)
		}
	case *ssa.Call:
		if fn := m.called(&v.Call); fn != nil && fn.Signature.Results().Len() == 1 {
			for result := range returns(fn) {
				add(result.Results[0])
			}
		}
	}
	return clients
}

// takesPipelines reports whether go-redis' pipelines have the methods of an interface.
func (m *model) takesPipelines(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for _, imported := range m.types.Imports() {
		if pipeline, ok := imported.Scope().Lookup("Pipeline").(*types.TypeName); ok && apiOf(imported.Path()) != 0 {
			return types.Implements(types.NewPointer(pipeline.Type()), iface)
		}
	}
	return true
}

// GivesErrors reports whether the function around a site could tell its callers of a failure.
func (s *Site) GivesErrors() bool {
	results := s.Func.Signature.Results()
	_, isCall := s.Instr.(*ssa.Call)
	return isCall && results.Len() > 0 && isError(results.At(results.Len()-1).Type())
}

// OfRequest reports whether a command has the context of an HTTP request, which ends when the client goes away.
func (s *Site) OfRequest() bool {
	made, ok := s.context().(*ssa.Call)
	if !ok {
		return false
	}
	fn, ok := callee(&made.Call)
	return ok && fn.FullName() == "(*net/http.Request).Context"
}

// MayEnd reports whether a command has a context that somebody else may end: go-redis sends nothing then.
func (s *Site) MayEnd() bool { return s.model.mayEnd(s.context(), 0) }

// context returns the context that a command is given, or nil.
func (s *Site) context() ssa.Value {
	if len(s.Args) == 0 || s.Args[0].Value == nil {
		return nil
	}
	return s.model.origin(s.Args[0].Value)
}

func (m *model) mayEnd(ctx ssa.Value, depth int) bool {
	const maxDepth = 5 // of functions that pass it on
	switch v := ctx.(type) {
	case *ssa.Parameter:
		callers, inView := m.callersOf(v.Parent())
		return !inView || depth == maxDepth || slices.ContainsFunc(callers, func(call ssa.CallInstruction) bool {
			arg, ok := argumentFor(v, call.Common())
			return ok && m.mayEnd(m.origin(arg), depth+1)
		})
	case *ssa.Extract:
		call, ok := v.Tuple.(*ssa.Call)
		return ok && m.mayEnd(call, depth)
	case *ssa.Call:
		fn, ok := callee(&v.Call)
		switch {
		case !ok || fn.Pkg() == nil || fn.Pkg().Path() != "context":
			return ok
		case strings.HasPrefix(fn.Name(), "With") && fn.Name() != "WithoutCancel":
			return m.mayEnd(m.origin(v.Call.Args[0]), depth)
		}
	}
	return false
}
