package summary_test

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/keyspace"
	"github.com/redislint/redislint/internal/summary"
)

var put = summary.Command{
	API:    command.V9,
	Method: "Set",
	Args: []summary.Recipe{
		{},
		{Op: summary.Binary, Type: "string", Text: "+", Args: []summary.Recipe{
			{Op: summary.Constant, Type: "string", Text: "user:", Index: 4},
			{Op: summary.Parameter, Type: "string", Index: 2},
		}},
		{Op: summary.Parameter, Index: 3},
		{Op: summary.Struct, Names: []string{"TTL"}, Args: []summary.Recipe{{Op: summary.Parameter, Type: "int64", Index: 4}}},
	},
	Client:  summary.Recipe{Op: summary.Read, Text: "example.com/store.Cache.rdb", Index: 1, Args: []summary.Recipe{{Op: summary.Parameter}}},
	Through: []string{"store.set"},
	Checked: true,
}

func sample() *summary.Package {
	return &summary.Package{
		Functions: []summary.Function{
			{Name: "Cache.Put", Commands: []summary.Command{put}},
			{Name: "IsConflict", Handles: true},
			{Name: "Members", Replies: []summary.Reply{{Gathered: true}}, Conflict: true, Results: []summary.Recipe{{}, {Op: summary.Shaped, Text: "a\x00"}}},
		},
		Keys: []summary.KeyUse{{
			Shape: keyspace.Concat(keyspace.Text("user:"), keyspace.Hole), Command: "RPUSH", Evidence: "RPUSH at store.go:41", Members: 2, Loop: true,
		}},
		Exposed: []summary.Exposed{{Path: "example.com/db", Name: "db", Functions: []summary.Function{{Name: "DB.Close"}}}},
	}
}

// TestRoundTrip encodes a fact as drivers do: as an interface, with gob.
func TestRoundTrip(t *testing.T) {
	gob.Register(new(summary.Package))
	encode := func(p *summary.Package) []byte {
		var encoded bytes.Buffer
		var fact analysis.Fact = p
		if err := gob.NewEncoder(&encoded).Encode(&fact); err != nil {
			t.Fatal(err)
		}
		return encoded.Bytes()
	}
	first := encode(sample())
	if !bytes.Equal(first, encode(sample())) {
		t.Error("the same fact has two encodings")
	}
	var decoded analysis.Fact
	if err := gob.NewDecoder(bytes.NewReader(first)).Decode(&decoded); err != nil {
		t.Fatal(err)
	}
	if want := sample(); !reflect.DeepEqual(decoded, want) {
		t.Errorf("decoded %+v, want %+v", decoded, want)
	}
	if !bytes.Equal(first, encode(decoded.(*summary.Package))) {
		t.Error("what was decoded is encoded otherwise")
	}
}

func TestDecodeGarbage(t *testing.T) {
	encoded, err := sample().GobEncode()
	if err != nil {
		t.Fatal(err)
	}
	if err := new(summary.Package).GobDecode(encoded[:len(encoded)/2]); err == nil {
		t.Error("no error")
	}
	p := sample()
	if err := p.GobDecode([]byte("of another version")); err != nil || len(p.Functions) > 0 {
		t.Errorf("a fact of another version: %v, %v", p, err)
	}
}

func TestFunction(t *testing.T) {
	p := sample()
	summary.SortFunctions(p.Functions)
	for i := range p.Functions {
		if p.Function(p.Functions[i].Name) != &p.Functions[i] {
			t.Errorf("%s not found", p.Functions[i].Name)
		}
	}
	if f := p.Function("Cache.Get"); f != nil {
		t.Errorf("found %v", f)
	}
}

func TestApply(t *testing.T) {
	id := summary.Recipe{Op: summary.Constant, Type: "string", Text: "7", Index: 4}
	applied := put.Args[1].Apply([]summary.Recipe{{}, {}, id})
	if got := applied.Args[1]; !got.Equal(id) {
		t.Errorf("got %+v", got)
	}
	if put.Args[1].Args[1].Op != summary.Parameter {
		t.Error("Apply changed the recipe that it was applied to")
	}
	if got := put.Args[2].Apply(nil); got.Op != summary.Unknown {
		t.Errorf("a parameter that nothing is passed for is %+v", got)
	}
}

func TestDepends(t *testing.T) {
	for name, test := range map[string]struct {
		recipe summary.Recipe
		want   bool
	}{
		"parameter":          {put.Args[2], true},
		"made of one":        {put.Args[1], true},
		"field of a struct":  {put.Args[3], true},
		"field of a program": {put.Client, false},
		"constant":           {summary.Recipe{Op: summary.Constant}, false},
	} {
		if got := test.recipe.Depends(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTold(t *testing.T) {
	local := summary.Recipe{Op: summary.Binary, Text: "+", Args: []summary.Recipe{{Op: summary.Local, Type: "string", Index: 3}, put.Args[2]}}
	told := local.Told()
	if told.Args[0].Op != summary.Unknown || told.Args[1].Op != summary.Parameter {
		t.Errorf("told %+v", told)
	}
	if local.Args[0].Op != summary.Local {
		t.Error("Told changed the recipe")
	}
}

func TestGiven(t *testing.T) {
	second := summary.Recipe{Op: summary.Constant, Type: "int64", Text: "1000000000", Index: 3}
	seconds := summary.Recipe{Op: summary.Binary, Type: "int64", Text: "*", Args: []summary.Recipe{
		{Op: summary.Converted, Type: "int64", Args: []summary.Recipe{{Op: summary.Parameter, Type: "int", Index: 4}}}, second,
	}}
	if parameter, ok := seconds.Given(); !ok || parameter != 4 {
		t.Errorf("time.Duration(p4) * time.Second is given by %d, %v", parameter, ok)
	}
	if _, ok := second.Given(); ok {
		t.Error("a constant is given")
	}
	if _, ok := put.Args[1].Given(); ok {
		t.Error("a text with more in it is given")
	}
}
