package matrix

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// golangci is golangci-lint with the plugin, and the configuration that we ship.
var golangci = driver{
	name: "golangci-lint",
	find: func(t *testing.T, dir string) []finding { return issuesOf(t, lint(t, dir, sharedCache())) },
	fix:  func(t *testing.T, dir string) { lint(t, dir, sharedCache(), "--fix") },
}

// sharedCache spares the tests the facts of the dependencies, and hands findings from one copy of a program to the next.
func sharedCache() string { return filepath.Join(tools, "cache") }

// lint returns what golangci-lint prints of the module in dir, in JSON, with its cache in a directory.
func lint(t *testing.T, dir, cache string, args ...string) []byte {
	t.Helper()
	config := filepath.Join(dir, ".golangci.yml")
	if _, err := os.Stat(config); os.IsNotExist(err) {
		write(t, config, read(t, filepath.Join(shipped, ".golangci.yml")))
	}
	t.Setenv("GOLANGCI_LINT_CACHE", cache)
	args = append([]string{"run", "--enable-only=redislint", "--allow-parallel-runners", "--show-stats=false", "--output.json.path=stdout"}, args...)
	return run(t, dir, golangciLint(t), args...)
}

// issuesOf returns the findings in what golangci-lint prints. It puts the rule's name before the message.
func issuesOf(t *testing.T, text []byte) []finding {
	t.Helper()
	var document struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var findings []finding
	for _, issue := range document.Issues {
		rule, message, ok := strings.Cut(issue.Text, ": ")
		if !ok || issue.FromLinter != "redislint" {
			t.Errorf("%s says %q", issue.FromLinter, issue.Text)
		}
		findings = append(findings, finding{filepath.ToSlash(issue.Pos.Filename), issue.Pos.Line, issue.Pos.Column, rule, message})
	}
	return findings
}

func TestGolangciSuppression(t *testing.T) {
	dir := scratch(t, map[string]string{"a/a.go": `package a

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func f(ctx context.Context, rdb *redis.Client) {
	rdb.Keys(ctx, "a") //nolint:redislint // golangci-lint's own
	//redislint:ignore rediskeys ours
	rdb.Keys(ctx, "b")
	rdb.Keys(ctx, "c") //nolint:rediskeys // the name is that of the linter
}
`})
	found := golangci.find(t, dir)
	if len(found) != 1 || found[0].line != 13 || found[0].rule != "rediskeys" {
		t.Errorf("found %v, want rediskeys on line 13", found)
	}
}

// wrappers has findings that need facts: of store in cache, and of both in app, which does not import go-redis.
var wrappers = map[string]string{
	"store/store.go": `package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Store struct{ RDB *redis.Client }

func (s Store) Put(ctx context.Context, key, value string, ttl time.Duration) error {
	return s.RDB.Set(ctx, key, value, ttl).Err()
}

func (s Store) All(ctx context.Context, pattern string) ([]string, error) {
	return s.RDB.Keys(ctx, pattern).Result()
}
`,
	"cache/cache.go": `package cache

import (
	"context"
	"time"

	"redislint.test/store"
)

type Cache struct{ Store store.Store }

func (c Cache) Keep(ctx context.Context, name, value string) error {
	return c.Store.Put(ctx, "cache:"+name, value, time.Hour)
}

func (c Cache) Put(ctx context.Context, name, value string, ttl time.Duration) error {
	return c.Store.Put(ctx, "cache:"+name, value, ttl)
}
`,
	"app/app.go": `package app

import (
	"context"

	"redislint.test/cache"
)

func Login(ctx context.Context, c cache.Cache, session string) error {
	return c.Put(ctx, session, "in", 0)
}
`,
}

func TestGolangciFacts(t *testing.T) {
	dir := scratch(t, wrappers)
	want := command().find(t, dir)
	if !slices.ContainsFunc(want, func(f finding) bool { return f.file == "app/app.go" && f.rule == "redisttl" }) {
		t.Fatalf("no finding through the wrappers in %v", want)
	}
	cache := t.TempDir()
	sameFindings(t, issuesOf(t, lint(t, dir, cache)), want)
	sameFindings(t, issuesOf(t, lint(t, dir, cache)), want)

	// What is cached of the packages below has to do for one that is new.
	app := filepath.Join(dir, "app", "app.go")
	write(t, app, strings.Replace(read(t, app), "return c.Put", "// Everybody.\n\treturn c.Put", 1))
	sameFindings(t, issuesOf(t, lint(t, dir, cache, "./app")), documentOf(t, run(t, dir, redislint(t), "-json", "./app"), dir))
}

// torn is a function with a fix that deletes a use of fmt.
const torn = `func _(ctx context.Context, rdb *redis.Client, id string) error {
	if err := rdb.Incr(ctx, "n:"+id).Err(); err != nil {
		return err
	}
	if err := rdb.Expire(ctx, "n:"+id, 60e9).Err(); err != nil {
		return fmt.Errorf("expire: %w", err)
	}
	return nil
}
`

func TestGolangciFixesTogether(t *testing.T) {
	for name, body := range map[string]string{
		"two on a line":       "\trdb.Keys(ctx, \"a\"); rdb.Keys(ctx, \"b\")\n\tf(rdb.Keys(ctx, \"c\"), rdb.Keys(ctx, \"d\"))\n",
		"one import unused":   "\tf(rdb.Keys(ctx, \"c\"), nil)\n}\n\n" + strings.Repeat(torn, 2) + "\nfunc last() {\n",
		"ten with the import": strings.Repeat("\tf(rdb.Keys(ctx, \"a\"), nil)\n", 10),
		"of several rules":    "\trdb.Incr(ctx, \"n\")\n\trdb.Expire(ctx, \"n\", 60e9)\n\trdb.LPush(ctx, \"l\", 1)\n\trdb.LRange(ctx, \"l\", 0, -1); rdb.Del(ctx, \"l\")\n\tf(rdb.Keys(ctx, \"c\"), nil)\n",
	} {
		t.Run(name, func(t *testing.T) {
			needsFmt := ""
			if strings.Contains(body, "fmt.") {
				needsFmt = "\t\"fmt\"\n"
			}
			files := map[string]string{"a/a.go": `package a

import (
	"context"
` + needsFmt + `
	"github.com/redis/go-redis/v9"
)

func f(a, b *redis.StringSliceCmd) {}

func g(ctx context.Context, rdb *redis.Client) {
` + body + "}\n"}
			dir, other := scratch(t, files), scratch(t, files)
			before := sources(t, dir)
			golangci.fix(t, dir)
			command().fix(t, other)
			if maps.Equal(sources(t, dir), before) {
				t.Error("nothing is fixed")
			}
			sameSources(t, dir, other)
			act(t, dir, "go", "build", "./...")
		})
	}
}
