package matrix

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestWorkflow runs the last step of the GitHub workflow in docs/ci.md as GitHub does.
func TestWorkflow(t *testing.T) {
	var workflow struct {
		Jobs map[string]struct{ Steps []struct{ Run, Shell string } }
	}
	snippet(t, "GitHub Actions", &workflow)
	steps := workflow.Jobs["redislint"].Steps
	step := steps[len(steps)-1]
	if step.Shell != "bash" {
		t.Fatalf("shell %q, whose flags are others", step.Shell)
	}
	t.Setenv("PATH", filepath.Dir(redislint(t))+string(filepath.ListSeparator)+os.Getenv("PATH"))
	out, err := output(program(t), nil, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
	if !exitsWith(err, 1) {
		t.Errorf("the step ends with %v, and there are findings", err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) < 400 {
		t.Errorf("%d lines", len(lines))
	}
	annotated := regexp.MustCompile(`^\./[^:]+\.go:\d+:\d+: `) // what actions/setup-go makes annotations of
	for _, line := range lines {
		if !annotated.MatchString(line) {
			t.Errorf("no annotation: %s", line)
		}
	}
}

// TestPreCommit compares the hook that docs/ci.md names with the one that there is.
func TestPreCommit(t *testing.T) {
	type hook struct{ ID, Language, Entry string }
	var config struct{ Repos []struct{ Hooks []hook } }
	snippet(t, "pre-commit", &config)
	var hooks []hook
	text, err := os.ReadFile(filepath.FromSlash("../../.pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &hooks); err != nil {
		t.Fatal(err)
	}
	want := hook{"redislint", "golang", "redislint"}
	if len(hooks) != 1 || hooks[0] != want || config.Repos[0].Hooks[0].ID != want.ID {
		t.Errorf("hooks %v, documented %v", hooks, config)
	}
}

// TestGitLab runs the script for GitLab, but for the lines that install, with jq in Go.
func TestGitLab(t *testing.T) {
	var jobs map[string]struct {
		Script    []string
		Artifacts struct{ Reports map[string]string }
	}
	snippet(t, "GitLab", &jobs)
	job := jobs["redislint"]
	build(t, "jq", ".", "github.com/itchyny/gojq/cmd/gojq")
	t.Setenv("PATH", filepath.Dir(redislint(t))+string(filepath.ListSeparator)+os.Getenv("PATH"))
	dir := program(t)
	script := slices.DeleteFunc(job.Script, func(line string) bool { return strings.Contains(line, " install ") })
	if _, err := output(dir, []string{"PWD=" + dir}, "bash", "-ec", strings.Join(script, "\n")); !exitsWith(err, 1) {
		t.Errorf("the script ends with %v, and there are findings", err)
	}
	var issues []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, job.Artifacts.Reports["codequality"]))), &issues); err != nil {
		t.Fatal(err)
	}
	if len(issues) < 400 {
		t.Errorf("%d issues", len(issues))
	}
	lineNumber := regexp.MustCompile(`:\d`)
	seen := make(map[string]bool)
	for _, issue := range issues {
		if issue.Description == "" || issue.CheckName == "" || issue.Severity == "" || issue.Location.Lines.Begin == 0 || filepath.IsAbs(issue.Location.Path) ||
			seen[issue.Fingerprint] || lineNumber.MatchString(issue.Fingerprint) {
			t.Errorf("%+v", issue)
		}
		seen[issue.Fingerprint] = true
	}
}

// snippet decodes the YAML under a heading of docs/ci.md.
func snippet(t *testing.T, heading string, value any) {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash("../../docs/ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## "+heading+"\n")
	_, block, _ := strings.Cut(section, "```yaml\n")
	block, _, ok := strings.Cut(block, "\n```")
	if !ok {
		t.Fatalf("no YAML under %s", heading)
	}
	if err := yaml.Unmarshal([]byte(block), value); err != nil {
		t.Fatalf("%s: %v", heading, err)
	}
}
