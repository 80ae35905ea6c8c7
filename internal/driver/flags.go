package driver

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/report"
	"github.com/redislint/redislint/internal/settings"
)

// options is what the command line asks for.
type options struct {
	suite      []*analysis.Analyzer // what to run
	patterns   []string
	dir        string
	tags       string
	json       bool
	fix        bool
	diff       bool
	addRuntime bool
	version    bool
	colour     string
}

func (o *options) tests() bool { return report.Process.Tests }

func (o *options) buildFlags() []string {
	if o.tags == "" {
		return nil
	}
	return []string{"-tags=" + o.tags}
}

func newFlagSet(o *options, names *string, suite []*analysis.Analyzer) *flag.FlagSet {
	flags := flag.NewFlagSet("redislint", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&o.json, "json", false, "print one JSON document on standard output")
	flags.BoolVar(&o.fix, "fix", false, "apply the fixes, and print what is left")
	flags.BoolVar(&o.diff, "diff", false, "with -fix: print a unified diff and write nothing")
	flags.BoolVar(&o.addRuntime, "add-runtime", false, "with -fix: add redislint's runtime package to go.mod where fixes call it")
	flags.StringVar(&o.dir, "C", "", "find the packages from `dir`")
	flags.StringVar(&o.tags, "tags", "", "comma-separated `list` of build tags")
	flags.StringVar(&o.colour, "color", "auto", "colours and source lines: auto, always or never; `when` auto, on a terminal unless NO_COLOR is set")
	flags.BoolVar(&o.version, "version", false, "print the version")
	settings.Register(flags, names, suite)
	return flags
}

// parseOptions returns flag.ErrHelp where help is asked for.
func parseOptions(args []string, suite []*analysis.Analyzer) (options, error) {
	var o options
	var names string
	flags := newFlagSet(&o, &names, suite)
	if err := flags.Parse(args); err != nil {
		return o, flagError("redislint", err)
	}
	o.patterns = flags.Args()
	for _, pattern := range o.patterns {
		if strings.HasPrefix(pattern, "-") {
			return o, fmt.Errorf("flag %s comes after a package: put flags first", pattern)
		}
	}
	if len(o.patterns) == 0 {
		o.patterns = []string{"./..."}
	}
	switch {
	case !slices.Contains([]string{"auto", "always", "never"}, o.colour):
		return o, fmt.Errorf("flag -color: want auto, always or never, not %q", o.colour)
	case o.diff && !o.fix:
		return o, errors.New("flag -diff needs -fix: it shows what -fix would write")
	case o.addRuntime && !o.fix:
		return o, errors.New("flag -add-runtime needs -fix: the runtime package is added where a fix calls it")
	case o.addRuntime && report.Process.Runtime == report.RuntimeOff:
		return o, errors.New("flags -add-runtime and -runtime=off contradict each other")
	case o.diff && o.json:
		return o, errors.New("flags -diff and -json both write to standard output: use one")
	}
	var err error
	o.suite, err = settings.Select(names, suite)
	return o, err
}

// flagError puts what package flag says into our words.
func flagError(program string, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: "); ok {
		return fmt.Errorf("unknown flag %s: %s -help lists the flags", name, program)
	}
	return errors.New(text)
}

const helpText = `redislint finds Redis mistakes in Go code that uses go-redis, and fixes them.

Usage:

	redislint [flags] [packages]

Packages are named as for the go command; without any, ./... is meant.

	redislint                      look at the module that you are in
	redislint -fix -diff ./...     show what the fixes would change
	redislint -fix ./...           apply the fixes
	redislint -fix -add-runtime    apply also those that call redislint's runtime package, and add that to go.mod
	redislint -rules=rediskeys     run one rule
	redislint -level=info -tests   show advice, and look at test files too
	redislint -json | jq           print JSON

	redislint rules                list the rules
	redislint explain rediskeys    say what a rule finds, why, and how to silence it
	redislint gopls                build a gopls that shows the findings in the editor: see redislint gopls -help

	go vet -vettool=$(which redislint) ./...    the same through go vet; it replaces go vet's own checks

The exit code is 0 if there are no findings, 1 if there are, and 2 if redislint could not do its work.

Rules:

`

func help(w io.Writer, suite []*analysis.Analyzer) {
	io.WriteString(w, helpText)
	for _, rule := range settings.Rules(suite) {
		title, _, _ := strings.Cut(rule.Doc, "\n")
		fmt.Fprintf(w, "\t%-16s %s\n", rule.Name, title)
	}
	io.WriteString(w, "\nFlags:\n\n")
	flags := newFlagSet(new(options), new(string), suite)
	flags.SetOutput(w)
	flags.PrintDefaults()
}
