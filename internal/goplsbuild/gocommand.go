package goplsbuild

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// goEnv is what of the go command's environment matters here.
type goEnv struct{ GOBIN, GOFLAGS, GOPATH, GOTOOLCHAIN, GOVERSION string }

func readGoEnv(ctx context.Context) (*goEnv, error) {
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOBIN", "GOFLAGS", "GOPATH", "GOTOOLCHAIN", "GOVERSION")
	cmd.Dir = outside
	out, err := output(cmd)
	if err != nil {
		return nil, explain("ask the go command for its environment", err)
	}
	env := new(goEnv)
	return env, json.Unmarshal(out, env)
}

// outside is a directory in no module: what the one of the current directory needs is not what gopls needs.
const outside = string(filepath.Separator)

// run runs the go command. Settings for the user's programs are not for this one: not another operating system, build
// tags or cgo.
func (e *goEnv) run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	flags := "-mod=mod" // not empty: the go command would read what go env -w has written
	if slices.Contains(strings.Fields(e.GOFLAGS), "-modcacherw") {
		flags += " -modcacherw"
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH, "GOFLAGS="+flags, "GOWORK=off", "CGO_ENABLED=0")
	return output(cmd)
}

func run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	_, err := output(cmd)
	return err
}

// output returns what a command prints, or an error with what it says on standard error.
func output(cmd *exec.Cmd) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, errors.New("the go command is not in PATH: install Go")
		}
		return nil, errors.New(cmp.Or(complaint(stderr.String()), err.Error()))
	}
	return stdout.Bytes(), nil
}

// complaint is what the go command complains of, on one line, without its reports of progress.
func complaint(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "go: ")
		if line != "" && !progress.MatchString(line) {
			lines = append(lines, line)
		}
	}
	const enough = 3 // of a compiler's list
	if len(lines) > enough {
		lines = append(lines[:enough], "and more")
	}
	return strings.Join(lines, "; ")
}

var (
	progress    = regexp.MustCompile(`^(downloading |finding |found |added |upgraded |# )|; switching to go`)
	unreachable = regexp.MustCompile(`GOPROXY=off|dial tcp|no such host|connection refused|i/o timeout|TLS handshake|proxyconnect|network is unreachable|: 50[0-9] `)
	full        = regexp.MustCompile(`(?i)no space left on device|disk quota exceeded|not enough space on the disk`)
)

// explain says in one sentence what could not be done, and what to do about it.
func explain(what string, err error) error {
	text := complaint(err.Error())
	switch {
	case full.MatchString(text):
		return fmt.Errorf("cannot %s, as the disk is full (%s): make space, and run redislint gopls again", what, text)
	case unreachable.MatchString(text):
		return fmt.Errorf("cannot %s, as the module proxy cannot be reached (%s): see go help goproxy", what, text)
	}
	return fmt.Errorf("cannot %s: %s", what, text)
}
