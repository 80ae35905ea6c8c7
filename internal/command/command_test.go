package command

import (
	"slices"
	"strings"
	"testing"
)

func TestLookup(t *testing.T) {
	for _, name := range []string{"get", "GET", "Get", "client list", "CLIENT LIST", "ft.search", "ZRANGE"} {
		c, ok := Lookup(name)
		if !ok || c.Name != strings.ToUpper(name) {
			t.Errorf("Lookup(%q) = %v, %v", name, c, ok)
		}
	}
	for _, name := range []string{"", "ge", "gett", "client  list", "client-list", "\xff", "zzz"} {
		if c, ok := Lookup(name); ok {
			t.Errorf("Lookup(%q) = %v", name, c)
		}
	}
	for i := range commands {
		if c, ok := Lookup(strings.ToLower(commands[i].Name)); !ok || c != &commands[i] {
			t.Errorf("Lookup does not find %s", commands[i].Name)
		}
	}
}

func TestLookupAllocates(t *testing.T) {
	for what, f := range map[string]func(){
		"Lookup":   func() { Lookup("zRangeByScore") },
		"MethodOf": func() { MethodOf(V9, "ZRangeByScoreWithScores") },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", what, n)
		}
	}
}

func TestRaw(t *testing.T) {
	for _, test := range []struct {
		words string
		name  string
		n     int
	}{
		{"get k", "GET", 1},
		{"Client|LIST", "CLIENT LIST", 2},
		{"client|list|type|normal", "CLIENT LIST", 2},
		{"client|nonsense", "CLIENT", 1},
		{"client", "CLIENT", 1},
		{"object|encoding|k", "OBJECT ENCODING", 2},
		{"client list", "", 0}, // one word: Redis knows no such command
		{"config|get x", "CONFIG", 1},
		{"get", "GET", 1},
		{"nonsense|get", "", 0},
		{"", "", 0},
	} {
		words := strings.Split(test.words, "|")
		if test.words == "get k" {
			words = []string{"get", "k"}
		}
		c, n := Raw(words)
		name := ""
		if c != nil {
			name = c.Name
		}
		if name != test.name || n != test.n {
			t.Errorf("Raw(%q) = %q, %d, want %q, %d", words, name, n, test.name, test.n)
		}
	}
	if c, n := Raw(nil); c != nil || n != 0 {
		t.Errorf("Raw(nil) = %v, %d", c, n)
	}
}

func TestSorted(t *testing.T) {
	for i := 1; i < len(commands); i++ {
		if commands[i-1].Name >= commands[i].Name {
			t.Errorf("%s is before %s", commands[i-1].Name, commands[i].Name)
		}
	}
	for _, methods := range [][]Method{methods8[:], methods9[:]} {
		for i := 1; i < len(methods); i++ {
			if methods[i-1].Name >= methods[i].Name {
				t.Errorf("%s is before %s", methods[i-1].Name, methods[i].Name)
			}
		}
	}
}

func TestNamesAreUpperCase(t *testing.T) {
	for i := range commands {
		if c := &commands[i]; c.Name != strings.ToUpper(c.Name) || c.Name == "" {
			t.Errorf("%q", c.Name)
		}
	}
}

func TestMethodOf(t *testing.T) {
	for _, api := range []API{V8, V9} {
		for _, name := range []string{"Get", "ZRangeByScore", "Watch", "Tx.Watch", "Do", "Subscribe"} {
			if m, ok := MethodOf(api, name); !ok || m.Name != name {
				t.Errorf("MethodOf(%d, %q) = %v, %v", api, name, m, ok)
			}
		}
		for _, name := range []string{"", "get", "Pipelined", "Nonsense"} {
			if m, ok := MethodOf(api, name); ok {
				t.Errorf("MethodOf(%d, %q) = %v", api, name, m)
			}
		}
	}
	if _, ok := MethodOf(V8, "SetIFEQ"); ok {
		t.Error("v8 has no SetIFEQ")
	}
	if _, ok := MethodOf(0, "Get"); ok {
		t.Error("there is no API 0")
	}
}

// TestMethods makes sure that every method sends a command that is known, and
// has its keys where the command has some.
func TestMethods(t *testing.T) {
	for api, methods := range map[string][]Method{"v8": methods8[:], "v9": methods9[:]} {
		for i := range methods {
			m := &methods[i]
			if m.Raw.OK() {
				if m.Command != "" {
					t.Errorf("%s %s: raw, and sends %s", api, m.Name, m.Command)
				}
				continue
			}
			c, ok := Lookup(m.Command)
			if !ok {
				t.Errorf("%s %s: sends %q, which is no command", api, m.Name, m.Command)
				continue
			}
			if len(m.Keys) > 0 != (len(c.Keys) > 0) {
				t.Errorf("%s %s: its keys are %v, those of %s are %v", api, m.Name, m.Keys, c.Name, c.Keys)
			}
			operands := slices.Concat(m.Keys, m.Lifetime)
			if len(m.Lifetime) > 0 && !m.Expiration.OK() {
				t.Errorf("%s %s: a lifetime and no expiration", api, m.Name)
			}
			for _, o := range operands {
				if !o.OK() || o.Rest && o.Each || (o.Step > 1 || o.Half) && !o.Rest && !o.Each {
					t.Errorf("%s %s: %+v makes no sense", api, m.Name, o)
				}
			}
			if m.Unit != 0 && !m.Expiration.OK() && !m.Timeout.OK() {
				t.Errorf("%s %s: a unit of nothing", api, m.Name)
			}
		}
	}
}

// TestOperands has cases that were read in the source of go-redis by a person.
func TestOperands(t *testing.T) {
	for _, test := range []struct {
		api  API
		name string
		want []Operand
	}{
		{V9, "Get", []Operand{{Param: 1}}},
		{V9, "Del", []Operand{{Param: 1, Rest: true}}},
		{V9, "MSet", []Operand{{Param: 1, Rest: true, Step: 2}}},
		{V9, "MSetEX", []Operand{{Param: 2, Rest: true, Step: 2}}},
		{V9, "BLPop", []Operand{{Param: 2, Rest: true}}},
		{V9, "Eval", []Operand{{Param: 2, Each: true}}},
		{V8, "EvalSha", []Operand{{Param: 2, Each: true}}},
		{V9, "XAdd", []Operand{{Param: 1, Field: "Stream"}}},
		{V9, "XRead", []Operand{{Param: 1, Field: "Streams", Each: true, Half: true}}},
		{V8, "XReadGroup", []Operand{{Param: 1, Field: "Streams", Each: true, Half: true}}},
		{V9, "XReadStreams", []Operand{{Param: 1, Rest: true, Half: true}}},
		{V9, "ZUnionStore", []Operand{{Param: 1}, {Param: 2, Field: "Keys", Each: true}}},
		{V9, "ZRangeArgs", []Operand{{Param: 1, Field: "Key"}}},
		{V9, "ZRangeStore", []Operand{{Param: 1}, {Param: 2, Field: "Key"}}},
		{V9, "LMPop", []Operand{{Param: 3, Rest: true}}},
		{V9, "SortStore", []Operand{{Param: 1}, {Param: 2}}},
		{V9, "GeoSearchStore", []Operand{{Param: 2}, {Param: 1}}},
		{V9, "JSONMSetArgs", []Operand{{Param: 1, Each: true, Elem: "Key"}}},
		{V9, "TSMAdd", []Operand{{Param: 1, Each: true, Elem: "[0]"}}},
		{V9, "Copy", []Operand{{Param: 1}, {Param: 2}}},
		{V9, "Migrate", []Operand{{Param: 3}}},
		{V9, "LCS", []Operand{{Param: 1, Field: "Key1"}, {Param: 1, Field: "Key2"}}},
		{V9, "Watch", []Operand{{Param: 2, Rest: true}}},
		{V9, "Tx.Watch", []Operand{{Param: 1, Rest: true}}},
		{V9, "Publish", nil},
		{V9, "FTSearch", nil},
		{V9, "Keys", nil},
		{V9, "Scan", nil},
	} {
		m, ok := MethodOf(test.api, test.name)
		if !ok || !slices.Equal(m.Keys, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.name, m, test.want)
		}
	}
	for name, want := range map[string][]string{
		"SetNX": {"NX"}, "ZRangeWithScores": {"WITHSCORES"}, "Set": nil, "ExpireNX": {"NX"},
		"XGroupCreateMkStream": {"MKSTREAM"}, "FlushAllAsync": {"ASYNC"}, "Scan": nil,
	} {
		m, _ := MethodOf(V9, name)
		if m == nil || !slices.Equal(m.Words, want) {
			t.Errorf("%s: got %+v, want the words %v", name, m, want)
		}
	}
}
