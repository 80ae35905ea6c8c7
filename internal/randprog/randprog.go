// Package randprog makes valid Go programs that use go-redis v9 out of bytes: the same program of the same bytes.
// What it makes is as strange as the language allows, and as common as the mistakes that the rules look for.
package randprog

import (
	"fmt"
	"strings"
)

// A Program is packages of which later ones may import former ones.
type Program []Package

// A Package has files without build constraints.
type Package struct {
	Path, Name string
	Files      []File
}

// A File is not always formatted.
type File struct {
	Name, Source string
}

// String returns all files in the form of txtar.
func (p Program) String() string {
	var text strings.Builder
	for _, pkg := range p {
		for _, file := range pkg.Files {
			fmt.Fprintf(&text, "-- %s/%s --\n%s", pkg.Path, file.Name, file.Source)
		}
	}
	return text.String()
}

// Imports are the packages that programs may import beside each other, by the names that $name. has in texts.
var Imports = map[string]string{
	"context": "context",
	"errors":  "errors",
	"fmt":     "fmt",
	"log":     "log",
	"redis":   "github.com/redis/go-redis/v9",
	"redisrt": "github.com/redislint/redislint/runtime",
	"strconv": "strconv",
	"strings": "strings",
	"time":    "time",
}

// maxStatements bounds a program: what it takes to analyse grows with it, and what there is to find does not.
const maxStatements = 50

// Make returns the program of data.
func Make(data []byte) Program {
	g := &generator{decisions: decisions{data: data}, left: maxStatements}
	for i := range 1 + g.pick(3) {
		g.addPackage(i)
	}
	var program Program
	for _, p := range g.packages {
		program = append(program, g.render(p))
	}
	return program
}

// generator is what making a program needs. Texts in it name packages as $redis. does, until it is known how the file
// around imports them.
type generator struct {
	decisions
	packages []*pkg
	left     int // statements
	names    int
	comments int
}

// pkg is a package in the making.
type pkg struct {
	path, name string
	below      []*pkg // what it may import
	clients    []clientType
	structs    []*structure
	functions  []*function
	decls      []string
	global     string // a client in a variable, or ""
}

// name returns a name that the program does not have.
func (g *generator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

// addPackage makes what is declared first, so that any body may use it.
func (g *generator) addPackage(level int) {
	name := []string{"store", "service", "web"}[level]
	p := &pkg{path: "redislint.test/" + name, name: name, below: g.packages}
	g.packages = append(g.packages, p)
	p.clients = append(p.clients, clientTypes...)
	g.addClientTypes(p)
	for range 1 + g.pick(3) {
		g.addStruct(p)
	}
	g.addKeys(p)
	for range 1 + g.pick(5) {
		g.addFunction(p)
	}
	g.addInterface(p)
	for _, f := range p.functions {
		p.decls = append(p.decls, g.declare(f))
	}
}

// decisions are made by bytes, and all fall on the first choice when there are none left.
type decisions struct {
	data []byte
}

// pick returns a number below n.
func (d *decisions) pick(n int) int {
	if len(d.data) == 0 {
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return int(b) % n
}

// chance is true once in n.
func (d *decisions) chance(n int) bool { return d.pick(n) == n-1 }

// one returns one of some texts.
func (d *decisions) one(texts ...string) string { return texts[d.pick(len(texts))] }
