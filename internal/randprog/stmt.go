package randprog

import (
	"fmt"
	"strings"
)

// simple is a single command.
func (g *generator) simple(s *scope, key string) []string {
	on := g.client(s, func(clientType) bool { return true })
	c := g.anyCommand(on.client)
	statements, _ := g.use(s, g.command(s, on, c, key), c)
	return statements
}

// statement writes a statement, or those that belong together.
func (g *generator) statement(s *scope) []string {
	g.left--
	if g.left < 0 || s.deep > 4 {
		return []string{"_ = " + g.num(s)}
	}
	switch g.pick(23) {
	case 1, 2:
		return g.torn(s)
	case 3, 4, 18, 19:
		return g.mended(s)
	case 5, 6:
		return g.invoke(s, g.key(s))
	case 7:
		return g.collected(s)
	case 8, 9:
		return g.watch(s)
	case 10:
		return g.batch(s, g.client(s, func(c clientType) bool { return c.batches }), "")
	case 11:
		return g.miss(s)
	case 12, 13:
		return g.declaration(s)
	case 14, 15, 16:
		return g.control(s)
	case 17:
		return g.value(s)
	case 20:
		return g.counted(s)
	case 21:
		return g.local(s)
	case 22:
		return []string{g.logged()}
	}
	return g.simple(s, g.key(s))
}

// declaration writes a variable, and makes it usable.
func (g *generator) declaration(s *scope) []string {
	define := func(name, value, typ string) []string {
		return []string{g.one(name+" := "+value, "var "+name+" "+typ+" = "+value, name+" := "+value+" // "+g.note())}
	}
	switch g.pick(4) {
	case 1:
		value := g.ttl(s)
		name := g.name("ttl")
		s.ttls = append(s.ttls, name)
		return []string{"var " + name + " $time.Duration = " + value}
	case 2:
		value := g.num(s)
		name := g.name("count")
		s.nums = append(s.nums, name)
		return []string{name + " := int64(" + value + ")", g.one("_ = "+name, name+"++", name+" += 2")}
	case 3:
		on := g.client(s, func(c clientType) bool { return c.batches })
		name := g.name("pipe")
		s.clients = append(s.clients, named{name, clientType{text: "$redis.Pipeliner", batches: true}})
		return []string{name + " := " + on.expr + g.one(".Pipeline()", ".TxPipeline()")}
	}
	value := g.key(s)
	name := g.name("key")
	s.keys = append(s.keys, name)
	return define(name, value, "string")
}

// value writes functions as values.
func (g *generator) value(s *scope) []string {
	if g.chance(3) {
		on := g.client(s, func(c clientType) bool { return c.only == nil && !c.value })
		script := g.call("$redis.NewScript(`return redis.call(\"INCR\", KEYS[1])`)."+g.one("Run", "Eval"), []string{s.ctx, on.expr, "[]string{" + g.key(s) + "}", g.num(s)}, "")
		statements, _ := g.use(s, script, command{value: "any"})
		return statements
	}
	on := g.client(s, func(clientType) bool { return true })
	c := g.anyCommand(on.client)
	args, spread := g.arguments(s, c, "")
	f := g.name("f")
	call := g.call(f, append([]string{s.ctx}, args...), spread)
	last, _ := g.use(s, call, c)
	return append([]string{f + " := " + g.one(on.expr+"."+c.method, "("+on.expr+"."+c.method+")")}, last...)
}

// control writes statements that have blocks.
func (g *generator) control(s *scope) []string {
	inner := s.inner()
	switch g.pick(10) {
	case 1:
		return g.each(s, g.one(`[]string{"a", "b"}`, `$strings.Split("a b", " ")`))
	case 2:
		inner.loop = true
		name := g.name("i")
		inner.nums = append(inner.nums, name)
		return []string{fmt.Sprintf("for %s := int64(0); %s < 3; %s++ {\n%s\n}", name, name, name, g.block(inner, 2))}
	case 3:
		return []string{"switch {\ncase " + g.num(s) + " > 1:\n" + g.block(inner, 2) + "\ndefault:\n" + g.block(s.inner(), 1) + "\n}"}
	case 4:
		inner.loop, inner.results = false, nil
		return []string{g.one("go ", "defer ", "") + "func() {\n" + g.block(inner, 2) + "\n}()"}
	case 5:
		inner.loop, inner.results = false, []string{"error"}
		f := g.name("f")
		call := f + "()"
		return []string{f + " := func() error {\n" + g.block(inner, 2) + "\n" + g.leave(inner) + "\n}",
			g.one("_ = "+call, call, "go "+call, g.branch(s, "err := "+call+"; err != nil", "err"))}
	case 6:
		return []string{"if " + g.num(s) + " > 1 {\n" + g.block(inner, 2) + "\n} else {\n" + g.block(s.inner(), 1) + "\n}"}
	case 7:
		return []string{"select {\ncase <-" + s.ctx + ".Done():\n" + g.block(inner, 1) + "\ndefault:\n}"}
	case 8:
		on := g.client(s, func(c clientType) bool { return c.text != "C" })
		inner.loop, inner.results = false, []string{"error"}
		f, rdb := g.name("f"), g.mark()
		inner.clients, inner.structs = []named{{rdb, on.client}}, nil
		literal := fmt.Sprintf("func(%s %s) error {\n%s\n%s\n}", rdb, on.client.text, g.block(inner, 2), g.leave(inner))
		return []string{f + " := " + g.hiding(literal, rdb, "rdb"), "_ = " + f + "(" + on.expr + ")"}
	}
	return []string{g.one("", "// "+g.note()+"\n") + "{\n" + g.block(inner, 2) + "\n}"}
}

// block writes the statements of a block.
func (g *generator) block(s *scope, most int) string {
	var statements []string
	for range 1 + g.pick(most) {
		statements = append(statements, g.statement(s)...)
	}
	return g.join(statements)
}

// mark returns what stands for a parameter until hiding gives it a name.
func (g *generator) mark() string { return "§" + g.name("p") + "§" }

// hiding gives a parameter its name in a function literal: that of the runtime package, if the literal allows.
func (g *generator) hiding(literal, mark, otherwise string) string {
	if name := g.one(otherwise, "redisrt"); !strings.Contains(literal, name) {
		otherwise = name
	}
	return strings.ReplaceAll(literal, mark, otherwise)
}
