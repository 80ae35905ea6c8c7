package matrix

import (
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// command is the driver that the others are compared with: redislint itself.
var command = driver{
	name: "redislint",
	find: func(t *testing.T, dir string) []finding {
		return documentOf(t, run(t, dir, redislint(t), "-json", "./..."), dir)
	},
	fix: func(t *testing.T, dir string) { run(t, dir, redislint(t), "-fix", "./...") },
}

// redislint is the path of the command, built from this checkout.
func redislint(t *testing.T) string { return build(t, "redislint", "../..", "./cmd/redislint") }

var builds sync.Map // from name to func() (string, error)

// build builds a package of the module in dir, once a run of the tests.
func build(t *testing.T, name, dir, pkg string) string {
	t.Helper()
	once, _ := builds.LoadOrStore(name, sync.OnceValues(func() (string, error) {
		file := filepath.Join(tools, name)
		cmd := exec.Command("go", "build", "-o", file, pkg)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", errors.New(string(out))
		}
		return file, nil
	}))
	file, err := once.(func() (string, error))()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// run returns what a command prints on standard output. It may exit with a code that says that there are findings.
func run(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	exit := new(exec.ExitError)
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, exit.Stderr)
	}
	return out
}

// documentOf returns the findings in what redislint -json prints of the module in dir.
func documentOf(t *testing.T, text []byte, dir string) []finding {
	t.Helper()
	var document struct {
		Findings []struct {
			Rule, File, Message string
			Start               struct{ Line, Col int }
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var findings []finding
	for _, f := range document.Findings {
		findings = append(findings, finding{relative(t, dir, f.File), f.Start.Line, f.Start.Col, f.Rule, f.Message})
	}
	return findings
}

// relative is the name of a file as findings have it.
func relative(t *testing.T, dir, file string) string {
	t.Helper()
	name, err := filepath.Rel(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name)
}
