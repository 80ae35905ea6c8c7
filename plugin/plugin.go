// Package plugin makes redislint a linter of golangci-lint: a module plugin. See docs/golangci-lint.md.
package plugin

import (
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/analyzers"
)

func init() { register.Plugin("redislint", New) }

// linter is redislint with the settings that it was made with.
type linter struct {
	suite []*analysis.Analyzer
}

// New returns redislint with the settings that .golangci.yml has for it. They hold for the process, as golangci-lint
// has one configuration.
func New(conf any) (register.LinterPlugin, error) {
	suite, err := configure(conf, analyzers.Suite)
	if err != nil {
		return nil, err
	}
	return linter{suite}, nil
}

func (l linter) BuildAnalyzers() ([]*analysis.Analyzer, error) { return l.suite, nil }

// GetLoadMode asks for types. Without them no call of go-redis is known.
func (l linter) GetLoadMode() string { return register.LoadModeTypesInfo }
