// Package gopls adds the suite to a gopls that is built with this package, as redislint gopls builds it: gopls runs
// the analyzers of vet.Suite, and reads that list when it is initialized.
//
// Programs other than gopls have no use for it.
package gopls

import (
	"encoding/json"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/tools/go/analysis/suite/vet"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/goversion"
	"github.com/redislint/redislint/internal/report"
)

func init() {
	report.Process.Choices = true
	vet.Suite = append(vet.Suite, analyzers.Suite...)
}

// Start is to be called before gopls' own main function, with the names of the analyzers that gopls has. It returns
// an error if the suite is not among them: then gopls read vet.Suite too early.
func Start(has []string) error {
	for _, rule := range analyzers.Rules {
		if !slices.Contains(has, rule.Name) {
			return fmt.Errorf("this gopls was built without %s of redislint: report this as a bug of redislint", rule.Name)
		}
	}
	preferSelectedGo()
	return nil
}

// preferSelectedGo puts the Go that GOTOOLCHAIN and go.mod select first in PATH. gopls asks with GOTOOLCHAIN=local
// which Go it has (internal/gocommand/version.go in x/tools v0.52.0). Where another is selected, gopls takes that
// one's standard library to be written in the older language, finds errors in it, and gives up all analysis: seen in
// v0.23.0 and v0.24.0, with Go 1.26.8 that switched to Go 1.27.0.
func preferSelectedGo() {
	selected, err := goEnv(os.Environ())
	if err != nil {
		return // gopls says what is wrong
	}
	// The editor may have started gopls outside the module whose go.mod selects a newer Go. The newest that gopls can
	// read is the one that it was built with.
	built := goversion.Of(runtime.Version())
	if goversion.MaySwitch(selected.GOTOOLCHAIN) && version.Compare(built, goversion.Of(selected.GOVERSION)) > 0 {
		if newer, err := goEnv(append(os.Environ(), "GOTOOLCHAIN="+built+"+auto")); err == nil {
			selected = newer
		}
	}
	os.Setenv("PATH", filepath.Join(selected.GOROOT, "bin")+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

type environment struct{ GOROOT, GOTOOLCHAIN, GOVERSION string }

func goEnv(environ []string) (environment, error) {
	var env environment
	cmd := exec.Command("go", "env", "-json", "GOROOT", "GOTOOLCHAIN", "GOVERSION")
	cmd.Env = environ
	out, err := cmd.Output()
	if err != nil {
		return env, err
	}
	return env, json.Unmarshal(out, &env)
}
