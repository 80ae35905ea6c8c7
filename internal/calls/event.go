package calls

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/keyspace"
)

// An Event is a command as one function has it: the function issues it, or calls what does.
type Event struct {
	*Site
	Key     *Key            // the one of its keys that the event is about
	At      ssa.Instruction // of the function: the command's call, or that of what issues it
	Through []*ssa.Function // the functions in between, the called one first

	path  path
	shape keyspace.Shape                // of the key, as the calls on the path decide it
	after func(to *ssa.BasicBlock) bool // whether control can go there from it; nil until that is asked
}

// path tells by which calls functions of the package are looked at: their parameters are then what the calls pass.
type path map[*ssa.Function]ssa.CallInstruction

// Later reports whether the event happens when the function ends, or meanwhile, on its own.
func (e *Event) Later() bool {
	switch e.At.(type) {
	case *ssa.Defer, *ssa.Go:
		return true
	}
	return false
}

const (
	maxThrough = 4   // functions between a function and a command
	maxEvents  = 100 // of a function, before those of the functions that it calls are left to these
)

// eventsIn returns what makes keys or gives them lifetimes in a function, in the order of its source. What the functions
// that it calls have torn among themselves is not among it: it is theirs.
func (m *model) eventsIn(fn *ssa.Function) []*Event {
	if events, known := m.events[fn]; known {
		return events
	}
	m.events[fn] = nil // what a recursion finds
	var events []*Event
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				events = append(events, m.eventsAt(call)...)
			}
		}
	}
	if len(events) > maxEvents {
		events = slices.DeleteFunc(events, func(e *Event) bool { return len(e.Through) > 0 || e.Form == WrappedCall })
	}
	m.events[fn] = events
	return events
}

func (m *model) eventsAt(call ssa.CallInstruction) []*Event {
	var events []*Event
	if site := m.sites[call]; site != nil {
		return m.eventsOf(call, site)
	}
	if fn := m.called(call.Common()); fn != nil {
		events = m.eventsThrough(call, fn, call)
	} else {
		for _, site := range m.wrappedAt(call) {
			if !m.isSettled(call, site) {
				events = append(events, m.eventsOf(call, site)...)
			}
		}
	}
	for _, arg := range call.Common().Args {
		if closure, ok := m.origin(arg).(*ssa.MakeClosure); ok {
			events = append(events, m.eventsThrough(call, closure.Fn.(*ssa.Function), nil)...)
		}
	}
	return events
}

// isSettled reports whether the function that a call calls gives the keys of a site a lifetime, if it makes them.
func (m *model) isSettled(call ssa.CallInstruction, site *Site) bool {
	if site.inner == nil {
		return site.wrapped.Settled
	}
	to, ok := m.reach(call.Common())
	return ok && to.local != nil && m.settles(to.local, site.inner)
}

// eventsOf returns what the command at a call does to its keys.
func (m *model) eventsOf(call ssa.CallInstruction, site *Site) []*Event {
	var events []*Event
	for _, key := range m.pkg.keysOf[site] {
		if key.Value != nil && (key.mayMake() || key.GivesLifetime()) {
			events = append(events, m.event(&Event{Site: site, Key: key, At: call, path: path{}}))
		}
	}
	return events
}

// called returns the function of this package that a call runs, or nil.
func (m *model) called(call *ssa.CallCommon) *ssa.Function {
	fn := call.StaticCallee()
	if fn == nil && !call.IsInvoke() {
		if functions := m.functionsOf(call.Value, 0); len(functions) == 1 {
			fn = functions[0]
		}
	}
	if fn != nil && fn.Origin() != nil {
		fn = fn.Origin()
	}
	if fn == nil || len(fn.Blocks) == 0 || fn.Synthetic != "" {
		return nil
	}
	return fn
}

// eventsThrough are the events of a function as a call has them that runs it. call is nil where what it is passed is not
// known.
func (m *model) eventsThrough(at ssa.Instruction, fn *ssa.Function, call ssa.CallInstruction) []*Event {
	var events []*Event
	for _, inner := range m.eventsIn(fn) {
		_, recursive := inner.path[at.Parent()]
		if recursive || len(inner.Through) == maxThrough || m.settled(inner) {
			continue
		}
		event := &Event{Site: inner.Site, Key: inner.Key, At: at, Through: append([]*ssa.Function{fn}, inner.Through...)}
		event.path = maps.Clone(inner.path)
		if call != nil {
			event.path[fn] = call
		}
		events = append(events, m.event(event))
	}
	return events
}

func (m *model) event(e *Event) *Event {
	e.shape = m.shapeOf(m.resolve(placed{e.Key.Value, e.path}))
	return e
}

// mayMake reports whether the command makes the key if there is none, without a lifetime.
func (k *Key) mayMake() bool {
	if k.Effect()&command.Makes == 0 || k.Site.byRuntime() {
		return false
	}
	switch k.Site.Command.Name {
	case "SET", "SETNX":
		return k.Site.LeavesNoLifetime()
	}
	return true
}

// settled reports whether the write of an event is seen, in the function that has it, to be followed by an EXPIRE, or
// to have a lifetime.
func (m *model) settled(event *Event) bool {
	return event.Key.mayMake() && slices.ContainsFunc(m.eventsIn(event.At.Parent()), func(other *Event) bool {
		return other.Key.GivesLifetime() && m.sameKey(event, other) &&
			(m.oneTrip(event, other) || m.mayFollow(event, other) || comesBefore(other.At, event.At))
	})
}

// Range is where to report an event: the command or, where another function issues it, the name of the one called.
func (e *Event) Range() (pos, end, from token.Pos) {
	if cursor, ok := e.model.syntax.calls[callOf(e.At).Pos()]; ok && len(e.Through) > 0 {
		return e.model.rangeOf(ast.Unparen(cursor.Node().(*ast.CallExpr).Fun))
	}
	return e.Site.Range()
}

func callOf(instr ssa.Instruction) *ssa.CallCommon { return instr.(ssa.CallInstruction).Common() }

// Evidence names the command and its place, and the functions in between: "EXPIRE at store.go:41, through Store.touch".
func (e *Event) Evidence() string {
	evidence := fmt.Sprintf("%s at %s", e.Command.Name, e.Key.place())
	if through := e.Functions(); through != "" {
		evidence += ", through " + through
	}
	return evidence
}

// KeyName names the key in a message, as the calls in between decide it, or is "".
func (e *Event) KeyName() string {
	if e.shape.Known() {
		return e.shape.String()
	}
	return e.Key.String()
}

// KeyVaries reports whether there may be several of that key.
func (e *Event) KeyVaries() bool { return !e.shape.Known() || e.shape.Varies() }

// Functions names the functions between the function that has the event and the command, or is "".
func (e *Event) Functions() string {
	return strings.Join(append(namesOf(e.Through), e.model.local(e.Site.Through)...), " and ")
}

// namesOf names functions. Literals have no names.
func namesOf(functions []*ssa.Function) []string {
	var names []string
	for _, fn := range functions {
		if fn.Parent() == nil {
			names = append(names, nameOf(fn))
		}
	}
	return names
}

// nameOf names a function or method as its package does: "Store.touch".
func nameOf(fn *ssa.Function) string {
	if method, ok := fn.Object().(*types.Func); ok {
		return nameOfFunc(method)
	}
	return fn.Name()
}
