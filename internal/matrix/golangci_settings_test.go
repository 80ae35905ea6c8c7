package matrix

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// withSettings is a module that has a SET without a TTL and a KEYS in a test, and settings in place of those that we ship.
func withSettings(t *testing.T, settings string) string {
	t.Helper()
	dir := scratch(t, map[string]string{
		"a/a.go": `package a

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func Login(ctx context.Context, rdb *redis.Client, id string) error {
	return rdb.Set(ctx, "session:"+id, "in", 0).Err()
}
`,
		"a/a_test.go": `package a

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func keys(ctx context.Context, rdb *redis.Client) { rdb.Keys(ctx, "*") }
`,
	})
	example, _, found := strings.Cut(read(t, filepath.Join(shipped, ".golangci.yml")), "        settings:\n")
	if !found {
		t.Fatal("the example has no settings")
	}
	write(t, filepath.Join(dir, ".golangci.yml"), example+"        settings:\n          "+strings.ReplaceAll(settings, "\n", "\n          ")+"\n")
	return dir
}

func TestGolangciSettings(t *testing.T) {
	for name, test := range map[string]struct {
		settings string
		flags    []string
	}{
		"level":           {"level: error", []string{"-level=error"}},
		"tests":           {"tests: true\nruntime: off", []string{"-tests", "-runtime=off"}},
		"upper case":      {"Tests: true", []string{"-tests"}},
		"rules as a list": {"tests: true\nrules: [rediskeys, redisdel]", []string{"-tests", "-rules=rediskeys,redisdel"}},
		"rules as text":   {"rules: redisttl", []string{"-rules=redisttl"}},
		"within its rule": {"redisttl:\n  default: 24h", []string{"-redisttl.default=24h"}},
		"with a dot":      {"redisttl.default: 24h", []string{"-redisttl.default=24h"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, other := withSettings(t, test.settings), withSettings(t, test.settings)
			sameFindings(t, golangci.find(t, dir), documentOf(t, run(t, dir, redislint(t), append(test.flags, "-json", "./...")...), dir))
			golangci.fix(t, dir)
			run(t, other, redislint(t), append(test.flags, "-fix", "./...")...)
			sameSources(t, dir, other)
		})
	}
}

func TestGolangciWrongSettings(t *testing.T) {
	for settings, want := range map[string]string{
		"levle: info":                 `unknown setting "levle": the settings are level, `,
		"redisttl:\n  defualt: 24h":   `unknown setting "redisttl.defualt": the settings are level, `,
		"redisttl.defualt: 24h":       `unknown setting "redisttl.defualt": the settings are level, `,
		"level: loud":                 `setting "level" cannot be loud: it takes a level `,
		"tests: 1":                    `setting "tests" cannot be 1: it takes true or false `,
		"redisttl:\n  default: a day": `setting "redisttl.default" cannot be a day: it takes a duration `,
		"rules: [rediskeyz]":          `setting "rules": unknown rule "rediskeyz": the rules are `,
		"[rediskeys]":                 `settings cannot be [rediskeys]`,
	} {
		t.Run(settings, func(t *testing.T) {
			dir := withSettings(t, settings)
			t.Setenv("GOLANGCI_LINT_CACHE", sharedCache())
			cmd := exec.Command(golangciLint(t), "run", "--allow-parallel-runners")
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), want) {
				t.Errorf("%v: %s\nwant %s", err, out, want)
			}
		})
	}
}

func TestGolangciDocumentation(t *testing.T) {
	page := read(t, "../../docs/golangci-lint.md")
	for _, name := range []string{".custom-gcl.yml", ".golangci.yml"} {
		if text := read(t, filepath.Join(shipped, name)); !strings.Contains(page, "```yaml\n"+text+"```") {
			t.Errorf("the page does not have %s as it is", name)
		}
	}
}
