package randprog

import (
	"fmt"
	"go/format"
	"regexp"
	"slices"
	"strings"
)

// declare writes a function with a body.
func (g *generator) declare(f *function) string {
	s := &scope{pkg: f.pkg, results: f.results, ctx: "ctx"}
	var params []string
	receiver := ""
	if f.recv != nil {
		receiver = "(s *" + f.recv.name + ") "
		if f.recv.constraint != "" {
			receiver = "(s *" + f.recv.name + "[C]) "
		}
		s.hold(held{expr: "s", of: f.recv, generic: f.recv.constraint != ""}, 0)
	}
	if f.through != nil {
		args := []string{}
		for i, p := range f.params {
			params = append(params, fmt.Sprintf("p%d %s", i, p.typ))
			if i > 0 {
				args = append(args, fmt.Sprintf("p%d", i))
			}
		}
		if len(f.through.params) > 0 && f.through.params[len(f.through.params)-1].kind == stringsKind {
			args[len(args)-1] += "..."
		}
		call := "p0." + f.through.name + "(" + strings.Join(args, ", ") + ")"
		if len(f.results) > 0 {
			call = "return " + call
		}
		return "func " + f.name + "(" + strings.Join(params, ", ") + ")" + f.resultList() + " {\n" + call + "\n}\n"
	}
	for _, p := range f.params {
		name := map[kind]string{ctxKind: "ctx", clientKind: "§client", structKind: "st", keyKind: "key", ttlKind: "§time", numKind: "n", stringsKind: "more"}[p.kind]
		params = append(params, name+" "+p.typ)
		switch p.kind {
		case clientKind:
			s.clients = append(s.clients, named{name, p.client})
		case structKind:
			s.hold(held{expr: name, of: p.of}, 0)
		case keyKind:
			s.keys, s.strings = append(s.keys, name), append(s.strings, name)
		case ttlKind:
			s.ttls = append(s.ttls, name)
		case numKind:
			s.nums = append(s.nums, name)
		case stringsKind:
			s.rest = name
		}
	}
	for _, from := range append([]*pkg{f.pkg}, f.pkg.below...) {
		if from.global != "" {
			s.clients = append(s.clients, named{"$" + from.name + "." + from.global, clientTypes[0]})
		}
	}
	if g.chance(8) {
		s.ctx = "$context.Background()"
	}
	body := g.block(s, 5)
	if len(f.results) > 0 {
		body += "\n" + g.leave(s)
	}
	typeParameters := ""
	if f.constraint != "" {
		typeParameters = "[C " + f.constraint + "]"
	}
	doc := g.one("", "// "+g.note()+"\n")
	text := doc + "func " + receiver + f.name + typeParameters + "(" + strings.Join(params, ", ") + ")" + f.resultList() + " {\n" + body + "\n}\n"
	for _, hidden := range []struct{ mark, pkg, other string }{{"§client", "redis", "rdb"}, {"§time", "time", "ttl"}} {
		name := g.one(hidden.other, hidden.pkg)
		if strings.Contains(body, "$"+hidden.pkg+".") || strings.Contains(body, hidden.pkg+" := ") {
			name = hidden.other
		}
		text = strings.ReplaceAll(text, hidden.mark, name)
	}
	return text
}

var qualifier = regexp.MustCompile(`\$([a-z]+)\.`)

// render writes the files of a package, with the imports that each needs.
func (g *generator) render(p *pkg) Package {
	out := Package{Path: p.path, Name: p.name}
	files := 1 + g.pick(2)
	decls := make([][]string, files)
	for _, decl := range p.decls {
		i := g.pick(files)
		decls[i] = append(decls[i], decl)
	}
	for i := range files {
		out.Files = append(out.Files, File{fmt.Sprintf("%c.go", 'a'+i), g.file(p, decls[i])})
	}
	return out
}

// aliases are names that files may import packages by. The first is that of the package.
var aliases = map[string][]string{
	"redis":   {"redis", "redis", "rds", "."},
	"redisrt": {"redisrt", "rrt"},
	"time":    {"time", "time", "stdtime"},
	"fmt":     {"fmt", "fmt", "format"},
}

func (g *generator) file(p *pkg, decls []string) string {
	if g.chance(8) {
		decls = append(decls, "var _ = $redisrt.Persist\n")
	}
	body := strings.Join(decls, "\n")
	names := make(map[string]string)
	var needed []string
	for _, match := range qualifier.FindAllStringSubmatch(body, -1) {
		if name := match[1]; name != p.name && !slices.Contains(needed, name) {
			needed = append(needed, name)
		}
	}
	slices.SortFunc(needed, func(a, b string) int { return strings.Compare(importPath(a), importPath(b)) })
	var specs []string
	for _, name := range needed {
		names[name] = name
		spec := fmt.Sprintf("%q", importPath(name))
		if list := aliases[name]; list != nil {
			names[name] = list[g.pick(len(list))]
			if names[name] != name || g.chance(3) {
				spec = names[name] + " " + spec
			}
		}
		specs = append(specs, spec)
	}
	if g.chance(10) {
		specs = append(specs, `_ "github.com/redislint/redislint/runtime"`)
	}
	body = qualifier.ReplaceAllStringFunc(body, func(q string) string {
		name := q[1 : len(q)-1]
		if name == p.name || names[name] == "." {
			return ""
		}
		return names[name] + "."
	})
	source := g.one("", "// Package "+p.name+" is "+g.note()+".\n") + "package " + p.name + "\n\n" + g.imports(specs) + "\n" + body
	if g.chance(3) {
		if g.chance(4) {
			source = strings.ReplaceAll(source, "\n", "\r\n")
		}
		return source // as few people leave it
	}
	formatted, err := format.Source([]byte(source))
	if err != nil {
		return source // the test says so
	}
	return string(formatted)
}

func importPath(name string) string {
	if path, ok := Imports[name]; ok {
		return path
	}
	return "redislint.test/" + name
}

// imports writes import declarations.
func (g *generator) imports(specs []string) string {
	standard := slices.DeleteFunc(slices.Clone(specs), func(spec string) bool { return strings.Contains(spec, ".com") || strings.Contains(spec, ".test") })
	others := slices.DeleteFunc(slices.Clone(specs), func(spec string) bool { return slices.Contains(standard, spec) })
	switch {
	case len(specs) == 0:
		return ""
	case g.chance(5):
		return "import " + strings.Join(specs, "\nimport ") + "\n"
	case g.chance(5):
		return "import (\n" + strings.Join(specs, "\n") + "\n)\n"
	case g.chance(5) && len(standard) > 0 && len(others) > 0:
		return "import (\n" + strings.Join(standard, "\n") + "\n)\n\nimport (\n" + strings.Join(others, " // beside it\n") + "\n)\n"
	}
	return "import (\n" + strings.Join(standard, "\n") + "\n\n// from elsewhere\n" + strings.Join(others, "\n") + "\n)\n"
}
