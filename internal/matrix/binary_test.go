package matrix

import (
	"encoding/json"
	"errors"
	"fmt"
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

// build builds a package of the module in dir, once a run of the tests. The arguments are those of go build.
func build(t *testing.T, name, dir string, args ...string) string {
	t.Helper()
	return once(t, name, func() (string, error) {
		file := filepath.Join(tools, name)
		return file, execute(dir, "go", append([]string{"build", "-o", file}, args...)...)
	})
}

var made sync.Map // from name to func() (string, error)

// once makes what has that name, once a run of the tests.
func once(t *testing.T, name string, make func() (string, error)) string {
	t.Helper()
	made, _ := made.LoadOrStore(name, sync.OnceValues(make))
	value, err := made.(func() (string, error))()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func execute(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %v: %v\n%s", name, args, err, out)
	}
	return nil
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

// commandFindings are what redislint finds in the program.
func commandFindings(t *testing.T) []finding {
	t.Helper()
	dir := program(t)
	return sorted(command.find(t, dir))
}
