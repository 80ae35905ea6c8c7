package randprog

// scope is what statements may use.
type scope struct {
	pkg     *pkg
	results []string
	clients []named
	structs []held
	strings []string
	keys    []string
	ttls    []string
	nums    []string
	ctx     string
	rest    string // a variable of type []string
	err     bool   // this block has a variable err
	loop    bool
	deep    int
}

// named is a client that an expression stands for.
type named struct {
	expr   string
	client clientType
}

// held is a pointer to a struct. Of a generic one, it may be of the type parameter of the function around.
type held struct {
	expr    string
	of      *structure
	generic bool
}

// inner returns the scope of a block within.
func (s *scope) inner() *scope {
	c := *s
	c.err = false
	c.deep++
	c.clients = s.clients[:len(s.clients):len(s.clients)]
	c.strings = s.strings[:len(s.strings):len(s.strings)]
	c.keys = s.keys[:len(s.keys):len(s.keys)]
	c.ttls = s.ttls[:len(s.ttls):len(s.ttls)]
	c.nums = s.nums[:len(s.nums):len(s.nums)]
	return &c
}

// hold makes what can be reached from a struct usable.
func (s *scope) hold(h held, depth int) {
	s.structs = append(s.structs, h)
	of, here := h.of, func(field string) bool {
		return h.of.pkg == s.pkg || field != "" && field[0] >= 'A' && field[0] <= 'Z'
	}
	client := of.client
	if of.constraint != "" && !h.generic {
		client = clientTypes[0]
	}
	switch {
	case of.field == "":
		whole := client
		whole.text = of.typ()
		s.clients = append(s.clients, named{h.expr, whole}, named{h.expr + "." + bare(client.text), client})
	case here(of.field):
		s.clients = append(s.clients, named{h.expr + "." + of.field, client})
	}
	if of.getter != "" && here(of.getter) {
		s.clients = append(s.clients, named{h.expr + "." + of.getter, client})
	}
	if of.ttl != "" && here(of.ttl) {
		s.ttls = append(s.ttls, h.expr+"."+of.ttl)
	}
	if of.prefix != "" && here(of.prefix) {
		s.strings = append(s.strings, h.expr+"."+of.prefix)
	}
	if of.inner != nil && here(of.innerField) && depth < 2 {
		s.hold(held{expr: h.expr + "." + of.innerField, of: of.inner}, depth+1)
	}
}

// client returns a client that ok allows, or a new one.
func (g *generator) client(s *scope, ok func(clientType) bool) named {
	var fit []named
	for _, c := range s.clients {
		if ok(c.client) {
			fit = append(fit, c)
		}
	}
	if len(fit) == 0 {
		return named{"$redis.NewClient(nil)", clientTypes[0]}
	}
	return fit[g.pick(len(fit))]
}

// key returns a key, more often than not one that was there before.
func (g *generator) key(s *scope) string {
	if len(s.keys) > 0 && g.chance(2) {
		return s.keys[g.pick(len(s.keys))]
	}
	id := g.str(s)
	own := "$" + s.pkg.name + "."
	switch g.pick(11) {
	case 9:
		if g.chance(3) {
			return g.nested(s)
		}
	case 0:
		return `"user:" + ` + id + ` + ":feed"`
	case 1:
		return `"jobs"`
	case 2:
		return `$fmt.Sprintf("user:%s:feed", ` + id + ")"
	case 3:
		return own + "KeyOf(" + id + ")"
	case 4:
		return own + "feed + " + id
	case 5:
		return `$strings.Join([]string{"a", ` + id + `}, ":")`
	case 6:
		return own + `keys("session", ` + id + ")"
	case 7:
		return `"cache:" + ` + id
	case 8:
		if below := g.below(s.pkg); below != nil {
			return "$" + below.name + ".KeyOf(" + id + ")"
		}
	}
	return `"lock:` + g.one("a", "b") + `"`
}

func (g *generator) below(p *pkg) *pkg {
	if len(p.below) == 0 {
		return nil
	}
	return p.below[g.pick(len(p.below))]
}

// str returns a string.
func (g *generator) str(s *scope) string {
	switch g.pick(4) {
	case 1:
		return `"x"`
	case 2:
		return "$strconv.FormatInt(" + g.num(s) + ", 10)"
	}
	if len(s.strings) == 0 {
		return `"7"`
	}
	return s.strings[g.pick(len(s.strings))]
}

func (g *generator) num(s *scope) string {
	if len(s.nums) > 0 && g.chance(2) {
		return s.nums[g.pick(len(s.nums))]
	}
	return g.one("1", "2", "60")
}

// ttl returns a duration.
func (g *generator) ttl(s *scope) string {
	if len(s.ttls) > 0 && g.chance(3) {
		return s.ttls[g.pick(len(s.ttls))]
	}
	switch g.pick(9) {
	case 1:
		return "10 * $time.Second"
	case 2:
		return "0"
	case 3:
		return "$" + s.pkg.name + ".Window"
	case 4:
		return "$" + s.pkg.name + ".ttlOf(" + g.num(s) + ")"
	case 5:
		return "$time.Duration(" + g.num(s) + ") * $time.Second"
	case 6:
		return "$" + s.pkg.name + ".Forever"
	case 7:
		return "24*$time.Hour"
	case 8:
		if below := g.below(s.pkg); below != nil {
			return "$" + below.name + ".Window"
		}
		return "1500 * $time.Millisecond"
	}
	return "$time.Minute"
}
