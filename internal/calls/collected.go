package calls

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/keyspace"
)

// A Source is a command whose replies a slice of keys was collected from.
type Source struct {
	*Site
	// Gathered says that pages or elements were put together in a loop that was over when the slice was used.
	Gathered bool
	// Picked says that they were gathered where another command's reply said so.
	Picked bool

	pattern keyspace.Shape
}

// Unbounded reports whether nothing in view bounds how many keys come from a source: not a page of SCAN.
func (s Source) Unbounded() bool {
	switch s.Command.Name {
	case "SCAN", "SSCAN", "HSCAN", "ZSCAN":
		return s.Gathered
	case "KEYS":
		return true
	}
	return s.ReadsMembers() || s.ReadsToEnd()
}

// Collected returns what the keys of a site whose slice is not in view come from.
func (s *Site) Collected() []Source {
	s.model.asking.Lock()
	defer s.model.asking.Unlock()
	return s.collect().sources
}

// collect follows the slice of keys that a site is given, if that is not in view.
func (s *Site) collect() collector {
	if s.Instr == nil || s.Form == MethodValue || s.IsRaw() || len(s.Args) == 0 {
		return collector{}
	}
	if _, inView := s.Keys(); inView {
		return collector{}
	}
	c := collector{model: s.model, user: s.Instr.Block(), seen: make(map[ssa.Value]bool)}
	c.from(s.Args[len(s.Args)-1].Value, false)
	if c.emptied {
		for i := range c.sources {
			c.sources[i].Gathered = false // the last of several batches
		}
	}
	return c
}

// collectedShapes are the shapes of the keys of a slice that is not in view: what those found by a pattern have in common,
// and those that were put into it one by one.
func (s *Site) collectedShapes() []keyspace.Shape {
	c := s.collect()
	found := make([]keyspace.Shape, len(c.sources))
	for i, source := range c.sources {
		found[i] = source.pattern
	}
	return append(c.shapes, keyspace.Either(found...))
}

type collector struct {
	*model
	user    *ssa.BasicBlock // where the slice is used
	seen    map[ssa.Value]bool
	sources []Source
	shapes  []keyspace.Shape // of strings that were put into the slice
	emptied bool             // the slice is emptied in the loop that fills it
	picked  bool             // elements are added to it if a command's reply says so
}

// asksOfKey are the commands that programs pick keys by.
var asksOfKey = map[string]bool{
	"TTL": true, "PTTL": true, "EXPIRETIME": true, "TYPE": true, "EXISTS": true, "GET": true, "HGET": true, "HGETALL": true,
	"OBJECT IDLETIME": true, "OBJECT FREQ": true, "STRLEN": true, "MEMORY USAGE": true,
}

// isPicked reports whether a block of a loop runs if the reply of a command in that loop says so.
func (c *collector) isPicked(block *ssa.BasicBlock) bool {
	for instr, site := range c.sites {
		asked := instr.Block()
		if asksOfKey[site.Command.Name] && asked != block && asked.Parent() == block.Parent() &&
			inCycle(asked) && asked.Dominates(block) {
			return true
		}
	}
	return false
}

// from follows a slice, or a string in it, to the commands that it comes from.
func (c *collector) from(v ssa.Value, gathered bool) {
	v = c.origin(v)
	if c.seen[v] {
		return
	}
	c.seen[v] = true
	if shape := c.shape(v); isString(v.Type()) && shape.Tells() {
		c.shapes = append(c.shapes, shape)
		return
	}
	switch v := v.(type) {
	case *ssa.Phi:
		for i, edge := range v.Edges {
			c.emptied = c.emptied || isNil(edge) && inCycle(v.Block().Preds[i])
			c.from(edge, gathered)
		}
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok && v.Index == 0 {
			c.fromCall(call, gathered)
		}
	case *ssa.Call:
		c.fromCall(v, gathered)
	case *ssa.UnOp:
		c.fromAddress(v.X, gathered)
	case *ssa.Slice:
		c.emptied = c.emptied || v.High != nil && isZeroValue(v.High)
		// A part of a slice is a page of it.
		if v.Low == nil && v.High == nil || isZeroValue(v.Low) && v.High == nil {
			c.fromAddress(v.X, gathered)
			c.from(v.X, gathered)
		}
	case *ssa.MakeSlice:
		c.emptied = c.emptied || inCycle(v.Block())
		c.fromElements(v, gathered)
	}
}

// fromCall follows append, getters of commands, iterators, and functions in view.
func (c *collector) fromCall(call *ssa.Call, gathered bool) {
	if builtin, ok := call.Call.Value.(*ssa.Builtin); ok {
		if builtin.Name() == "append" {
			over := gathered || inCycle(call.Block()) && !c.usedInLoopOf(call.Block())
			c.picked = c.picked || inCycle(call.Block()) && c.isPicked(call.Block())
			for _, arg := range call.Call.Args {
				c.from(arg, over)
			}
		}
		return
	}
	if source, ok := c.source(call); ok {
		source.Gathered, source.Picked = gathered, c.picked
		c.sources = append(c.sources, source)
		return
	}
	if fn := call.Call.StaticCallee(); fn != nil && len(fn.Blocks) > 0 && fn.Synthetic == "" {
		for result := range returns(fn) {
			if len(result.Results) > 0 {
				c.from(result.Results[0], gathered)
			}
		}
		return
	}
	c.fromTold(call, gathered)
}

// usedInLoopOf reports whether the slice is used by the loop that a block is in.
func (c *collector) usedInLoopOf(block *ssa.BasicBlock) bool {
	return block.Parent() == c.user.Parent() && reaches(block, c.user, nil) && reaches(c.user, block, nil)
}

// fromAddress follows all that a variable, or the elements of an array, are given.
func (c *collector) fromAddress(address ssa.Value, gathered bool) {
	if free, ok := address.(*ssa.FreeVar); ok {
		address = c.captured(free)
	}
	switch address := address.(type) {
	case *ssa.Alloc:
		c.fromStores(address, gathered)
	case *ssa.IndexAddr:
		c.from(address.X, gathered)
	}
}

func (c *collector) fromStores(address ssa.Value, gathered bool) {
	if c.seen[address] {
		return
	}
	c.seen[address] = true
	for _, use := range *address.Referrers() {
		switch use := use.(type) {
		case *ssa.Store:
			if use.Addr == address {
				c.from(use.Val, gathered)
			}
		case *ssa.MakeClosure:
			for i, binding := range use.Bindings {
				if binding == address {
					c.fromStores(use.Fn.(*ssa.Function).FreeVars[i], gathered)
				}
			}
		}
	}
	c.fromElements(address, gathered)
}

// fromElements follows what is stored in the elements of a slice or an array.
func (c *collector) fromElements(slice ssa.Value, gathered bool) {
	for store := range elementStores(slice) {
		c.from(store.Val, gathered || inCycle(store.Block()) && !c.usedInLoopOf(store.Block()))
	}
}

// source returns the command whose reply a call returns: by a getter of it, or the Val of its iterator.
func (m *model) source(call *ssa.Call) (Source, bool) {
	fn, ok := callee(&call.Call)
	if !ok {
		return Source{}, false
	}
	if len(call.Call.Args) == 0 || fn.Signature().Recv() == nil || redisType(fn.Signature().Recv().Type()) == nil {
		return Source{}, false
	}
	made, ok := m.origin(wholeCommand(call.Call.Args[0])).(*ssa.Call)
	if !ok {
		return Source{}, false
	}
	if iterator, ok := callee(&made.Call); ok && iterator.Name() == "Iterator" && len(made.Call.Args) > 0 {
		if made, ok = m.origin(made.Call.Args[0]).(*ssa.Call); !ok {
			return Source{}, false
		}
	}
	if site := m.sites[made]; site != nil {
		return m.sourceOf(site), true
	}
	return Source{}, false
}

func (m *model) sourceOf(site *Site) Source {
	source := Source{Site: site, pattern: keyspace.Hole}
	switch site.Command.Name {
	case "KEYS":
		source.pattern = m.patternOf(site.Argument(1))
	case "SCAN":
		if !site.IsRaw() {
			source.pattern = m.patternOf(site.Argument(2))
		}
	}
	return source
}

// wholeCommand goes from the part of a command that declares a getter to the command.
func wholeCommand(v ssa.Value) ssa.Value {
	if field, ok := v.(*ssa.FieldAddr); ok && redisType(field.X.Type()) != nil {
		return wholeCommand(field.X)
	}
	return v
}

func (m *model) patternOf(glob Operand, ok bool) keyspace.Shape {
	if !ok || !types.Identical(glob.Value.Type().Underlying(), types.Typ[types.String]) {
		return keyspace.Hole
	}
	return keyspace.Pattern(m.shape(glob.Value))
}
