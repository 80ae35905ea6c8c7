package randprog

// mended writes a write and its EXPIRE in the ways in which there is a fix, more often than not.
func (g *generator) mended(s *scope) []string {
	c := writes[g.pick(len(writes))]
	if c.method == "SetArgs" || c.method == "MSet" || c.method == "XAdd" && g.chance(2) {
		c = writes[0]
	}
	on := g.client(s, func(c clientType) bool { return c.batches && c.text != "$redis.Pipeliner" })
	key := g.key(s)
	statements, ttl := g.plainTTL(s)
	again := key
	var between []string
	if g.chance(4) {
		again = g.name("key")
		between = append(between, again+" := "+key)
		if g.chance(2) {
			statements, between = append(statements, between...), nil
			key = again
		}
	}
	if g.chance(8) {
		between = append(between, g.one("_ = len("+again+")", g.logged(), "if len("+again+") > 9 {\n"+g.leave(s)+"\n}",
			"{\n"+g.block(s.inner(), 1)+"\n}"))
	}
	write := g.command(s, on, c, key)
	expire := g.call(g.method(on.expr, g.one("Expire", "Expire", "PExpire")), []string{s.ctx, again, ttl}, "")
	err := g.one("err", "err", "cause")
	fail := func(err string) string {
		return "if err != nil {\nreturn" + s.failed()(err) + "\n}"
	}
	wrapped := g.one("err", `$fmt.Errorf("expire: %w", err)`)
	checked := []string{"if err := " + expire + ".Err(); err != nil {\nreturn" + s.failed()(wrapped) + "\n}"}
	value := g.name("v")
	switch g.pick(8) {
	case 1:
		statements = append(statements, "if err := "+write+".Err(); err != nil {\nreturn"+s.failed()("err")+"\n}")
		statements = append(statements, between...)
		if len(s.results) == 1 && s.results[0] == "error" {
			return []string{"if " + g.num(s) + " > 1 {\n" + g.join(append(statements, "return "+expire+".Err()")) + "\n}"}
		}
		return append(statements, checked...)
	case 2:
		s.err = true
		statements = append(statements, value+", err := "+write+".Result()", fail("err"))
		statements = append(statements, between...)
		return append(statements, g.guarded(c, value, g.one(expire, checked[0]))...)
	case 3:
		if s.err {
			err = "err"
		}
		body := []string{err + " := " + write + ".Err()"}
		body = append(body, between...)
		body = append(body, "if "+err+" == nil {\n"+g.one(err+" = "+expire+".Err()", expire, "_, "+err+" = "+expire+".Result()")+"\n}",
			"if "+err+" != nil {\nreturn"+s.failed()(err)+"\n}")
		return append(statements, "{\n"+g.join(body)+"\n}")
	case 4:
		cmd := g.name("cmd")
		statements = append(statements, cmd+" := "+write, "if "+cmd+".Err() != nil {\nreturn"+s.failed()(cmd+".Err()")+"\n}")
		statements = append(statements, between...)
		return append(statements, g.guarded(c, cmd+".Val()", expire)...)
	case 5:
		statements = append(statements, value+" := "+write+".Val()")
		statements = append(statements, between...)
		return append(statements, g.guarded(c, value, g.one(expire, "_ = "+expire+".Err()"))...)
	case 6:
		first := s.assignErr(write + ".Err()")
		statements = append(statements, first, fail("err"))
		statements = append(statements, between...)
		return append(statements, "err = "+expire+".Err()", fail(wrapped))
	}
	statements = append(append(statements, write), between...)
	return append(statements, g.one(expire, "_ = "+expire+".Err()", expire+".Val()"))
}

// plainTTL returns a TTL that has no effects, and now and then a variable for it.
func (g *generator) plainTTL(s *scope) (statements []string, ttl string) {
	ttl = g.simpleTTL(s)
	if g.chance(4) {
		name := g.name("ttl")
		return []string{name + " := " + ttl + " * 1"}, name
	}
	return nil, ttl
}

func (g *generator) simpleTTL(s *scope) string {
	ttl := g.one("$time.Minute", "90 * $time.Second", "$time.Duration("+g.num(s)+")*$time.Second", "$"+s.pkg.name+".Window")
	if len(s.ttls) > 0 && g.chance(2) {
		ttl = s.ttls[g.pick(len(s.ttls))]
	}
	return ttl
}

// guarded puts an EXPIRE behind what tells that the write has made the key.
func (g *generator) guarded(c command, value, expire string) []string {
	switch {
	case c.value == "bool":
		return []string{"if " + value + " {\n" + expire + "\n}"}
	case c.value == "int64" && g.chance(2):
		expected := "1"
		if c.method == "IncrBy" {
			expected = g.one("1", "2", "60")
		}
		if c.method == "Decr" {
			expected = "-1"
		}
		more := g.one("", "", "\n_ = "+value)
		return []string{"if " + value + " == " + expected + " {\n" + expire + more + "\n}"}
	}
	return []string{expire}
}
