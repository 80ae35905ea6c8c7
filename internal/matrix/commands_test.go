package matrix

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// spent is the CPU time of all commands that have ended, with what they waited for, but for those that build drivers.
var spent time.Duration

func add(ended *os.ProcessState) {
	if ended != nil {
		spent += ended.UserTime() + ended.SystemTime()
	}
}

// output returns what a command prints on standard output. Its error has what it prints on standard error.
func output(dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	text, err := cmd.Output()
	add(cmd.ProcessState)
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		err = fmt.Errorf("%s %s: %w\n%s%s", filepath.Base(name), strings.Join(args, " "), err, text, exit.Stderr)
	}
	return text, err
}

// run returns what a command prints on standard output. It may exit with the code that says that there are findings.
func run(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	text, err := output(dir, nil, name, args...)
	if err != nil && !exitsWith(err, 1) {
		t.Fatal(err)
	}
	return text
}

func exitsWith(err error, code int) bool {
	exit := new(exec.ExitError)
	return errors.As(err, &exit) && exit.ExitCode() == code
}

// act is run for a command that has to succeed.
func act(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	text, err := output(dir, nil, name, args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(text), "\n")
}

// build builds a package of the module in dir, once a run of the tests. The arguments are those of go build.
func build(t *testing.T, name, dir string, args ...string) string {
	t.Helper()
	return once(t, name, func() (string, error) {
		file := filepath.Join(tools, name)
		_, err := output(dir, nil, "go", append([]string{"build", "-o", file}, args...)...)
		return file, err
	})
}

var made sync.Map // from name to func() (string, error)

// once makes what has that name, once a run of the tests.
func once(t *testing.T, name string, make func() (string, error)) string {
	t.Helper()
	made, _ := made.LoadOrStore(name, sync.OnceValues(make))
	before := spent
	defer func() { spent = before }()
	value, err := made.(func() (string, error))()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func goEnv(name string) string {
	text, _ := output("", nil, "go", "env", name)
	return strings.TrimSpace(string(text))
}
