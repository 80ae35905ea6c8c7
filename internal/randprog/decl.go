package randprog

import (
	"fmt"
	"strings"
)

// structure is a struct type with a client in a field.
type structure struct {
	pkg        *pkg
	name       string
	constraint string // of its type parameter C, which is then the type of its client; "" if it has none
	client     clientType
	field      string // the client's name; "" if it is embedded
	ttl        string // the name of a field, or ""
	prefix     string // the name of a field, or ""
	inner      *structure
	innerField string
	getter     string // a method that returns its client; "" if it has none
}

// typ returns the type of a pointer to it.
func (s *structure) typ() string {
	if s.constraint != "" {
		return "*$" + s.pkg.name + "." + s.name + "[" + s.argument() + "]"
	}
	return "*$" + s.pkg.name + "." + s.name
}

// argument is what C is outside of its own methods.
func (s *structure) argument() string { return "*$redis.Client" }

// constraints are those that a client's type parameter has.
var constraints = []string{"$redis.Cmdable", "$redis.UniversalClient", "interface {\n\t*$redis.Client | *$redis.ClusterClient\n\t$redis.UniversalClient\n}"}

func (g *generator) addStruct(p *pkg) {
	s := &structure{pkg: p, name: g.name("Store"), client: p.clients[g.pick(len(p.clients))]}
	if g.chance(5) {
		s.constraint = constraints[g.pick(len(constraints))]
		s.client = clientType{text: "C", watches: s.constraint != constraints[0], batches: true, noDo: true}
	}
	var fields []string
	if s.constraint == "" && s.client.only == nil && g.chance(4) {
		fields = append(fields, s.client.text) // embedded
	} else {
		s.field = g.one("rdb", "Rdb", "redis", "client")
		fields = append(fields, s.field+" "+s.client.text)
	}
	if g.chance(2) {
		s.ttl = g.one("ttl", "Lifetime")
		fields = append(fields, s.ttl+" $time.Duration")
	}
	if g.chance(2) {
		s.prefix = "prefix"
		fields = append(fields, "prefix string")
	}
	if inner := g.anyStruct(p); inner != nil && g.chance(2) {
		s.inner, s.innerField = inner, g.one("inner", "Inner")
		fields = append(fields, s.innerField+" "+inner.typ())
	}
	parameters := ""
	if s.constraint != "" {
		parameters = "[C " + s.constraint + "]"
	}
	p.decls = append(p.decls, fmt.Sprintf("type %s%s struct {\n\t%s\n}\n", s.name, parameters, strings.Join(fields, "\n\t")))
	if s.constraint == "" && s.field != "" {
		g.addAccess(p, s)
	}
	p.structs = append(p.structs, s)
}

// addAccess declares a constructor and a getter of a struct's client.
func (g *generator) addAccess(p *pkg, s *structure) {
	if g.chance(3) {
		p.decls = append(p.decls, fmt.Sprintf("func New%s(client %s) *%s {\n\treturn &%s{%s: client}\n}\n", s.name, s.client.text, s.name, s.name, s.field))
	}
	if g.chance(3) && !s.client.value {
		s.getter = g.one("Conn", "conn") + "()"
		before := g.one("", "$log.Print(s)\n")
		p.decls = append(p.decls, fmt.Sprintf("func (s *%s) %s %s {\n%sreturn s.%s\n}\n", s.name, s.getter, s.client.text, before, s.field))
	}
}

// anyStruct returns a struct that may be named in p, or nil.
func (g *generator) anyStruct(p *pkg) *structure {
	structs := p.structs
	for _, below := range p.below {
		structs = append(structs[:len(structs):len(structs)], below.structs...)
	}
	if len(structs) == 0 {
		return nil
	}
	return structs[g.pick(len(structs))]
}

// kind is what a parameter is for.
type kind int

const (
	ctxKind kind = iota
	clientKind
	structKind
	keyKind
	ttlKind
	numKind
	stringsKind // variadic
	other
)

type param struct {
	kind   kind
	typ    string
	zero   string     // for other
	client clientType // for clientKind
	of     *structure // for structKind
}

// function is a function or method that bodies may call.
type function struct {
	pkg        *pkg
	recv       *structure
	name       string
	constraint string // of its type parameter C, if any
	params     []param
	results    []string
	through    *function // what it calls on its first parameter
}

// signature has no names, as in an interface.
func (f *function) signature() string {
	var params []string
	for _, p := range f.params {
		params = append(params, p.typ)
	}
	return "(" + strings.Join(params, ", ") + ")" + f.resultList()
}

func (f *function) resultList() string {
	switch len(f.results) {
	case 0:
		return ""
	case 1:
		return " " + f.results[0]
	}
	return " (" + strings.Join(f.results, ", ") + ")"
}

// resultLists are what functions return. Commands return the like.
var resultLists = [][]string{{"error"}, {}, {"int64", "error"}, {"[]string", "error"}, {"bool"}, {"string", "error"}, {"*$redis.IntCmd"}, {"int64"}, {"bool", "error"}}

var zeros = map[string]string{"error": "nil", "int64": "0", "[]string": "nil", "bool": "false", "string": `""`, "*$redis.IntCmd": "nil"}

func (g *generator) addFunction(p *pkg) {
	f := &function{pkg: p, name: g.name(g.one("Do", "do", "Cache", "Session", "Keys")), results: resultLists[g.pick(len(resultLists))]}
	f.params = append(f.params, param{kind: ctxKind, typ: "$context.Context"})
	if g.pick(3) < 2 {
		f.recv = p.structs[g.pick(len(p.structs))]
	} else if s := g.anyStruct(p); g.chance(2) {
		f.params = append(f.params, param{kind: structKind, typ: s.typ(), of: s})
	}
	if f.recv == nil || g.chance(4) {
		client := p.clients[g.pick(len(p.clients))]
		if f.recv == nil && g.chance(4) {
			f.constraint = constraints[g.pick(len(constraints))]
			client = clientType{text: "C", watches: f.constraint != constraints[0], batches: true, noDo: true, zero: "new($redis.Client)"}
		}
		f.params = append(f.params, param{kind: clientKind, typ: client.text, client: client})
	}
	f.params = append(f.params, param{kind: keyKind, typ: "string"})
	if g.chance(3) {
		f.params = append(f.params, param{kind: ttlKind, typ: "$time.Duration"})
	}
	if g.chance(3) {
		f.params = append(f.params, param{kind: numKind, typ: "int64"})
	}
	if g.chance(4) {
		f.params = append(f.params, param{kind: stringsKind, typ: "...string"})
	}
	p.functions = append(p.functions, f)
}

// addKeys declares what keys and TTLs are made with.
func (g *generator) addKeys(p *pkg) {
	if g.chance(4) {
		p.global = g.name("Global")
		p.decls = append(p.decls, "var "+p.global+" = $redis.NewClient(nil)\n", "func init() {\n\t$log.Print("+p.global+".Keys($context.Background(), "+g.one(`"*"`, "feed")+").Val())\n}\n")
	}
	p.decls = append(p.decls, "const (\n\tfeed = \"feed:\"\n\tForever = 0\n)\n\nvar Window = "+g.one("$time.Minute", "30 * $time.Second", "$time.Duration(0)")+"\n")
	p.decls = append(p.decls, "func KeyOf(id string) string { return "+g.one(
		`"user:" + id + ":feed"`, `$fmt.Sprintf("user:%s:feed", id)`, `$strings.Join([]string{"user", id, "feed"}, ":")`, "feed + id", "keys(feed, id)")+" }\n")
	p.decls = append(p.decls, "func keys(parts ...string) string {\n\t"+g.one(
		`return $strings.Join(parts, ":")`, "if len(parts) == 0 {\n\t\treturn feed\n\t}\n\treturn parts[0] + keys(parts[1:]...)")+"\n}\n")
	p.decls = append(p.decls, "func ttlOf(n int64) $time.Duration {\n\t"+g.one(
		"return $time.Duration(n) * $time.Second", "if n > 0 {\n\t\treturn $time.Hour\n\t}\n\treturn 0", "$log.Print(n)\n\treturn Window")+"\n}\n")
	p.decls = append(p.decls, "func must[T any](v T, err error) T {\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\treturn v\n}\n")
	p.decls = append(p.decls, "func both(ctx $context.Context, key string) ($context.Context, string) { return ctx, key }\n")
	p.decls = append(p.decls, "func try(f func() error) error { return f() }\n")
}
