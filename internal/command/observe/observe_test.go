package main

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	redis9 "github.com/redis/go-redis/v9"
)

var observeOnce = sync.OnceValues(observeAll)

func observed(t *testing.T) *tables {
	t.Helper()
	tables, err := observeOnce()
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// TestGenerated observes v8 and the oldest and newest v9 again, and compares
// with what is checked in.
func TestGenerated(t *testing.T) {
	generated, err := observed(t).render()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range generated {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what go-redis was seen to do: run go generate\n%s", name, firstDifference(got, want))
		}
	}
}

func firstDifference(got, want []byte) string {
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range w {
		if i >= len(g) || !bytes.Equal(g[i], w[i]) {
			old := "(nothing)"
			if i < len(g) {
				old = string(g[i])
			}
			return "line " + strconv.Itoa(i+1) + "\nchecked in: " + old + "\nobserved:   " + string(w[i])
		}
	}
	return "checked in: more lines"
}

// TestDecisions makes sure that nothing is decided by hand which need not be.
func TestDecisions(t *testing.T) {
	tables := observed(t)
	sent := make(map[string]map[string]bool) // commands by method
	for _, seen := range tables.calls {
		for _, o := range seen {
			if sent[o.Name] == nil {
				sent[o.Name] = make(map[string]bool)
			}
			for _, c := range o.Calls {
				name, _ := tables.facts.name(c)
				sent[o.Name][name] = true
			}
		}
	}
	for _, h := range byHand {
		if sent[h.Name] != nil {
			t.Errorf("byHand has %s (%s), which was seen to send %v", h.Name, h.reason, slices.Collect(maps.Keys(sent[h.Name])))
		}
		if h.Command == "" || !tables.facts.known[h.Command] {
			t.Errorf("byHand: %s sends %q, which is no command", h.Name, h.Command)
		}
	}
	for name := range varies {
		if len(sent[name]) < 2 {
			t.Errorf("varies has %s, which always sends %v", name, sent[name])
		}
	}
	for _, table := range []map[string]string{namesLie, changed} {
		for name := range table {
			if sent[name] == nil {
				t.Errorf("%s is decided by hand and was not observed", name)
			}
		}
	}
	for name := range lifetimes {
		i := slices.IndexFunc(tables.v9, func(m method) bool { return m.Name == name })
		if i < 0 || tables.v9[i].Expiration == (operand{}) {
			t.Errorf("lifetimes has %s, which has no expiration", name)
		}
	}
}

// TestServer has a real server say where the keys of what was sent are.
func TestServer(t *testing.T) {
	client, stop, err := startServer()
	if errors.Is(err, errNoServer) && os.Getenv("REDISLINT_REQUIRE_SERVER") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if info := client.Info(context.Background(), "server").Val(); !strings.Contains(info, "redis_version:7.0.") {
		t.Log("facts/keys.tsv is of Redis 7.0 and is not compared with this server")
	} else {
		t.Run("keys.tsv", func(t *testing.T) { compareKeys(t, client) })
	}
	t.Run("getkeys", func(t *testing.T) { confirmKeys(t, client) })
}

func compareKeys(t *testing.T, client *redis9.Client) {
	want, err := askKeys(client)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(factsDir, "keys.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("facts/keys.tsv is not what the server says: go run . -keys\n%s", firstDifference(got, []byte(want)))
	}
}

// confirmKeys asks the server for the keys of every command that was sent.
func confirmKeys(t *testing.T, client *redis9.Client) {
	tables := observed(t)
	confirmed := 0
	for _, api := range slices.Sorted(maps.Keys(tables.calls)) {
		for _, o := range tables.calls[api] {
			c := o.Calls[0]
			name, _ := tables.facts.name(c)
			if _, known := tables.facts.keys[name]; !known {
				continue
			}
			m, err := describe(o, tables.facts)
			if err != nil {
				t.Errorf("%s %s: %v", api, o.Name, err)
				continue
			}
			want := keysOf(c, m)
			if len(c.Words) == 1 { // COMMAND GETKEYS takes two at least
				if len(want) > 0 {
					t.Errorf("%s %s: keys %v in a command without arguments", api, o.Name, want)
				}
				continue
			}
			args := []any{"command", "getkeys"}
			for _, w := range c.Words {
				args = append(args, w)
			}
			got, err := client.Do(context.Background(), args...).StringSlice()
			switch {
			case err == nil:
			case strings.Contains(err.Error(), "no key arguments"):
				got = nil
			case strings.Contains(err.Error(), "Invalid number of arguments"), strings.Contains(err.Error(), "Invalid command"):
				// The newest go-redis sends words that Redis 7.0 does not know.
				t.Logf("%s %s: the server cannot tell: %v: %s", api, o.Name, err, c)
				continue
			default:
				t.Errorf("%s %s: %v: %s", api, o.Name, err, c)
				continue
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s %s: the server says %v, the table %v: %s", api, o.Name, got, want, c)
			}
			confirmed++
		}
	}
	t.Logf("the server confirmed the keys of %d methods", confirmed)
	if confirmed < 900 {
		t.Errorf("the server confirmed the keys of %d methods only", confirmed)
	}
}

// keysOf returns the words of a call that come from the keys of the method:
// what a reader of the table would take for keys.
func keysOf(c call, m method) []string {
	var keys []string
	for _, op := range m.Keys {
		n := 1
		if op.Rest || op.Each {
			n = elements(c, op)
		}
		for i, from := range c.From {
			p, err := parsePath(from.Path)
			if err != nil || p.value || p.param != op.Param || p.field != op.Field || p.elem != op.Elem {
				continue
			}
			if step := max(op.Step, 1); p.index > 0 && p.index%step != 0 {
				continue
			}
			if op.Half && p.index >= n/2 {
				continue
			}
			if p.index >= 0 && !op.Rest && !op.Each {
				continue
			}
			keys = append(keys, c.Words[i])
		}
	}
	return keys
}

func TestParsePath(t *testing.T) {
	for text, want := range map[string]path{
		"p1":               {param: 1, index: -1},
		"p2.Streams[11]":   {param: 2, field: "Streams", index: 11},
		"p1[0].Key":        {param: 1, index: 0, elem: "Key"},
		"p1[3][0]":         {param: 1, index: 3, elem: "[0]"},
		"p1.Conf{4}":       {param: 1, field: "Conf", index: 4, value: true},
		"p2.Query.Members": {param: 2, field: "Query.Members", index: -1},
	} {
		got, err := parsePath(text)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", text, got, err, want)
		}
	}
	if _, err := parsePath("key"); err == nil {
		t.Error("key: no error")
	}
}

func TestInfer(t *testing.T) {
	for _, test := range []struct {
		words  string
		groups [][]int
		want   []spec
	}{
		{"GET k", [][]int{{1}}, []spec{{Index: 1, Step: 1}}},
		{"CMS.MERGE d 2 a b", [][]int{{1}, {3, 4}}, []spec{{Index: 1, Step: 1}, {Index: 2, Step: 1, Count: true}}},
		{"JSON.MGET a b path", [][]int{{1, 2}}, []spec{{Index: 1, Last: -2, Step: 1}}},
		{"JSON.MSET a p v b p v", [][]int{{1, 4}}, []spec{{Index: 1, Last: -1, Step: 3}}},
	} {
		words := strings.Fields(test.words)
		got := infer(words, test.groups)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.words, got, test.want)
			continue
		}
		var back []int
		for _, s := range got {
			back = append(back, s.positions(words)...)
		}
		if want := slices.Concat(test.groups...); !slices.Equal(back, want) {
			t.Errorf("%s: %v finds %v, want %v", test.words, got, back, want)
		}
		for _, s := range got {
			if parsed, err := parseSpec(s.String()); err != nil || parsed != s {
				t.Errorf("%v reads back as %v, %v", s, parsed, err)
			}
		}
	}
}
