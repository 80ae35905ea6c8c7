package driver

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/redislint/redislint/internal/goplsbuild"
)

const goplsHelp = `redislint gopls builds a gopls that shows what redislint finds, and offers its fixes, in the editor.

Usage:

	redislint gopls [flags]

It is gopls as it was released, with redislint's analyzers added and without gopls' telemetry. Modules come through
the module proxy. Where the program is there already, nothing is done.

Flags:

`

// runGopls is redislint gopls.
func runGopls(args []string, stdout, stderr io.Writer) error {
	options := goplsbuild.Options{Redislint: moduleVersion(modulePath)}
	flags := flag.NewFlagSet("redislint gopls", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&options.Gopls, "version", "", "`version` of gopls: "+strings.Join(goplsbuild.Versions(), " or ")+" (default the newest that your Go can build)")
	flags.StringVar(&options.Output, "o", "", "`file` to write (default redislint-gopls, where go install puts programs)")
	flags.StringVar(&options.Source, "source", "", "build with the checkout of redislint in `dir`, not with the version that this redislint is")
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		io.WriteString(stdout, goplsHelp)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return nil
	}
	if err != nil {
		return flagError(flags.Name(), err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("redislint gopls takes no arguments, but got %q: redislint gopls -help lists the flags", flags.Arg(0))
	}
	if options.Source == "" && !isPublished(options.Redislint) {
		return fmt.Errorf("this redislint was built from a checkout (%s): name the checkout with -source", options.Redislint)
	}
	progress := newProgress(stderr)
	options.Say = progress.say
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	built, err := goplsbuild.Build(ctx, options)
	progress.clear()
	if ctx.Err() != nil {
		return errors.New("interrupted: nothing is written")
	}
	if err != nil {
		return err
	}
	if built.UpToDate {
		fmt.Fprintf(stdout, "gopls %s with redislint %s is there: %s\n", built.Gopls, options.Redislint, built.File)
	} else {
		fmt.Fprintf(stdout, "built gopls %s with redislint: %s\n", built.Gopls, built.File)
	}
	fmt.Fprintf(stdout, "\nPoint your editor at it, and restart it:\n%s", goplsbuild.Settings(built.File))
	return nil
}

// isPublished reports whether a version is one that the module proxy can have.
func isPublished(version string) bool {
	return semver.IsValid(version) && !strings.HasSuffix(version, "+dirty") && module.Check(modulePath, version) == nil
}
