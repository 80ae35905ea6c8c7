package randprog

import (
	"fmt"
	"strings"
)

// torn writes a write and its EXPIRE, of the same key if often enough, with what may stand between.
func (g *generator) torn(s *scope) []string {
	write := writes[g.pick(len(writes))]
	on := g.client(s, func(c clientType) bool { return c.has(write.method) && c.has("Expire") })
	key := g.key(s)
	statements, value := g.use(s, g.command(s, on, write, key), write)
	if g.chance(6) {
		statements = append(statements, g.statement(s)...)
	}
	if value != "" && write.value == "bool" && g.chance(3) {
		statements = append(statements, "if !"+value+" {\n"+g.leave(s)+"\n}")
	}
	expire := expiries[g.pick(len(expiries))]
	if !on.client.has(expire.method) {
		expire = expiries[0]
	}
	if g.chance(8) {
		on = g.client(s, func(c clientType) bool { return c.has("Expire") })
		expire = expiries[0]
	}
	guard := ""
	switch {
	case value == "":
	case write.value == "int64":
		guard = g.one("", value+" == 1", value+" == "+g.num(s), "("+value+" == 1)", value+" <= 1")
	case write.value == "bool":
		guard = g.one("", value, value+" == true")
	}
	if guard == "" && s.err && g.chance(4) {
		guard = "err == nil"
	}
	within := s
	if guard != "" {
		within = s.inner()
	}
	last, _ := g.use(within, g.command(within, on, expire, key), expire)
	if g.chance(4) {
		last = append([]string{"// " + g.note() + g.one("", " expires soon", " Refresh the TTL.")}, last...)
	}
	if guard != "" {
		last = []string{"if " + guard + " {\n" + g.join(last) + "\n}"}
	}
	return append(statements, last...)
}

// collected writes a DEL of keys that were found.
func (g *generator) collected(s *scope) []string {
	on := g.client(s, func(c clientType) bool { return c.only == nil })
	found := g.name("found")
	del := g.one("Del", "Del", "Unlink")
	switch g.pick(4) {
	case 1:
		cursor, page := g.name("cursor"), g.name("page")
		body := []string{
			fmt.Sprintf("%s, next, err := %s.Scan(%s, %s, \"*\", %s).Result()", page, on.expr, s.ctx, cursor, g.num(s)),
			"if err != nil {\nbreak\n}",
			g.one(found+" = append("+found+", "+page+"...)", g.call(g.method(on.expr, del), []string{s.ctx}, page)),
			cursor + " = next",
			"if next == 0 {\nbreak\n}",
		}
		return []string{"var " + found + " []string", "var " + cursor + " uint64",
			"for {\n" + strings.Join(body, "\n") + "\n}",
			"_ = " + g.call(g.method(on.expr, del), []string{s.ctx}, found)}
	case 2:
		iter := g.name("iter")
		return []string{"var " + found + " []string",
			fmt.Sprintf("%s := %s.Scan(%s, 0, %s + \"*\", 0).Iterator()", iter, on.expr, s.ctx, g.key(s)),
			fmt.Sprintf("for %s.Next(%s) {\n%s = append(%s, %s.Val())\n}", iter, s.ctx, found, found, iter),
			g.call(g.method(on.expr, del), []string{s.ctx}, found)}
	}
	read := g.one("Keys", "SMembers", "HKeys")
	if g.chance(4) {
		found = fmt.Sprintf("%s.%s(%s, %s).Val()", g.oddly(on).expr, read, s.ctx, g.key(s))
		last, _ := g.use(s, g.call(g.method(on.expr, del), []string{s.ctx}, found), command{value: "int64"})
		return last
	}
	statements := []string{fmt.Sprintf("%s, err := %s.%s(%s, %s).Result()", found, on.expr, read, s.ctx, g.key(s)), g.branch(s, "err != nil", "err")}
	s.err = true
	last, _ := g.use(s, g.call(g.method(on.expr, del), []string{s.ctx}, found), command{value: "int64"})
	if g.chance(3) {
		last = []string{"if len(" + found + ") > 0 {\n" + g.join(last) + "\n}"}
	}
	return append(statements, last...)
}

// watch writes an optimistic transaction.
func (g *generator) watch(s *scope) []string {
	on := g.client(s, func(c clientType) bool { return c.watches })
	key := g.key(s)
	callback := g.callback(s, key)
	var statements []string
	if g.chance(3) {
		name := g.name("txf")
		statements, callback = append(statements, name+" := "+callback), name
	}
	call := g.call(g.method(on.expr, "Watch"), []string{s.ctx, callback, key}, "")
	switch g.pick(8) {
	case 1:
		return append(statements, g.branch(s, "err := "+call+"; err != nil", "err"))
	case 2:
		return append(statements, "_ = "+call)
	case 3:
		first := s.assignErr(call)
		return append(statements, first, g.branch(s, "err != nil", "err"))
	case 4:
		retry := "if err == nil {\nbreak\n}\n" + g.one("if !$errors.Is(err, $redis.TxFailedErr) {\nbreak\n}", "$log.Print(err)")
		return append(statements, "for range 3 {\nerr := "+call+"\n"+retry+"\n}")
	case 5:
		return append(statements, g.one("go ", "defer ")+call)
	case 6:
		return append(statements, "if err := "+call+"; $errors.Is(err, $redis.TxFailedErr) {\n"+g.leave(s)+"\n}")
	case 7:
		if len(s.results) == 1 && s.results[0] == "error" {
			return append(statements, "if "+g.num(s)+" > 2 {\nreturn "+call+"\n}")
		}
	}
	return append(statements, call)
}

// callback writes what Watch is given.
func (g *generator) callback(s *scope, key string) string {
	inner := s.inner()
	inner.results, inner.loop = []string{"error"}, false
	tx := g.mark()
	on := named{tx, clientType{text: "*$redis.Tx", batches: true}}
	var body []string
	if g.chance(2) {
		read := reads[g.pick(len(reads))]
		if read.method == "Do" {
			read = command{"Get", []string{"K"}, "string"}
		}
		first, _ := g.use(inner, g.command(inner, on, read, key), read)
		body = append(body, first...)
	}
	body = append(body, g.batch(inner, on, key)...)
	if g.chance(4) {
		inner.clients = append(inner.clients, on)
		body = append(body, g.statement(inner)...)
	}
	body = append(body, g.leave(inner))
	return g.hiding("func("+tx+" *$redis.Tx) error {\n"+g.join(body)+"\n}", tx, "tx")
}

// batch writes commands in a pipeline or transaction.
func (g *generator) batch(s *scope, on named, key string) []string {
	pipe := g.name("pipe")
	inner := s.inner()
	inner.results, inner.loop = []string{"error"}, false
	queue := named{pipe, clientType{text: "$redis.Pipeliner", batches: true}}
	var body []string
	for range 1 + g.pick(3) {
		c := g.anyCommand(queue.client)
		if g.chance(4) {
			c = command{"Expire", []string{"K", "T"}, "bool"}
		}
		body = append(body, g.command(inner, queue, c, key))
	}
	if g.chance(3) {
		open := g.one("TxPipeline()", "Pipeline()")
		return append(append([]string{pipe + " := " + on.expr + "." + open}, body...), g.exec(s, pipe+".Exec("+s.ctx+")")...)
	}
	body = append(body, "return nil")
	return g.exec(s, g.call(g.method(on.expr, g.one("TxPipelined", "Pipelined")),
		[]string{s.ctx, "func(" + pipe + " $redis.Pipeliner) error {\n" + g.join(body) + "\n}"}, ""))
}

// exec writes what is done with the results of EXEC.
func (g *generator) exec(s *scope, call string) []string {
	switch g.pick(4) {
	case 1:
		return []string{"_, _ = " + call}
	case 2:
		return []string{g.branch(s, "_, err := "+call+"; err != nil", "err")}
	case 3:
		cmds := g.name("cmds")
		s.err = true
		return []string{cmds + ", err := " + call, g.branch(s, "err != nil", "err"), "for _, cmd := range " + cmds + " {\n_ = cmd.Err()\n}"}
	}
	return []string{call}
}

// miss writes a cache that is looked into and filled.
func (g *generator) miss(s *scope) []string {
	on := g.client(s, func(c clientType) bool { return true })
	key, hit := g.key(s), g.name("hit")
	set, _ := g.use(s.inner(), g.call(g.method(on.expr, "Set"), []string{s.ctx, key, g.str(s), g.ttl(s)}, ""), command{value: "string"})
	s.err = true
	return []string{hit + ", err := " + on.expr + ".Get(" + s.ctx + ", " + key + ").Result()",
		"if err == nil {\n_ = " + hit + "\n" + g.leave(s) + "\n}", "if $errors.Is(err, $redis.Nil) {\n" + g.join(set) + "\n}"}
}
