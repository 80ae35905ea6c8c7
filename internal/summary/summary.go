// Package summary is what a package tells those that import it: which commands its functions issue on what they are given,
// what its functions return, and what it does to which keys. Summaries are pure values, small, and safe to encode.
package summary

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/keyspace"
)

// Package is the fact of a package.
type Package struct {
	Functions []Function // by name
	Keys      []KeyUse   // its own, and those that it was told of
	Exposed   []Exposed  // by path
}

// Exposed are the methods of types of another package that importers get at without importing that.
type Exposed struct {
	Path, Name string
	Functions  []Function // by name
}

// AFact makes it an analysis.Fact.
func (*Package) AFact() {}

func (p *Package) String() string {
	return fmt.Sprintf("summaries of %d functions and %d uses of keys", len(p.Functions), len(p.Keys))
}

// Function returns the summary of a function or method, by the name that its package has for it, as in "Store.Put"; or nil.
func (p *Package) Function(name string) *Function {
	i, found := slices.BinarySearchFunc(p.Functions, name, func(f Function, name string) int { return strings.Compare(f.Name, name) })
	if !found {
		return nil
	}
	return &p.Functions[i]
}

// SortFunctions brings functions in the order of a Package.
func SortFunctions(functions []Function) {
	slices.SortFunc(functions, func(a, b Function) int { return strings.Compare(a.Name, b.Name) })
}

// Function is what one function or method does with what it is given. The receiver is its first parameter.
type Function struct {
	Name     string
	Commands []Command
	Results  []Recipe // what it returns, as far as that can be said
	Replies  []Reply  // what the slice that it returns is made of
	Conflict bool     // its error may be redis.TxFailedErr, which nobody has handled
	Handles  bool     // it compares an error that it is given with redis.TxFailedErr
	Fresh    bool     // the text that it returns is another each time

	WatchesWith int // the parameter, counted from 1, that it gives to Watch as the callback, whose error it returns

	Fills    []int // the parameters that it adds commands to if they are pipelines, and does nothing else with
	HandsOut bool  // the pipeline that it returns is new, and nothing else holds it
}

// IsEmpty reports whether there is nothing to tell of a function.
func (f *Function) IsEmpty() bool {
	return len(f.Commands) == 0 && len(f.Replies) == 0 && !f.Conflict && !f.Handles && !f.Fresh && f.WatchesWith == 0 && len(f.Fills) == 0 && !f.HandsOut &&
		!slices.ContainsFunc(f.Results, func(r Recipe) bool { return r.Op != Unknown })
}

// Command is a command that a function issues, itself or through others.
type Command struct {
	API     command.API
	Method  string   // of go-redis; Do, if the words of the command are spelled out
	Args    []Recipe // of the method, the context first
	Client  Recipe
	Kind    int      // of the client
	Through []string // the functions in between, the called one first

	Loop    bool // it is in a loop
	Settled bool // if it makes a key, the function gives that a lifetime itself
	Decided bool // what it does to a collection is wrong as far as the function knows: it is said there
	Checked bool // the function looks at the error, or returns it
	Runtime bool // by the runtime package
	Expires bool // the runtime package gives the key a lifetime with it

	Returned bool // the function returns the command: the caller reads the error
}

// Reply says that a slice is made of what a command replied.
type Reply struct {
	Command  int // among the function's
	Gathered bool
	Picked   bool
}

// KeyUse is a use of a key, or of many keys of one shape.
type KeyUse struct {
	Shape    keyspace.Shape
	Command  string
	Index    int    // among the command's keys
	Evidence string // "RPUSH at store/store.go:41"

	Members          int // that it adds to a collection
	Loop             bool
	Bounds           bool
	Lifetime         bool
	ConstantLifetime bool
	OnlyIfAbsent     bool
	Unit             bool
}

// Merge adds what another use of the same keys by the same command says.
func (u *KeyUse) Merge(other KeyUse) {
	u.Loop = u.Loop || other.Loop
	u.Bounds = u.Bounds || other.Bounds
	u.Lifetime = u.Lifetime || other.Lifetime
	u.ConstantLifetime = u.ConstantLifetime || other.ConstantLifetime && !other.OnlyIfAbsent
	u.OnlyIfAbsent = u.OnlyIfAbsent && other.OnlyIfAbsent
	u.Unit = u.Unit || other.Unit
}
