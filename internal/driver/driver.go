// Package driver is what cmd/redislint is made of: it loads packages, runs the rules over them, prints what they
// find and applies their fixes. The same binary is the tool that go vet -vettool runs.
package driver

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Exit codes.
const (
	exitClean    = 0
	exitFindings = 1
	exitFailure  = 2 // redislint could not do its work, or not all of it
)

// Main runs redislint with the arguments that follow the program's name, and returns its exit code.
// As a vettool it does not return.
//
// The suite is the rules, whose result is a *report.Result, and the model, which reports what it had to skip.
func Main(args []string, suite []*analysis.Analyzer) int {
	guard(suite)
	if isVettool(args) {
		return vettool(args, suite)
	}
	return run(args, suite, os.Stdout, os.Stderr)
}

// isVettool reports whether the go command calls, as go vet -vettool and go fix -fixtool do.
func isVettool(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return len(args) == 1 && (args[0] == "-V=full" || args[0] == "-flags") || strings.HasSuffix(args[len(args)-1], ".cfg")
}

// run is the command that people type.
func run(args []string, suite []*analysis.Analyzer, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		if subcommand := subcommandOf(args[0], suite); subcommand != nil {
			if err := subcommand(args[1:], stdout, stderr); err != nil {
				fmt.Fprintf(stderr, "redislint: %v\n", err)
				return exitFailure
			}
			return exitClean
		}
	}
	c := &command{stdout: stdout, stderr: stderr}
	code, err := c.run(args, suite)
	if errors.Is(err, flag.ErrHelp) {
		help(stdout, suite)
		return exitClean
	}
	if err != nil {
		c.progress.clear()
		fmt.Fprintf(stderr, "redislint: %v\n", err)
		return exitFailure
	}
	return code
}

// subcommandOf returns what does something else than to look at packages, or nil.
func subcommandOf(name string, suite []*analysis.Analyzer) func(args []string, stdout, stderr io.Writer) error {
	switch name {
	case "gopls":
		return runGopls
	case "rules":
		return func(args []string, stdout, _ io.Writer) error { return listRules(args, suite, stdout) }
	case "explain":
		return func(args []string, stdout, _ io.Writer) error { return explainRule(args, suite, stdout) }
	}
	return nil
}

// command is one run.
type command struct {
	options
	stdout, stderr io.Writer
	progress       *progress
}

func (c *command) run(args []string, suite []*analysis.Analyzer) (int, error) {
	var err error
	if c.options, err = parseOptions(args, suite); err != nil {
		return exitFailure, err
	}
	if c.version {
		return exitClean, printVersion(c.stdout)
	}
	c.progress = newProgress(c.stderr)
	loader := &loader{dir: c.dir, buildFlags: c.buildFlags(), tests: c.tests(), patterns: c.patterns}
	c.progress.say("finding the packages that use go-redis")
	graph, err := loader.graph()
	if err != nil {
		return exitFailure, err
	}
	if c.fix {
		return c.runFix(loader, graph)
	}
	outcome, err := c.check(loader, graph, nil)
	if err != nil {
		return exitFailure, err
	}
	if err := c.print(outcome); err != nil {
		return exitFailure, err
	}
	return outcome.exitCode(), nil
}

// check loads, with the files of overlay in place of those on disk, and analyses.
func (c *command) check(loader *loader, graph *graph, overlay map[string][]byte) (*outcome, error) {
	if len(graph.reaching) == 0 {
		return &outcome{graph: graph, skipped: graph.skipped}, nil
	}
	c.progress.say("loading %s", count(len(graph.reaching), "package"))
	program, err := loader.load(graph, overlay)
	if err != nil {
		return nil, err
	}
	c.progress.say("analysing %s", count(len(program.matched), "package"))
	return analyse(program, c.suite)
}

// print prints an outcome as asked for.
func (c *command) print(r *outcome) error {
	c.progress.clear()
	if c.json {
		return printJSON(c.stdout, r)
	}
	if pretty, colour := c.style(); pretty {
		printPretty(c.stdout, r, colour)
	} else {
		printPlain(c.stdout, r)
	}
	printSummary(c.stderr, r)
	return nil
}

// count returns "1 package" or "2 packages".
func count(n int, noun string) string {
	noun, rest, _ := strings.Cut(noun, " with ")
	if rest != "" {
		rest = " with " + rest
	}
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "x"):
		noun += "es"
	default:
		noun += "s"
	}
	return fmt.Sprintf("%d %s%s", n, noun, rest)
}
