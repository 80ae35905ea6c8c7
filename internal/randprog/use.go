package randprog

import "strings"

// fail returns what is done about an error. It may leave the block.
func (g *generator) fail(s *scope, err string) []string {
	others := s.failed()
	switch g.pick(10) {
	case 1:
		return []string{"$log.Println(" + err + ")"}
	case 2:
		return []string{"panic(" + err + ")"}
	case 3:
		if s.loop {
			return []string{"continue"}
		}
	case 4:
		return []string{"_ = " + err}
	case 5:
		return []string{"return" + others("nil")}
	case 6:
		return []string{"return" + others(`$fmt.Errorf("failed: %w", `+err+")")}
	case 7:
		return []string{"// " + g.note(), "return" + others(err) + " // " + g.note()}
	case 8:
		return []string{"$log.Print(" + err + ")", "return" + others(`$errors.New("failed")`)}
	}
	return []string{"return" + others(err)}
}

// failed returns what writes the results of a return with an error.
func (s *scope) failed() func(err string) string {
	return func(err string) string {
		if len(s.results) == 0 {
			return ""
		}
		var results []string
		for _, r := range s.results {
			if r == "error" {
				results = append(results, err)
			} else {
				results = append(results, zeros[r])
			}
		}
		return " " + strings.Join(results, ", ")
	}
}

// leave returns a return statement of the function.
func (g *generator) leave(s *scope) string { return "return" + s.failed()("nil") }

// branch is an if with a block that handles an error.
func (g *generator) branch(s *scope, head, err string) string {
	return "if " + head + " {\n" + strings.Join(g.fail(s.inner(), err), "\n") + "\n}"
}

// assignErr assigns a call's error to err, which is declared where it is not.
func (s *scope) assignErr(call string) string {
	if s.err {
		return "err = " + call
	}
	s.err = true
	return "err := " + call
}

// use writes statements that use a command. It returns the variable of the reply, if one has it.
func (g *generator) use(s *scope, call string, c command) (statements []string, value string) {
	switch g.pick(25) {
	case 20:
		if strings.HasPrefix(c.value, "[]") || strings.HasPrefix(c.value, "map") {
			return []string{"_ = len(" + g.get(call, "Val()") + ")"}, ""
		}
		return []string{"switch " + g.get(call, "Val()") + " {\n}"}, ""
	case 21:
		return []string{"_ = []any{" + g.get(call, "Val()") + ", " + g.get(call, "Err()") + "}"}, ""
	case 22:
		done := g.name("done")
		return []string{done + " := make(chan error, 1)", done + " <- " + g.get(call, "Err()")}, ""
	case 23:
		return []string{"func(values ...any) {}(" + g.get(call, g.one("Val()", "Result()")) + ")"}, ""
	case 24:
		value = g.name("v")
		return []string{"var " + value + ", " + g.name("e") + " = " + g.get(call, "Result()")}, value
	case 1:
		return []string{g.get(call, "Err()")}, ""
	case 2:
		return []string{g.branch(s, "err := "+call+".Err(); err != nil", "err")}, ""
	case 3, 4:
		value = g.name("v")
		s.err = true
		return []string{value + ", err := " + g.get(call, "Result()"), g.branch(s, "err != nil", "err")}, value
	case 5:
		value = g.name("v")
		return []string{value + " := " + call + ".Val()"}, value
	case 6:
		cmd := g.name("cmd")
		return []string{cmd + " := " + call, g.branch(s, cmd+".Err() != nil", cmd+".Err()")}, cmd + ".Val()"
	case 7:
		value = g.name("v")
		return []string{"switch " + value + ", err := " + call + ".Result(); {\ncase err != nil:\n" +
			strings.Join(g.fail(s.inner(), "err"), "\n") + "\ndefault:\n_ = " + value + "\n}"}, ""
	case 8:
		return []string{"go " + call}, ""
	case 9:
		return []string{"defer " + call}, ""
	case 10:
		return []string{g.one("defer ", "go ", "") + "func() {\n" + call + "\n}()"}, ""
	case 11:
		return []string{"$log.Println(" + call + g.one("", ".Err()", ".Val()", ".Result()") + ")"}, ""
	case 12:
		return []string{"_ = $" + s.pkg.name + ".must(" + call + ".Result())"}, ""
	case 13:
		return []string{g.one("_ = "+call, "_ = "+call+".Err()", "_, _ = "+call+".Result()")}, ""
	case 14:
		if len(s.results) == 1 && s.results[0] == "error" && s.deep > 0 {
			return []string{"if " + g.num(s) + " > 1 {\nreturn " + call + ".Err()\n}"}, ""
		}
		if len(s.results) == 2 && s.results[0] == c.value && s.results[1] == "error" {
			return []string{"if " + g.num(s) + " > 1 {\nreturn " + call + ".Result()\n}"}, ""
		}
	case 15:
		if strings.HasPrefix(c.value, "[]string") {
			return g.each(s, call+".Val()"), ""
		}
	case 16:
		first := s.assignErr(call + ".Err()")
		return []string{first, g.branch(s, "err != nil", "err")}, ""
	case 17:
		return []string{"_ = $errors.Is(" + call + ".Err(), $redis.Nil)"}, ""
	case 18:
		return []string{"_ = $" + s.pkg.name + ".try(" + call + ".Err)"}, ""
	case 19:
		return []string{"_ = $" + s.pkg.name + ".try(func() error { return " + call + ".Err() })"}, ""
	}
	return []string{call}, ""
}

// get writes a call of a command's getter, with a comment or a line break before it.
func (g *generator) get(call, getter string) string {
	switch g.pick(12) {
	case 10:
		return call + "." + g.comment() + getter
	case 11:
		return call + ".\n" + getter
	}
	return call + "." + getter
}

// each ranges over strings.
func (g *generator) each(s *scope, list string) []string {
	inner := s.inner()
	inner.loop = true
	name := g.name("id")
	inner.strings = append(inner.strings, name)
	inner.keys = append(inner.keys, name)
	return []string{"for _, " + name + " := range " + list + " {\n_ = " + name + "\n" + g.block(inner, 2) + "\n}"}
}
