package calls

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
)

// Collection is what is known of the value that a key has. Each field but Type is the first use of the key which
// shows it, or nil.
type Collection struct {
	Type    command.Type
	Typed   *Key // shows the type
	Grows   *Key // adds elements that vary with the data
	Fixed   *Key // adds elements that are written in the source, as the fields of an object are
	Bound   *Key // keeps it below a size
	Ages    *Key // removes what is old
	Shifts  *Key // may change which element of a list has which index
	Renamed bool // what is known of it is known of the key that is renamed to it
	Unit    *Key // reads it whole in a Watch callback: the program takes it for one value, as all changes of it conflict
}

// CanGrow reports whether the value is a collection that nothing in view bounds. A hash is one only if its fields
// are seen to vary: most are objects.
func (c Collection) CanGrow() bool {
	switch {
	case c.Bound != nil || c.Type == "" || c.Type == command.String:
		return false
	case c.Type == command.Hash:
		return c.Grows != nil && c.Fixed == nil
	case c.Fixed != nil:
		return c.Grows != nil
	}
	return true
}

// GrowsInLoop reports whether many elements are added one after the other.
func (c Collection) GrowsInLoop() bool { return c.Grows != nil && c.Grows.inLoop() }

// Collection returns what the package shows of a key's value. Of a key that is used as two types nothing is known:
// those are two keys.
func (p *Package) Collection(key *Key) Collection {
	m := key.Site.model
	m.asking.Lock()
	defer m.asking.Unlock()
	c, known := p.collections[key]
	if !known {
		c = p.collection(key)
		p.collections[key] = c
	}
	return c
}

func (p *Package) collection(key *Key) Collection {
	var c Collection
	if key.Site.Form == WrappedCall && key.Type() != "" { // it is not among the uses if nothing is known of the key
		c.Type, c.Typed = key.Type(), key
	}
	uncounted := false // something adds that does not ask how much there is
	for use := range p.Uses(key) {
		if t := use.Type(); t != "" {
			if c.Typed != nil && c.Type != t {
				return Collection{}
			}
			c.Type, c.Typed = t, cmp.Or(c.Typed, use)
		}
		if use.isUnit() {
			c.Unit = cmp.Or(c.Unit, use)
		}
		if use.Effect()&command.Adds == 0 {
			continue
		}
		switch use.added() {
		case varyingMembers:
			c.Grows = cmp.Or(c.Grows, use)
			if counted := p.countedWith(use); counted == nil {
				uncounted = true
			} else {
				c.Bound = cmp.Or(c.Bound, counted)
			}
		case fixedMembers:
			c.Fixed = cmp.Or(c.Fixed, use)
		}
	}
	if uncounted {
		c.Bound = nil
	}
	if c.Grows == nil {
		c.inherit(p, key)
	}
	for use := range p.removals(key) {
		if c.Type != "" && use.Type() != "" && use.Type() != c.Type {
			continue
		}
		effect := use.Effect()
		if use.bounds() {
			c.Bound = cmp.Or(c.Bound, use)
		}
		if effect&command.Ages != 0 {
			c.Ages = cmp.Or(c.Ages, use)
		}
	}
	if c.Type == command.List {
		c.Shifts = p.shifts(key)
	}
	return c
}

// shifts returns what may change which element of a list has which index. A fix rests on that: a key of which nothing
// is known may be this one.
func (p *Package) shifts(key *Key) *Key {
	unknown := func(k *Key) bool { return k.String() == "" }
	for _, use := range p.removing {
		if use.Effect()&command.Shifts != 0 && (unknown(use) || unknown(key) || use.MayBe(key)) {
			return use
		}
	}
	return nil
}

// inherit adds what is known of a key that is renamed to this one.
func (c *Collection) inherit(p *Package, key *Key) {
	for use := range p.Uses(key) {
		if use.told != nil || use.Index != 1 || use.Site.Command.Name != "RENAME" && use.Site.Command.Name != "RENAMENX" {
			continue
		}
		for old := range p.Uses(p.Key(use.Site)) {
			if old.Effect()&command.Adds == 0 || old.added() != varyingMembers {
				continue
			}
			c.Type, c.Typed, c.Grows, c.Renamed = old.Type(), cmp.Or(c.Typed, old), old, true
			return
		}
	}
}

// Lifetime returns a use that gives the key a lifetime, other than by the given site, or nil.
func (p *Package) Lifetime(key *Key, but *Site) *Key {
	for use := range p.Uses(key) {
		if !but.issues(use.Site) && use.GivesLifetime() {
			return use
		}
	}
	return nil
}

// Freed returns a use that may remove the key, or nil.
func (p *Package) Freed(key *Key) *Key {
	for use := range p.removals(key) {
		if use.Effect()&command.Frees != 0 && (use.Shape.Known() || use.Is(key)) {
			return use
		}
	}
	return nil
}

// isUnit reports whether a Watch callback reads the collection whole.
func (k *Key) isUnit() bool {
	if k.told != nil {
		return k.told.Unit
	}
	return k.Site.Client.Kind == Watched && (k.Site.ReadsMembers() || k.Site.ReadsToEnd())
}

func (k *Key) inLoop() bool { return k.told != nil && k.told.Loop || k.Site.InLoop() }

// members says of what a command adds to a collection whether it is the same each time.
type members int

const (
	notInView      members = iota
	fixedMembers           // written in the source
	varyingMembers         // from data
)

// added returns what the command adds to the collection that the key has.
func (k *Key) added() members {
	if k.told != nil {
		return members(k.told.Members)
	}
	switch k.Type() {
	case command.List, command.Stream:
		return varyingMembers
	case command.Hash:
		return k.addedFields()
	case command.Set, command.SortedSet:
		return k.addedMembers()
	}
	return notInView
}

// addedMembers is added for SADD, ZADD and ZINCRBY. What is stored from other keys may be anything.
func (k *Key) addedMembers() members {
	s := k.Site
	switch s.Command.Name {
	case "GEOADD":
		return varyingMembers
	case "ZINCRBY":
		if member, ok := s.Argument(3); ok {
			return k.constancy(member.Value)
		}
	case "SADD":
		if s.IsRaw() {
			return k.constancyOf(s.Words[min(2, len(s.Words)):])
		}
		if isUnknown(s.Args[2].Value) {
			return notInView
		}
		return k.constancyOf(s.model.spread(s, 2))
	case "ZADD":
		return k.addedScores()
	}
	return notInView
}

// constancyOf is that of members in view, or of a slice that is not: it comes from data.
func (k *Key) constancyOf(operands []Operand) members {
	if len(operands) == 0 {
		return varyingMembers
	}
	all := fixedMembers
	for _, operand := range operands {
		all = all.and(k.constancy(operand.Value))
	}
	return all
}

// and is that of two members together.
func (m members) and(other members) members {
	if m == notInView || other == notInView {
		return notInView
	}
	return max(m, other)
}

func (k *Key) addedScores() members {
	s := k.Site
	if s.IsRaw() {
		return varyingMembers
	}
	param := slices.IndexFunc(s.Method.Wire, func(where command.Operand) bool { return where.Rest })
	if param < 0 {
		return varyingMembers
	}
	all := fixedMembers
	scored := s.model.spread(s, s.Method.Wire[param].Param)
	for _, z := range scored {
		member, ok := s.model.fieldByName(z.Value, "Member")
		if !ok || member == nil {
			return varyingMembers
		}
		all = all.and(k.constancy(member))
	}
	if len(scored) == 0 {
		return varyingMembers
	}
	return all
}

// constancy says whether a member or a field is the same each time, for each key. The values of an enumeration are few.
func (k *Key) constancy(v ssa.Value) members {
	m := k.Site.model
	if isUnknown(m.origin(v)) {
		return notInView
	}
	shape := m.shape(v)
	t := m.origin(v).Type()
	if _, literal := shape.Literal(); literal || !shape.Varies() || isEnumeration(t) || isBool(t) {
		return fixedMembers
	}
	if k.Value != nil && m.determines(k.Value, v) {
		return fixedMembers
	}
	return varyingMembers
}
