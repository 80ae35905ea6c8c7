package calls

import (
	"fmt"
	"go/token"
	"go/types"
	"iter"
	"maps"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/keyspace"
)

// A Key is one key that a site is given, or the keys of a slice that is not in view.
type Key struct {
	Site  *Site
	Index int // among the site's keys
	Shape keyspace.Shape
	Value ssa.Value // where it comes from; nil for a key of a slice that is not in view

	// Func is where the key is decided: around the site or, of a key that is passed to it, around the call.
	Func *ssa.Function

	passed   bool         // each call of the function around passes a key that is known, and is among the keys itself
	variable types.Object // what holds the whole key for as long as the program runs, or nil
}

// Effect is what the site's command does to the key.
func (k *Key) Effect() command.Effect { return k.Site.Command.Effect(k.Index) }

// GivesLifetime reports whether the command gives the key a lifetime, or may.
func (k *Key) GivesLifetime() bool {
	return k.Site.expires || k.Effect()&command.Expires != 0 && k.Site.GivesLifetime()
}

// Type is the type that the command takes the key to have.
func (k *Key) Type() command.Type { return k.Site.Command.KeyType(k.Index) }

// String names the key in a message: its shape, or the variable that holds it, or "".
func (k *Key) String() string {
	if k.Shape.Known() {
		return k.Shape.String()
	}
	if k.variable != nil {
		return k.variable.Name()
	}
	return ""
}

// Evidence names the command and the place of a key's use, as in "RPUSH at store.go:41".
func (k *Key) Evidence() string {
	pos, _, _ := k.Site.Range()
	position := k.Site.model.fset.PositionFor(pos, false)
	return fmt.Sprintf("%s at %s:%d", k.Site.Command.Name, filepath.Base(position.Filename), position.Line)
}

// Is reports whether two uses are of one kind of key as far as can be seen: of the same value or variable, or of
// the same shape.
func (k *Key) Is(other *Key) bool {
	switch {
	case k.Shape.Known() && k.Shape == other.Shape && !k.Shape.Anonymous():
		return true
	case k.variable != nil && k.variable == other.variable:
		return true
	}
	_, constant := k.Value.(*ssa.Const)
	return k.Value != nil && !constant && k.Value == other.Value
}

// MayBe reports whether two uses may be of one key: what is not known may be what is not known.
func (k *Key) MayBe(other *Key) bool { return k.Is(other) || keyspace.MayEqual(k.Shape, other.Shape) }

// Uses returns the uses of a key in the package, the key itself among them.
func (p *Package) Uses(key *Key) iter.Seq[*Key] { return where(p.Keys, key.Is) }

// removals returns what may be uses of a key by commands that remove something.
func (p *Package) removals(key *Key) iter.Seq[*Key] { return where(p.removing, key.MayBe) }

func where(keys []*Key, holds func(*Key) bool) iter.Seq[*Key] {
	return func(yield func(*Key) bool) {
		for _, key := range keys {
			if holds(key) && !yield(key) {
				return
			}
		}
	}
}

// KeysOf returns the keys of a site.
func (p *Package) KeysOf(site *Site) []*Key { return p.keysOf[site] }

// Key returns the first key of a site, or nil.
func (p *Package) Key(site *Site) *Key {
	if keys := p.keysOf[site]; len(keys) > 0 {
		return keys[0]
	}
	return nil
}

// findKeys makes the keys of all sites.
func (m *model) findKeys() {
	m.pkg.keysOf = make(map[*Site][]*Key)
	m.pkg.collections = make(map[*Key]Collection)
	for _, site := range m.inOrder() {
		operands, ok := site.Keys()
		if !ok {
			m.addKey(&Key{Site: site, Shape: m.collectedShape(site), Func: site.Func})
			continue
		}
		for i, operand := range operands {
			value := m.origin(operand.Value)
			key := &Key{Site: site, Index: i, Shape: m.shape(value), Value: value, Func: site.Func}
			if !key.Shape.Varies() {
				key.variable = variableOf(value)
			}
			m.addKey(key)
			passed, all := m.passedKeys(key)
			m.pkg.Keys = append(m.pkg.Keys, passed...)
			key.passed = all
		}
	}
	const removes = command.Trims | command.Ages | command.Shifts | command.Frees
	for _, key := range m.pkg.Keys {
		if key.Effect()&removes != 0 && !key.passed {
			m.pkg.removing = append(m.pkg.removing, key)
		}
	}
}

// passedKeys are the keys that the calls in this package of the function around a site pass to it, if they decide more
// than the function does. It reports whether those are all that it is passed.
func (m *model) passedKeys(key *Key) (passed []*Key, all bool) {
	const maxCalls = 50 // a function with more is a wrapper, of all kinds of keys
	calls := m.assigned.callers[key.Site.Func]
	if len(calls) > maxCalls {
		return nil, false
	}
	for _, call := range calls {
		if inner := key.Site.keyIn(call, key); inner.Shape.Known() && inner.Shape != key.Shape {
			passed = append(passed, inner)
		}
	}
	_, inView := m.callersOf(key.Site.Func)
	return passed, inView && len(passed) == len(calls)
}

// inOrder returns the sites that are calls, those of the runtime package among them, in the order of the source.
func (m *model) inOrder() []*Site {
	all := slices.Collect(maps.Values(m.sites))
	slices.SortFunc(all, func(a, b *Site) int { return m.compare(a.Call.Lparen, b.Call.Lparen) })
	return all
}

func (m *model) addKey(key *Key) {
	m.pkg.Keys = append(m.pkg.Keys, key)
	m.pkg.keysOf[key.Site] = append(m.pkg.keysOf[key.Site], key)
}

// variableOf returns the field or the package variable that a value is read from, or nil.
func variableOf(v ssa.Value) types.Object {
	switch v := v.(type) {
	case *ssa.Field:
		return structOf(v.X.Type()).Field(v.Field).Origin()
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return nil
		}
		switch address := v.X.(type) {
		case *ssa.FieldAddr:
			return structOf(address.X.Type()).Field(address.Field).Origin()
		case *ssa.Global:
			return address.Object()
		}
	}
	return nil
}
