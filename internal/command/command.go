package command

import "strings"

// Command is one Redis command, as Redis documents it.
type Command struct {
	Name       string // upper case; a subcommand with its container: "CLIENT LIST"
	Group      string // Redis' own: "string", "hash", "sorted-set", "module", ...
	Complexity string // as documented: "O(N)"; where it depends on the form, all of them
	Since      string // version of Redis, or of the module
	Deprecated string // version since which Redis advises against it
	Arity      int    // number of words, the name's included; negative: at least; 0: not documented

	Write     bool
	ReadOnly  bool
	Blocking  bool // may wait for another client
	Admin     bool
	Dangerous bool // Redis' own category
	PubSub    bool
	NoMulti   bool // not allowed in a transaction
	NoScript  bool // not allowed in a script

	Class   Class  // why a rule may care
	Bounded string // what to send instead, or how to bound it

	Keys      []Keys // where its keys are
	KeysKnown bool   // without it, nothing is known about its keys
}

// Class is the reason why a command deserves a look, or Plain.
type Class uint8

// The classes, from the costliest to the merely noteworthy.
const (
	Plain      Class = iota
	Keyspace         // visits every key of the database
	Unbounded        // returns a whole collection
	Range            // returns a whole collection if its range is whole and has no count
	Linear           // linear work, small reply
	SetOp            // combines whole collections
	BigFree          // frees a value while all wait
	BlockWrite       // removes many elements while all wait
	Multi            // linear in the caller's arguments
	TTL              // makes keys that do not expire
	Blocking         // waits for another client
	Script           // runs code on the server
	Admin            // for operators
	Deprecated       // Redis advises against it
)

var classNames = [...]string{
	Plain:      "",
	Keyspace:   "keyspace",
	Unbounded:  "unbounded",
	Range:      "range",
	Linear:     "linear",
	SetOp:      "setop",
	BigFree:    "bigfree",
	BlockWrite: "block-write",
	Multi:      "multi",
	TTL:        "ttl",
	Blocking:   "blocking",
	Script:     "script",
	Admin:      "admin",
	Deprecated: "deprecated",
}

// String returns the name of the class in facts/commands.tsv.
func (c Class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return "unknown"
}

// Lookup returns the command of that name, in any case. The subcommand of a
// container is found by both words and one space: "client list".
func Lookup(name string) (*Command, bool) {
	low, high := 0, len(commands)
	for low < high {
		mid := int(uint(low+high) >> 1)
		switch c := compareUpper(commands[mid].Name, name); {
		case c == 0:
			return &commands[mid], true
		case c < 0:
			low = mid + 1
		default:
			high = mid
		}
	}
	return nil, false
}

// Raw finds the command that words begin: the constant words which lead the
// arguments of a raw command, as in Do(ctx, "client", "list"). It returns the
// command and how many words are its name, or nil and 0. Of a container whose
// subcommand is missing or unknown it returns the container and 1.
func Raw(words []string) (*Command, int) {
	if len(words) == 0 {
		return nil, 0
	}
	// A word with a space is not a name, though it may look like two words.
	if strings.IndexByte(words[0], ' ') >= 0 {
		return nil, 0
	}
	if len(words) > 1 && strings.IndexByte(words[1], ' ') < 0 {
		if c, ok := Lookup(words[0] + " " + words[1]); ok {
			return c, 2
		}
	}
	if c, ok := Lookup(words[0]); ok {
		return c, 1
	}
	return nil, 0
}

// compareUpper compares name, which is in upper case, with other in any case.
func compareUpper(name, other string) int {
	for i := 0; i < len(name) && i < len(other); i++ {
		b := other[i]
		if 'a' <= b && b <= 'z' {
			b -= 'a' - 'A'
		}
		if name[i] != b {
			return int(name[i]) - int(b)
		}
	}
	return len(name) - len(other)
}
