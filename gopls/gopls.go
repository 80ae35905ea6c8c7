// Package gopls adds the suite to a gopls that is built with this package, as redislint gopls builds it: gopls runs
// the analyzers of vet.Suite, and reads that list when it is initialized.
//
// Programs other than gopls have no use for it.
package gopls

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/suite/vet"

	"github.com/redislint/redislint/analyzers"
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
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return // gopls says what is wrong
	}
	dir := filepath.Join(strings.TrimSpace(string(root)), "bin")
	os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
}
