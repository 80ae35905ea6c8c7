package command

import "time"

// API is a major version of go-redis.
type API int

// The versions that have a table.
const (
	V8 API = iota + 1 // github.com/go-redis/redis/v8
	V9                // github.com/redis/go-redis/v9
)

// Method is one method of go-redis and the command that it sends.
//
// SetNX without an expiration sends SETNX in v8 and in v9 before 9.19; here it
// is SET with the word NX, as it otherwise is.
type Method struct {
	Name    string   // "ZRangeWithScores"; "Tx.Watch" where it differs from what other receivers call Watch
	Command string   // for Lookup: "ZRANGE"; empty where the caller names it (see Raw)
	Words   []string // constant words that it always sends besides: "WITHSCORES", the "NX" of SetNX

	// Wire is where the words after the command's name come from, as far as
	// that is the same for all arguments; it ends with the first list. It
	// makes a typed call and a raw one the same thing: the range of ZRANGE is
	// words 2 and 3 of either. The zero Operand is a word of the method's own.
	Wire []Operand

	// Keys are in the order of the wire. Where MSet takes pairs, it also takes
	// them in a single slice, map or struct.
	Keys []Operand

	// Expiration is where the lifetime is: of the key, or of the fields of a
	// hash. Lifetime is what else decides it: SetArgs.ExpireAt, KeepTTL.
	Expiration Operand
	Lifetime   []Operand

	Timeout Operand // how long a blocking command waits; how long CLIENT PAUSE lasts

	// Unit is what Expiration or Timeout is truncated to before it is sent; 0
	// where it is no time.Duration or time.Time, but a number in the unit that
	// Lifetime names.
	Unit time.Duration

	Raw Operand // of Do and its like: the words of the command
}

// Operand says where among a method's arguments a value is. The zero Operand
// is nowhere.
type Operand struct {
	Param int    // counts from 0, the context
	Field string // path inside a struct argument: "Stream" of XAddArgs, "Query.Limit"
	Rest  bool   // all variadic arguments from Param on
	Each  bool   // the value is a slice whose elements are meant, or a map whose keys are
	Elem  string // path inside each such element: "Key", or "[0]" of a slice
	Step  int    // every Step-th of Rest or Each (MSet: 2); 0 and 1: every one
	Half  bool   // only the first half of Rest or Each: the other half are IDs; XReadArgs.ID, if set, stands for that half
}

// OK reports whether the operand is somewhere.
func (o Operand) OK() bool { return o.Param > 0 }

// MethodOf returns what is known of the method of that name, whatever its
// receiver: that it sends commands at all is for the caller to know, since
// SentinelClient and PubSub have methods of the same names. Client,
// ClusterClient and Ring take a function in their Watch, Tx does not: ask for
// "Tx.Watch" there.
func MethodOf(api API, name string) (*Method, bool) {
	var methods []Method
	switch api {
	case V8:
		methods = methods8[:]
	case V9:
		methods = methods9[:]
	}
	low, high := 0, len(methods)
	for low < high {
		mid := int(uint(low+high) >> 1)
		switch {
		case methods[mid].Name == name:
			return &methods[mid], true
		case methods[mid].Name < name:
			low = mid + 1
		default:
			high = mid
		}
	}
	return nil, false
}
