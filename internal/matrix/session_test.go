package matrix

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redislint/redislint/analyzers"
)

// newcomer is a program as one has it who reads the editor section of the README: with the runtime package.
var newcomer = map[string]string{"main.go": `package main

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

func main() {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{})
	keys, err := rdb.Keys(ctx, "session:*").Result()
	fmt.Printf("%d\n", keys, err)
}
`}

// TestEditor is what a newcomer sees: a squiggle under rdb.Keys with a link to the rule, and a quick fix after which
// the program builds and the squiggle is gone. gopls' own analyzers go on.
func TestEditor(t *testing.T) {
	dir := scratch(t, newcomer)
	s := startGopls(t, dir, nil)
	uri := s.open(filepath.Join(dir, "main.go"))
	hasKeys := func(ds []diagnostic) bool { return slices.ContainsFunc(ds, isFrom("rediskeys")) }
	shown := s.await(uri, hasKeys)
	if !slices.ContainsFunc(shown, isFrom("printf")) {
		t.Errorf("gopls' own printf says nothing: %+v", shown)
	}
	keys := shown[slices.IndexFunc(shown, isFrom("rediskeys"))]
	const warning = 2
	if keys.Severity != warning || keys.Code != "rediskeys" || keys.CodeDescription == nil || !strings.HasSuffix(keys.CodeDescription.Href, "/docs/rules/rediskeys.md") {
		t.Errorf("severity, code or link: %+v", keys)
	}
	text := s.files[uri].text
	if under := text[offset(text, keys.Range.Start):offset(text, keys.Range.End)]; under != "rdb.Keys" {
		t.Errorf("the squiggle is under %q", under)
	}

	fixes := s.quickFixes(uri, keys)
	if len(fixes) != 1 || !strings.HasPrefix(fixes[0].Title, "Replace with redisrt.Keys") {
		t.Fatalf("quick fixes: %+v", fixes)
	}
	s.apply(fixes[0])
	s.await(uri, func(ds []diagnostic) bool { return len(ds) > 0 && !hasKeys(ds) })
	s.save()
	act(t, dir, "go", "build", "-o", os.DevNull, ".")
	if !strings.Contains(s.files[uri].text, `redisrt.Keys(ctx, rdb, "session:*")`) {
		t.Error(s.files[uri].text)
	}
}

func isFrom(source string) func(diagnostic) bool {
	return func(d diagnostic) bool { return d.Source == source }
}

// TestEditorChoices has the editor ask how long a key is to live.
func TestEditorChoices(t *testing.T) {
	dir := program(t)
	s := startGopls(t, dir, nil)
	uri := s.open(filepath.Join(dir, "choices", "redisttl", "redisttl.go"))
	set := s.diagnose([]string{uri})[uri][0]
	var titles []string
	for _, action := range s.quickFixes(uri, set) {
		titles = append(titles, action.Title)
	}
	want := []string{"Give the key a TTL of 1h0m0s", "Give the key a TTL of 24h0m0s", "State that the key is meant to stay"}
	if !slices.Equal(titles, want) {
		t.Errorf("choices: %q, want %q", titles, want)
	}
}

// TestEditorSwitch switches each rule off by its name, as settings.json does, in a file where it has findings.
func TestEditorSwitch(t *testing.T) {
	dir := program(t)
	s := startGopls(t, dir, nil)
	found := command().find(t, dir)
	for _, rule := range analyzers.Rules {
		first := found[slices.IndexFunc(found, func(f finding) bool { return f.rule == rule.Name })]
		uri := s.open(filepath.Join(dir, filepath.FromSlash(first.file)))
		if !slices.ContainsFunc(s.diagnose([]string{uri})[uri], isFrom(rule.Name)) {
			t.Errorf("%s finds nothing in %s", rule.Name, uri)
		}
		s.configure(map[string]any{"analyses": map[string]any{rule.Name: false}})
		if slices.ContainsFunc(s.diagnose([]string{uri})[uri], isFrom(rule.Name)) {
			t.Errorf("%s is off, and finds something in %s", rule.Name, uri)
		}
		s.configure(nil)
	}
}
