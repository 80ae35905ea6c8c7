package randprog

import (
	"fmt"
	"slices"
)

// clientType is a type that has methods of go-redis.
type clientType struct {
	text    string
	watches bool            // it has Watch(ctx, func(*redis.Tx) error, keys...)
	batches bool            // it has TxPipelined and its like
	only    map[string]bool // the methods that it has, or nil for those of redis.Cmdable
	noDo    bool            // it lacks Do, which redis.Cmdable does not have
	value   bool            // it is no pointer: only where it can be addressed it has methods
	zero    string          // a value
}

func (c clientType) has(method string) bool {
	return (c.only == nil || c.only[method]) && (method != "Do" || !c.noDo)
}

// clientTypes are those of go-redis.
var clientTypes = []clientType{
	{text: "*$redis.Client", watches: true, batches: true, zero: "new($redis.Client)"},
	{text: "$redis.UniversalClient", watches: true, batches: true, zero: "$redis.NewUniversalClient(&$redis.UniversalOptions{})"},
	{text: "$redis.Cmdable", batches: true, noDo: true, zero: "$redis.Cmdable(nil)"},
	{text: "*$redis.ClusterClient", watches: true, batches: true, zero: "$redis.NewClusterClient(nil)"},
	{text: "*$redis.Ring", watches: true, batches: true, zero: "(*$redis.Ring)(nil)"},
	{text: "*$redis.Conn", batches: true, zero: "new($redis.Client).Conn()"},
	{text: "$redis.Client", watches: true, batches: true, value: true, zero: "*new($redis.Client)"},
	{text: "$redis.Pipeliner", batches: true, zero: "new($redis.Client).Pipeline()"},
}

var narrow = map[string]bool{"Keys": true, "Incr": true, "Expire": true, "Set": true, "Get": true, "Del": true, "HGetAll": true}

// addClientTypes declares client types of a package's own.
func (g *generator) addClientTypes(p *pkg) {
	if g.chance(3) {
		name := g.name("Own")
		p.decls = append(p.decls, fmt.Sprintf(`type %s interface {
	Keys(ctx $context.Context, pattern string) *$redis.StringSliceCmd
	Incr(ctx $context.Context, key string) *$redis.IntCmd
	Expire(ctx $context.Context, key string, ttl $time.Duration) *$redis.BoolCmd
	Set(ctx $context.Context, key string, value any, ttl $time.Duration) *$redis.StatusCmd
	Get(ctx $context.Context, key string) *$redis.StringCmd
	Del(ctx $context.Context, keys ...string) *$redis.IntCmd
	HGetAll(ctx $context.Context, key string) *$redis.MapStringStringCmd
}
`, name))
		text := "$" + p.name + "." + name
		p.clients = append(p.clients, clientType{text: text, only: narrow, zero: text + "(nil)"})
	}
	if g.chance(3) {
		name := g.name("Cache")
		p.decls = append(p.decls, fmt.Sprintf("type %s interface {\n\t$redis.UniversalClient\n\tName() string\n}\n", name))
		text := "$" + p.name + "." + name
		p.clients = append(p.clients, clientType{text: text, watches: true, batches: true, zero: text + "(nil)"})
	}
	if g.chance(3) {
		name, embedded := g.name("Wrapped"), clientTypes[g.pick(5)]
		extra := g.one("", "\tprefix string\n", "\tother *$redis.Client\n")
		p.decls = append(p.decls, fmt.Sprintf("type %s struct {\n\t%s\n%s}\n", name, embedded.text, extra))
		if g.chance(3) {
			p.decls = append(p.decls, fmt.Sprintf("func (w *%s) Get(ctx $context.Context, key string) *$redis.StringCmd {\n\treturn w.%s.Get(ctx, \"p:\"+key)\n}\n", name, bare(embedded.text)))
		}
		text := "$" + p.name + "." + name
		p.clients = append(p.clients, clientType{text: "*" + text, watches: embedded.watches, batches: true, noDo: embedded.noDo, zero: "new(" + text + ")"})
	}
	if g.chance(4) {
		name := g.name("Alias")
		p.decls = append(p.decls, fmt.Sprintf("type %s = $redis.Client\n", name))
		text := "*$" + p.name + "." + name
		p.clients = append(p.clients, clientType{text: text, watches: true, batches: true, zero: "(" + text + ")(nil)"})
	}
}

// bare returns a type's name without package and star.
func bare(text string) string {
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == '.' || text[i] == '*' {
			return text[i+1:]
		}
	}
	return text
}

// addInterface declares an interface that a struct's methods implement, and a function that is given it.
func (g *generator) addInterface(p *pkg) {
	if !g.chance(3) {
		return
	}
	var method *function
	for _, f := range p.functions {
		if f.recv != nil && f.recv.constraint == "" {
			method = f
		}
	}
	if method == nil {
		return
	}
	name := g.name("Iface")
	p.decls = append(p.decls,
		fmt.Sprintf("type %s interface {\n\t%s%s\n}\n", name, method.name, method.signature()),
		fmt.Sprintf("var _ %s = (*%s)(nil)\n", name, method.recv.name))
	through := &function{pkg: p, name: g.name("Through"), params: slices.Clone(method.params), results: method.results}
	through.params = append([]param{{kind: other, typ: name, zero: "(*$" + p.name + "." + method.recv.name + ")(nil)"}}, through.params...)
	through.through = method
	p.functions = append(p.functions, through)
}
