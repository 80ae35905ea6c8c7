package matrix

import (
	"debug/buildinfo"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/goversion"
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

// TestEditorElsewhere starts gopls outside the module, as an editor does that was started in the home directory. The
// module needs the Go that gopls was built with, which may be newer than the one in PATH.
func TestEditorElsewhere(t *testing.T) {
	dir := scratch(t, newcomer)
	built, err := buildinfo.ReadFile(goplsBinary(t))
	if err != nil {
		t.Fatal(err)
	}
	act(t, dir, "go", "mod", "edit", "-go="+strings.TrimPrefix(goversion.Of(built.GoVersion), "go"))
	s := start(t, dir, nil, string(filepath.Separator), goplsBinary(t))
	s.await(s.open(filepath.Join(dir, "main.go")), func(ds []diagnostic) bool { return slices.ContainsFunc(ds, isFrom("rediskeys")) })
}

func isFrom(source string) func(diagnostic) bool {
	return func(d diagnostic) bool { return d.Source == source }
}

// TestEditorChoices has the editor ask how long a key is to live, and how much is to be read. Whatever is chosen compiles.
func TestEditorChoices(t *testing.T) {
	dir := program(t)
	s := startGopls(t, dir, nil)
	offered := make(map[string]int)
	for _, file := range []string{"redisttl/redisttl.go", "redisrange/redisrange.go"} {
		uri := s.open(filepath.Join(dir, "choices", filepath.FromSlash(file)))
		text := s.files[uri].text
		for _, d := range s.diagnose([]string{uri})[uri] {
			for _, action := range s.quickFixes(uri, d) {
				offered[action.Title]++
				s.apply(action)
				s.save()
				act(t, dir, "go", "build", "./choices/...")
				s.change(uri, text)
				s.diagnose([]string{uri}) // what it offers is for the text that it has seen
			}
		}
	}
	want := map[string]int{"Let the key live for time.Hour": 2, "Let the key live for 24 * time.Hour": 2, "State that the key is meant to stay": 2, "Read the first 100 only": 3}
	if !maps.Equal(offered, want) {
		t.Errorf("choices: %v, want %v", offered, want)
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
