package calls

import (
	"fmt"
	"go/token"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/keyspace"
	"github.com/redislint/redislint/internal/summary"
)

// A Key is one key that a site is given, or the keys of a slice that is not in view.
type Key struct {
	Site  *Site
	Index int // among the site's keys
	Shape keyspace.Shape
	Value ssa.Value // where it comes from; nil for a key of a slice that is not in view

	// Func is where the key is decided: around the site or, of a key that is passed to it, around the call.
	Func *ssa.Function

	told   *summary.KeyUse // what another package tells of it, or nil
	passed bool            // each call of the function around passes a key that is known, and is among the keys itself
}

// Effect is what the site's command does to the key.
func (k *Key) Effect() command.Effect { return k.Site.Command.Effect(k.Index) }

// GivesLifetime reports whether the command gives the key a lifetime, or may.
func (k *Key) GivesLifetime() bool {
	if k.told != nil {
		return k.told.Lifetime
	}
	return k.Site.expires || k.Effect()&command.Expires != 0 && k.Site.GivesLifetime()
}

// Type is the type that the command takes the key to have.
func (k *Key) Type() command.Type { return k.Site.Command.KeyType(k.Index) }

// String names the key in a message: its shape, or the variable that holds it, or "".
func (k *Key) String() string {
	if k.Shape.Known() {
		return k.Shape.String()
	}
	holder, _ := k.Shape.Holder()
	name, _, _ := strings.Cut(holder[strings.LastIndexByte(holder, '.')+1:], "@")
	return name
}

// Evidence names the command and the place of a key's use, as in "RPUSH at store.go:41".
func (k *Key) Evidence() string {
	if k.told != nil {
		return k.told.Evidence
	}
	return k.evidenceAt(k.place())
}

func (k *Key) evidenceAt(place string) string {
	evidence := fmt.Sprintf("%s at %s", k.Site.Command.Name, place)
	if via := k.Site.Via(); via != "" {
		evidence += ", through " + via
	}
	return evidence
}

func (k *Key) place() string {
	pos, _, _ := k.Site.Range()
	return k.Site.model.placeOf(pos)
}

// placeOf names the line of a position, as in key.go:75.
func (m *model) placeOf(pos token.Pos) string {
	position := m.fset.PositionFor(pos, false)
	return fmt.Sprintf("%s:%d", filepath.Base(position.Filename), position.Line)
}

// Is reports whether two uses are of one kind of key as far as can be seen: of the same value, or of the same shape.
func (k *Key) Is(other *Key) bool {
	if k.Shape == other.Shape && k.Shape.Tells() {
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
		m.pkg.Keys = append(m.pkg.Keys, m.makeKeys(site)...)
	}
	m.findPassedKeys()
	m.addToldKeys()
	const removes = command.Trims | command.Ages | command.Shifts | command.Frees
	for _, key := range m.pkg.Keys {
		if (key.Effect()&removes != 0 || key.bounds()) && !key.passed {
			m.pkg.removing = append(m.pkg.removing, key)
		}
	}
}

func (m *model) makeKeys(site *Site) []*Key {
	var keys []*Key
	operands, ok := site.Keys()
	for i, operand := range operands {
		value := m.origin(operand.Value)
		keys = append(keys, &Key{Site: site, Index: i, Shape: m.shape(value), Value: value, Func: site.Func})
	}
	if !ok {
		for i, shape := range site.collectedShapes() {
			keys = append(keys, &Key{Site: site, Index: i, Shape: shape, Func: site.Func})
		}
	}
	m.pkg.keysOf[site] = keys
	return keys
}

// findPassedKeys makes the keys of wrapped sites. Those of which a call decides more than the function that it calls are
// keys of the package.
func (m *model) findPassedKeys() {
	passed := make(map[*Key]int) // by the key in the function: how many calls decide it
	for _, site := range m.allWrapped() {
		for _, key := range m.makeKeys(site) {
			var inner *Key
			if site.inner != nil {
				inner = m.pkg.keysOf[site.inner][min(key.Index, len(m.pkg.keysOf[site.inner])-1)]
			}
			if !site.isPassed() || !key.Shape.Known() || inner != nil && inner.Shape == key.Shape {
				continue
			}
			passed[inner]++
			m.pkg.Keys = append(m.pkg.Keys, key)
		}
	}
	for _, key := range m.pkg.Keys {
		callers, inView := m.callersOf(key.Func)
		key.passed = inView && passed[key] == len(callers)
	}
}

// inOrder returns the sites that are calls, those of the runtime package among them, in the order of the source.
func (m *model) inOrder() []*Site {
	all := slices.Collect(maps.Values(m.sites))
	slices.SortFunc(all, func(a, b *Site) int { return m.compare(a.Call.Lparen, b.Call.Lparen) })
	return all
}
