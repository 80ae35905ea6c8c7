package randprog

import "fmt"

// oddly writes a client in a longer way, now and then.
func (g *generator) oddly(on named) named {
	typ := on.client.text
	if on.client.value || !g.chance(10) {
		return on
	}
	switch g.pick(7) {
	case 1:
		on.expr = "[]" + typ + "{" + on.expr + "}[0]"
	case 2:
		on.expr = "(" + typ + ")(" + on.expr + ")"
	case 3:
		on.expr = "func() " + typ + " { return " + on.expr + " }()"
	case 4:
		on.expr = "any(" + on.expr + ").(" + typ + ")"
	case 5:
		on.expr = "(*&" + on.expr + ")"
		if on.expr[len(on.expr)-2] == ')' { // what is returned has no address
			on.expr = on.expr[3 : len(on.expr)-1]
		}
	case 6:
		on.expr = "map[string]" + typ + "{\"a\": " + on.expr + "}[\"a\"]"
	}
	return on
}

// oddCtx writes a context in a longer way, now and then.
func (g *generator) oddCtx(s *scope) string {
	switch g.pick(24) {
	case 20:
		return "$context.WithoutCancel(" + s.ctx + ")"
	case 21:
		return "func() $context.Context { return " + s.ctx + " }()"
	case 22:
		return "nil"
	case 23:
		return "(" + s.ctx + ")"
	}
	return s.ctx
}

// nested is a key that a command returns.
func (g *generator) nested(s *scope) string {
	on := g.oddly(g.client(s, func(c clientType) bool { return c.has("Get") }))
	return g.one("", "$"+s.pkg.name+".keys") + "(" + on.expr + ".Get(" + s.ctx + ", " + g.str(s) + ").Val())"
}

// local declares a client variable of a type without a name, or a pointer to a client.
func (g *generator) local(s *scope) []string {
	name := g.name("w")
	if g.chance(2) {
		s.clients = append(s.clients, named{name, clientType{text: "struct{ *$redis.Client }", watches: true, batches: true, value: true}})
		return []string{name + " := struct{ *$redis.Client }{}", "_ = &" + name}
	}
	on := g.client(s, func(c clientType) bool { return !c.value })
	s.clients = append(s.clients, named{"(*" + name + ")", on.client})
	return []string{name + " := new(" + on.client.text + ")", "*" + name + " = " + on.expr}
}

// counted writes a counter and its EXPIRE in one statement.
func (g *generator) counted(s *scope) []string {
	on := g.client(s, func(c clientType) bool { return c.batches })
	key := g.key(s)
	ttl := g.simpleTTL(s)
	n := g.name("v")
	incr := on.expr + "." + g.one("Incr", "SAdd", "LPush") + "(" + s.ctx + ", " + key
	if incr[len(on.expr)+1] != 'I' {
		incr += ", " + g.str(s)
	}
	incr += ")"
	expire := g.call(on.expr+".Expire", []string{s.ctx, key, ttl}, "")
	fail := "return" + s.failed()("err")
	return []string{g.one(
		fmt.Sprintf("if %s, err := %s.Result(); err != nil {\n%s\n} else if %s == 1 {\n%s\n}", n, incr, fail, n, expire),
		fmt.Sprintf("if %s, err := %s.Result(); err == nil && %s == 1 {\n%s\n}", n, incr, n, expire),
		fmt.Sprintf("switch %s := %s.Val(); %s {\ncase 1:\n%s\n}", n, incr, n, expire),
		fmt.Sprintf("if %s.Val() == 1 {\n%s\n}", incr, expire),
		fmt.Sprintf("if err := %s.Err(); err == nil {\n%s\n}", incr, expire),
		fmt.Sprintf("var %s int64\nvar %se error\n%s, %se = %s.Result()\nif %se == nil && %s == 1 {\n%s\n}", n, n, n, n, incr, n, n, expire),
		fmt.Sprintf("%s, %st := %s.Val(), %s\nif %s == 1 {\n%s.Expire(%s, %s, %st)\n}", n, n, incr, ttl, n, on.expr, s.ctx, key, n),
		fmt.Sprintf("for range 2 {\nif err := %s.Err(); err != nil {\ncontinue\n}\nif err := %s.Err(); err != nil {\ncontinue\n}\n}", incr, expire),
	)}
}
