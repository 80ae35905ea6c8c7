package calls

import (
	"cmp"
	"go/ast"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/summary"
)

// wrappedAt returns the commands that a call issues through the function that it calls: one of this package, or one that
// another package tells of.
func (m *model) wrappedAt(call ssa.CallInstruction) []*Site {
	if sites, known := m.wrapped[call]; known {
		return sites
	}
	m.wrapped[call] = nil
	to, ok := m.reach(call.Common())
	cursor, written := m.syntax.calls[call.Common().Pos()]
	if !ok || !written {
		return nil
	}
	var commands []summary.Command
	var inner []*Site
	through := m.nameOfReached(to)
	if to.told != nil {
		commands = to.told.Commands
	} else {
		s := m.summarize(to.local)
		commands, inner = s.Commands, s.sites
	}
	mk := maker{m, call, to.args, map[string]*derived{}}
	var sites []*Site
	for i := range commands {
		if len(commands[i].Through) == maxThrough {
			continue
		}
		site := mk.site(&commands[i], cursor.Node().(*ast.CallExpr), through)
		if site == nil {
			continue
		}
		site.Cursor = cursor
		site.Loop = enclosingLoop(cursor)
		if result, ok := call.(*ssa.Call); ok && site.wrapped.Returned {
			site.Use = m.useOf(result, cursor)
		}
		if inner != nil {
			site.inner = inner[i]
		}
		sites = append(sites, site)
	}
	m.wrapped[call] = sites
	return sites
}

// nameOfReached names what a call runs, with its package.
func (m *model) nameOfReached(to reached) string {
	if to.told != nil {
		return to.pkg + "." + to.told.Name
	}
	return m.types.Name() + "." + nameOf(to.local)
}

// findWrapped finds the wrapped sites of the package, and which of them decide something.
func (m *model) findWrapped() {
	m.instructions(func(instr ssa.Instruction) {
		if call, ok := instr.(ssa.CallInstruction); ok && m.sites[call] == nil {
			for _, site := range m.wrappedAt(call) {
				if site.isPassed() {
					m.pkg.Wrapped = append(m.pkg.Wrapped, site)
				}
			}
		}
	})
	slices.SortStableFunc(m.pkg.Wrapped, func(a, b *Site) int { return m.compare(a.Call.Lparen, b.Call.Lparen) })
}

// allWrapped returns all wrapped sites, a function's before those of what calls it.
func (m *model) allWrapped() []*Site {
	byCall := slices.Collect(maps.Values(m.wrapped))
	byCall = slices.DeleteFunc(byCall, func(sites []*Site) bool { return len(sites) == 0 })
	slices.SortFunc(byCall, func(a, b []*Site) int { return m.compare(a[0].Call.Lparen, b[0].Call.Lparen) })
	all := slices.Concat(byCall...)
	slices.SortStableFunc(all, func(a, b *Site) int { return cmp.Compare(len(a.Through), len(b.Through)) })
	return all
}

// site is a command of a summarised function, as a call of that decides it.
func (mk maker) site(wrapped *summary.Command, call *ast.CallExpr, through string) *Site {
	method, ok := command.MethodOf(wrapped.API, wrapped.Method)
	if !ok {
		return nil
	}
	site := &Site{
		API:     wrapped.API,
		Method:  method,
		Form:    WrappedCall,
		Through: append([]string{through}, wrapped.Through...),
		Func:    mk.at.Parent(),
		Instr:   mk.at,
		Call:    call,
		Fun:     ast.Unparen(call.Fun),
		model:   mk.model,
		expires: wrapped.Expires,
		wrapped: wrapped,
	}
	client := mk.value(wrapped.Client)
	site.Client = Client{Kind: Kind(wrapped.Kind), Value: client}
	if site.Client.Kind == Unknown || site.Client.Kind == Queued {
		if given := mk.client(client, method.Name); given.Kind != Unknown {
			site.Client = given
		}
	}
	if site.Client.Kind == Unknown && mk.isRebound(client) {
		site.Client.Kind = Queued
	}
	for _, recipe := range wrapped.Args {
		operand := Operand{Value: mk.value(recipe)}
		if parameter, ok := recipe.Given(); ok {
			operand.Expr = mk.writtenFor(call, parameter)
		}
		site.Args = append(site.Args, operand)
	}
	if !mk.identify(site) {
		return nil
	}
	site.Use.Error = wrapped.Checked && checks(mk.at)
	site.Callbacks = mk.callbacksAround(site.Func)
	return site
}

// isRebound reports whether what holds a client may have been bound to a pipeline: it was made with one, or is what a
// literal is given.
func (mk maker) isRebound(client ssa.Value) bool {
	for {
		made, ok := client.(*derived)
		if !ok || len(made.args) == 0 {
			break
		}
		client = mk.origin(made.args[0])
	}
	switch v := client.(type) {
	case *ssa.Parameter:
		return v.Parent().Parent() != nil
	case *ssa.Call:
		return slices.ContainsFunc(v.Call.Args, func(arg ssa.Value) bool {
			return kindOf(mk.origin(arg).Type(), "") == Queued
		})
	}
	return false
}

// writtenFor returns what is written for the i-th of the arguments of the call, the receiver counted; nil if that is not
// one expression.
func (mk maker) writtenFor(call *ast.CallExpr, i int) ast.Expr {
	signature := mk.at.Common().Signature()
	i -= len(mk.args) - signature.Params().Len() // a receiver is not among what is written
	packed := signature.Variadic() && !call.Ellipsis.IsValid() && i >= signature.Params().Len()-1
	if i < 0 || i >= len(call.Args) || packed || mk.isTuple(call.Args[0]) {
		return nil
	}
	return call.Args[i]
}

// checks reports whether the error of a call is looked at.
func checks(at ssa.CallInstruction) bool {
	call, ok := at.(*ssa.Call)
	if !ok {
		return false
	}
	err, ok := errorOf(call)
	return ok && err != nil
}

// Passed reports whether what the call passes decides an argument of the wrapped method.
func (s *Site) Passed(param int) bool {
	return s.wrapped != nil && param < len(s.wrapped.Args) && s.wrapped.Args[param].Depends()
}

// isPassed reports whether what the call passes decides any argument of the wrapped method.
func (s *Site) isPassed() bool { return slices.ContainsFunc(s.wrapped.Args, summary.Recipe.Depends) }

// Decided reports whether what a wrapped command does to a collection is wrong as far as the function that issues it
// knows, or one behind that: it is said there.
func (p *Package) Decided(site *Site) bool {
	switch {
	case site.wrapped == nil:
		return false
	case site.inner == nil:
		return site.wrapped.Decided
	}
	return p.condemns(site.inner)
}

// condemns reports whether what a command does to a collection is wrong as far as its function knows.
func (p *Package) condemns(site *Site) bool {
	return p.Decided(site) || slices.ContainsFunc(p.KeysOf(site), func(key *Key) bool {
		collection := p.Collection(key)
		return site.ReadsWhole(collection) || site.Command.Name == "DEL" && collection.CanGrow()
	})
}

// innermost returns the site in the last function of this package through which a command is issued.
func (s *Site) innermost() *Site {
	for s.inner != nil {
		s = s.inner
	}
	return s
}

// issues reports whether a site is another, or is a call that issues that other.
func (s *Site) issues(other *Site) bool {
	for s != nil && s != other {
		s = s.inner
	}
	return s != nil
}

// Chained puts the functions between a call and the command that it issues before a message about that.
func (s *Site) Chained(message string) string {
	if via := s.Via(); via != "" {
		return "through " + via + ", " + message
	}
	return message
}

// Via names the functions between a call and the command that it issues, or is "".
func (s *Site) Via() string { return strings.Join(s.model.local(s.Through), " and ") }

// local are names without the name of this package.
func (m *model) local(names []string) []string {
	local := make([]string, len(names))
	for i, name := range names {
		local[i] = strings.TrimPrefix(name, m.types.Name()+".")
	}
	return local
}

// InLoop reports whether the command is in a loop, of the function around it or of one that it is issued through.
func (s *Site) InLoop() bool { return s.Loop != nil || s.wrapped != nil && s.wrapped.Loop }

// byRuntime reports whether a function of the runtime package issues the command.
func (s *Site) byRuntime() bool {
	return s.Form == RuntimeCall || s.wrapped != nil && s.wrapped.Runtime
}
