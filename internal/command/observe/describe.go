package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// method and operand become Method and Operand of package command.
type method struct {
	Name       string
	Command    string
	Words      []string
	Wire       []operand
	Keys       []operand
	Expiration operand
	Lifetime   []operand
	Timeout    operand
	Unit       time.Duration
	Raw        operand

	specs []spec // of a command whose keys only the names of parameters tell
}

type operand struct {
	Param int
	Field string
	Rest  bool
	Each  bool
	Elem  string
	Step  int
	Half  bool
}

// describe says which command a method sends and where its operands are.
func describe(o observation, facts *facts) (method, error) {
	first := o.Calls[0]
	m := method{Name: o.Name, Lifetime: lifetimes[o.Name]}
	if from := first.From[0]; from.Path != "" {
		p, err := parsePath(from.Path)
		if err != nil {
			return m, err
		}
		m.Raw = operand{Param: p.param, Rest: true}
		return m, nil
	}
	name, n := facts.name(first)
	if name == "" {
		return m, fmt.Errorf("%s is in no table of commands", first.Words[0])
	}
	m.Command = name
	for _, c := range o.Calls {
		if other, _ := facts.name(c); other != name && varies[o.Name] == "" {
			return m, fmt.Errorf("sends %s, and %s if its arguments are %s: decide in varies", name, other, c.Shape)
		}
	}
	m.Words = constants(o, facts, name, n)
	m.Wire = wire(o, facts, name)

	at, err := keyPositions(o, name, facts)
	if err != nil {
		return m, err
	}
	var groups [][]int
	m.Keys, groups, err = operands(o, at)
	if err != nil {
		return m, err
	}
	if len(groups) > 0 {
		m.specs = infer(first.Words, groups)
	}
	return m, m.times(o)
}

// constants returns the words that the method itself writes in every call.
func constants(o observation, facts *facts, name string, n int) []string {
	var words []string
	for i, c := range o.Calls {
		if other, _ := facts.name(c); other != name {
			continue
		}
		var own []string
		for at := n; at < len(c.Words); at++ {
			w := strings.ToUpper(c.Words[at])
			if c.From[at].Path == "" && literal(w) && !slices.Contains(own, w) {
				own = append(own, w)
			}
		}
		if i == 0 {
			words = own
			continue
		}
		words = slices.DeleteFunc(words, func(w string) bool { return !slices.Contains(own, w) })
	}
	return words
}

// keyPositions returns which words of the first call are keys. The server
// decides; names of parameters must agree or be known to lie, and they decide
// where the server does not know the command.
func keyPositions(o observation, name string, facts *facts) ([]int, error) {
	words := o.Calls[0].Words
	var named []int
	for i, from := range o.Calls[0].From {
		if from.Path == "" {
			continue
		}
		p, err := parsePath(from.Path)
		if err != nil {
			return nil, err
		}
		if p.value {
			continue
		}
		if names := p.names(o); keyNames[names[len(names)-1]] {
			named = append(named, i)
		}
	}
	specs, known := facts.keys[name]
	if hand, ok := keysByHand[name]; ok {
		specs, known = hand, true
	}
	if !known {
		return named, nil
	}
	var at []int
	for _, s := range specs {
		for _, i := range s.positions(words) {
			if !slices.Contains(at, i) {
				at = append(at, i)
			}
		}
	}
	slices.Sort(at)
	if lies := namesLie[o.Name] != ""; lies == slices.Equal(at, named) {
		return nil, fmt.Errorf("keys are words %v by its specification, %v by their names (namesLie says %v): %s", at, named, lies, o.Calls[0])
	}
	return at, nil
}

// operands returns where in the arguments the words at the positions are from,
// and the positions by operand.
func operands(o observation, at []int) ([]operand, [][]int, error) {
	type group struct {
		operand
		index []int
		at    []int
	}
	var groups []*group
	for _, i := range at {
		p, err := parsePath(o.Calls[0].From[i].Path)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: word %d of %s", err, i, o.Calls[0])
		}
		op := operand{Param: p.param, Field: p.field, Elem: p.elem}
		if p.index >= 0 {
			op.Rest = p.field == "" && o.Params[p.param-1].Variadic
			op.Each = !op.Rest
		}
		var g *group
		for _, other := range groups {
			if other.operand == op {
				g = other
			}
		}
		if g == nil {
			g = &group{operand: op}
			groups = append(groups, g)
		}
		g.index = append(g.index, p.index)
		g.at = append(g.at, i)
	}
	var ops []operand
	var positions [][]int
	for _, g := range groups {
		op := g.operand
		if op.Rest || op.Each {
			n := elements(o.Calls[0], op)
			slices.Sort(g.index)
			switch {
			case slices.Equal(g.index, every(1, n)):
			case slices.Equal(g.index, every(2, n)):
				op.Step = 2
			case slices.Equal(g.index, every(3, n)):
				op.Step = 3
			case n%2 == 0 && slices.Equal(g.index, every(1, n/2)):
				op.Half = true
			default:
				return nil, nil, fmt.Errorf("of %d elements %v are keys", n, g.index)
			}
		}
		ops = append(ops, op)
		positions = append(positions, g.at)
	}
	return ops, positions, nil
}

func every(step, n int) []int {
	var all []int
	for i := 0; i < n; i += step {
		all = append(all, i)
	}
	return all
}

// elements returns how many elements the operand has in a call.
func elements(c call, op operand) int {
	seen := make(map[int]bool)
	for _, from := range c.From {
		if p, err := parsePath(from.Path); err == nil && !p.value && p.param == op.Param && p.field == op.Field {
			seen[p.index] = true
		}
	}
	return len(seen)
}

// times finds the expiration, the timeout, and what they are truncated to.
func (m *method) times(o observation) error {
	for _, c := range o.Calls {
		for _, from := range c.From {
			if from.Path == "" {
				continue
			}
			p, err := parsePath(from.Path)
			if err != nil {
				return err
			}
			names := p.names(o)
			isTime := from.Unit != 0
			in := func(known map[string]bool) bool {
				return slices.ContainsFunc(names, func(name string) bool { return known[name] })
			}
			op := operand{Param: p.param, Field: p.field}
			var where *operand
			switch {
			case in(expirationNames) && (isTime || p.field != ""):
				where = &m.Expiration
			case isTime && in(timeoutNames):
				where = &m.Timeout
			case isTime && slices.ContainsFunc(names, func(name string) bool { return otherTimes[name] != "" }):
				continue
			case isTime:
				return fmt.Errorf("%v is a time of unknown meaning", names)
			default:
				continue
			}
			if *where != (operand{}) && *where != op {
				return fmt.Errorf("has two: %v and %v", *where, op)
			}
			*where = op
			if strings.Contains(c.Shape, "fraction") && isTime {
				if m.Unit != 0 && m.Unit != from.Unit {
					return fmt.Errorf("is sent in units of %v and of %v", m.Unit, from.Unit)
				}
				m.Unit = from.Unit
			}
		}
	}
	return nil
}

// path is a parsed path of an argument: "p2.Keys[1]", "p1[0].Key", "p1[2][0]".
type path struct {
	param int
	field string
	index int  // -1: none
	value bool // of a map
	elem  string
}

var pathSyntax = regexp.MustCompile(`^p(\d+)((?:\.\w+)*)(?:([[{])(\d+)[\]}](.*))?$`)

func parsePath(text string) (path, error) {
	m := pathSyntax.FindStringSubmatch(text)
	if m == nil {
		return path{}, fmt.Errorf("%q is not the path of an argument", text)
	}
	p := path{index: -1, field: strings.TrimPrefix(m[2], "."), value: m[3] == "{", elem: strings.TrimPrefix(m[5], ".")}
	p.param, _ = strconv.Atoi(m[1])
	if m[4] != "" {
		p.index, _ = strconv.Atoi(m[4])
	}
	return p, nil
}

// names returns what the source calls the argument: the whole path of fields,
// if any, and last its last name.
func (p path) names(o observation) []string {
	fields := p.field
	if p.elem != "" && !strings.HasPrefix(p.elem, "[") {
		fields = p.elem
	}
	if fields == "" {
		return []string{o.Params[p.param-1].Name}
	}
	return []string{fields, fields[strings.LastIndex(fields, ".")+1:]}
}
