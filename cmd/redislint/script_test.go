package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/mod/module"
	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/driver"
	"github.com/redislint/redislint/internal/modproxy"
	"github.com/redislint/redislint/internal/report"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"redislint":        main,
		"redislint-panics": func() { os.Exit(driver.Main(os.Args[1:], append(analyzers.Suite, panics, twoFixes, breaks))) },
	})
}

var update = flag.Bool("update", false, "write what is printed into the scripts' files")

// TestScript runs the files of testdata/script. See `go doc testscript` for their language; below is what we add.
func TestScript(t *testing.T) {
	environment := hostEnvironment(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, environment...)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"gomod": writeModule,
			"exits": exits,
			"count": countMatches,
		},
	})
}

// hostEnvironment is what the go command needs of the environment: scripts have none of their own.
func hostEnvironment(t *testing.T) []string {
	t.Helper()
	// With the race detector a program sleeps for a second when it exits, and go vet runs hundreds of us.
	env := []string{"GORACE=atexit_sleep_ms=0"}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GOTOOLCHAIN"} {
		env = append(env, name+"="+goEnv(t, name))
	}
	flags := goEnv(t, "GOFLAGS")
	env = append(env, "HOST_GOFLAGS="+flags, "GOFLAGS="+flags+" -trimpath") // so that scripts share what they compile
	redislint, err := exec.LookPath("redislint")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return append(env, "REDISLINT="+redislint, "REDISLINT_PANICS="+redislint+"-panics", "ROOT="+root, "RUNTIME="+filepath.Join(root, "runtime"), "RUNTIMEPROXY="+runtimeProxy(t, filepath.Join(root, "runtime")))
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// runtimeProxy makes a module proxy that has the runtime package of this repository as v0.0.1, in front of what the
// host has.
func runtimeProxy(t *testing.T, runtime string) string {
	t.Helper()
	version := module.Version{Path: "github.com/redislint/redislint/runtime", Version: "v0.0.1"}
	root := t.TempDir()
	if err := modproxy.Write(root, version, runtime); err != nil {
		t.Fatal(err)
	}
	downloaded := filepath.Join(goEnv(t, "GOMODCACHE"), "cache", "download")
	return "file://" + root + ",file://" + downloaded + "," + goEnv(t, "GOPROXY")
}

// writeModule is "gomod path [dir]": it writes the go.mod and go.sum of a module that requires go-redis.
func writeModule(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 || len(args) > 2 {
		ts.Fatalf("usage: gomod path [dir]")
	}
	dir := ts.MkAbs(".")
	if len(args) == 2 {
		dir = ts.MkAbs(args[1])
	}
	for _, name := range []string{"mod", "sum"} {
		content, err := os.ReadFile(filepath.Join(testdata, "goredis."+name))
		ts.Check(err)
		if name == "mod" {
			content = append([]byte("module "+args[0]+"\n\n"), content...)
		}
		ts.Check(os.WriteFile(filepath.Join(dir, "go."+name), content, 0o666))
	}
}

var testdata = func() string {
	dir, err := filepath.Abs("testdata")
	if err != nil {
		panic(err)
	}
	return dir
}()

// exits is "exits code command args...": it runs a command that has to exit with that code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command args...")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit := (*exec.ExitError)(nil)
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s\nstdout: %s\nstderr: %s", code, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// countMatches is "count n text stdout|stderr|file": text has to occur n times.
func countMatches(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: count n text file")
	}
	content := ts.ReadFile(args[2])
	if n := strings.Count(content, args[1]); fmt.Sprint(n) != args[0] {
		ts.Fatalf("%q occurs %d times, want %s, in\n%s", args[1], n, args[0], content)
	}
}

// Analyzers that do what no rule of ours does. Each looks for a declaration of its own name.
var (
	panics = misbehaving("redispanics", func(*report.Reporter, analysis.Range) { panic("out of luck") })

	// twoFixes has two fixes that cannot be made at once.
	twoFixes = misbehaving("redistwofixes", func(r *report.Reporter, at analysis.Range) {
		for _, text := range []string{"first", "second"} {
			r.Report(report.Finding{Pos: at.Pos(), End: at.End(), Level: report.Warning, Message: "asks for the " + text,
				Fix: replacement(at, "twice")})
		}
		r.Report(report.Finding{Pos: at.Pos(), End: at.End(), Level: report.Warning, Message: "wants another",
			Fix: replacement(at, "another")})
	})

	// breaks has a fix that does not compile.
	breaks = misbehaving("redisbreaks", func(r *report.Reporter, at analysis.Range) {
		r.Report(report.Finding{Pos: at.Pos(), End: at.End(), Level: report.Warning, Message: "breaks", Fix: replacement(at, "1+")})
	})
)

func replacement(at analysis.Range, text string) *analysis.SuggestedFix {
	return &analysis.SuggestedFix{Message: text, TextEdits: []analysis.TextEdit{{Pos: at.Pos(), End: at.End(), NewText: []byte(text)}}}
}

func misbehaving(name string, act func(*report.Reporter, analysis.Range)) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       name,
		Doc:        name + " misbehaves",
		URL:        "https://example.com",
		Requires:   []*analysis.Analyzer{report.Directives},
		ResultType: report.ResultType,
		Run: func(pass *analysis.Pass) (any, error) {
			reporter := report.New(pass)
			for ident, object := range pass.TypesInfo.Defs {
				if object != nil && object.Parent() == pass.Pkg.Scope() && ident.Name == name {
					act(reporter, ident)
				}
			}
			return reporter.Result(), nil
		},
	}
}
