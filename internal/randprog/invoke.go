package randprog

import (
	"fmt"
	"slices"
	"strings"
)

// invoke writes statements that call a function of the program.
func (g *generator) invoke(s *scope, key string) []string {
	functions := slices.Clone(s.pkg.functions)
	for _, below := range s.pkg.below {
		functions = append(functions, below.functions...)
	}
	functions = slices.DeleteFunc(functions, func(f *function) bool {
		return f.pkg != s.pkg && f.name[0] >= 'a' && f.name[0] <= 'z' || f.pkg != s.pkg && f.through != nil
	})
	if len(functions) == 0 {
		return g.simple(s, key)
	}
	f := functions[g.pick(len(functions))]
	fun := "$" + f.pkg.name + "." + f.name
	if f.recv != nil {
		fun = g.method(g.structOf(s, f.recv, true), f.name)
	}
	args, spread := g.fill(s, f, key)
	call := g.call(fun, args, spread)
	if len(f.results) == 0 {
		return []string{g.one("", "go ", "defer ", "") + call}
	}
	if f.results[len(f.results)-1] != "error" {
		return []string{g.one("_ = "+call, "$log.Println("+call+")", call, "go "+call)}
	}
	blanks := strings.Repeat("_, ", len(f.results)-1)
	switch g.pick(7) {
	case 1:
		return []string{g.branch(s, blanks+"err := "+call+"; err != nil", "err")}
	case 2:
		return []string{blanks + "_ = " + call}
	case 3:
		return []string{"defer " + call}
	case 4:
		if slices.Equal(f.results, s.results) {
			return []string{"if " + g.num(s) + " == 1 {\nreturn " + call + "\n}"}
		}
	case 5:
		return []string{fmt.Sprintf("func() {\nif %serr := %s; err != nil {\n$log.Print(err)\n}\n}()", blanks, call)}
	case 6:
		if blanks == "" {
			first := s.assignErr(call)
			return []string{first, g.branch(s, "err != nil", "err")}
		}
	}
	return []string{call}
}

// structOf returns a pointer to a struct. As an argument, it is of the type that signatures give it.
func (g *generator) structOf(s *scope, of *structure, receiver bool) string {
	var fit []string
	for _, h := range s.structs {
		if h.of == of && (receiver || !h.generic) {
			fit = append(fit, h.expr)
		}
	}
	if len(fit) == 0 {
		return "new(" + of.typ()[1:] + ")"
	}
	return fit[g.pick(len(fit))]
}

// fill returns arguments for a function.
func (g *generator) fill(s *scope, f *function, key string) (args []string, spread string) {
	for _, p := range f.params {
		switch p.kind {
		case ctxKind:
			args = append(args, s.ctx)
		case clientKind:
			args = append(args, g.argument(s, p.client, f.constraint))
		case structKind:
			args = append(args, g.structOf(s, p.of, false))
		case keyKind:
			args = append(args, key)
		case ttlKind:
			args = append(args, g.ttl(s))
		case numKind:
			args = append(args, g.num(s))
		case stringsKind:
			if s.rest != "" && g.chance(2) {
				return args, s.rest
			}
			args = append(args, g.str(s))
		case other:
			args = append(args, p.zero)
		}
	}
	return args, ""
}

// argument returns a client that can be passed as one of a type, or as a type parameter of a constraint.
func (g *generator) argument(s *scope, wanted clientType, constraint string) string {
	for _, c := range s.clients {
		switch {
		case constraint != "":
			if c.client.text == "*$redis.Client" || constraint == "$redis.Cmdable" && c.client.only == nil && !c.client.value {
				return c.expr
			}
		case c.client.text == wanted.text && wanted.text != "C", wanted.text == "$redis.Cmdable" && c.client.only == nil && !c.client.value:
			return c.expr
		}
	}
	return wanted.zero
}
