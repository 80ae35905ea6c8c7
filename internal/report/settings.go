package report

import (
	"flag"
	"fmt"
)

// Settings are what all rules share. They belong to the process: go/analysis has no flags
// that several analyzers read, and every driver runs one configuration.
type Settings struct {
	Level   Level       // findings below it are counted and held back
	Tests   bool        // report in _test.go files and in files that import testing
	Runtime RuntimeMode // whether fixes may call the runtime package

	// Choices adds the edits that need a decision to the fixes of a finding, for drivers that let a person choose one.
	Choices bool

	// RuleInMessage puts the rule's name before each message, for drivers that print the message alone (go vet).
	RuleInMessage bool
}

// Process holds the settings in force. Drivers change it before the first pass and never after.
var Process = Settings{Level: Warning}

// RegisterFlags makes the shared settings flags of a driver, under the names that all drivers use.
func (s *Settings) RegisterFlags(flags *flag.FlagSet) {
	flags.TextVar(&s.Level, "level", s.Level, "lowest `level` to report: info, warning or error")
	flags.BoolVar(&s.Tests, "tests", s.Tests, "report in test files too")
	flags.TextVar(&s.Runtime, "runtime", s.Runtime, "whether fixes may call redislint's runtime package: on, off, or auto for where go.mod requires it")
}

// RuntimeMode says whether a fix may call the runtime package.
type RuntimeMode int

const (
	RuntimeAuto RuntimeMode = iota // where the nearest go.mod requires it
	RuntimeOn
	RuntimeOff
)

var runtimeModeNames = [...]string{RuntimeAuto: "auto", RuntimeOn: "on", RuntimeOff: "off"}

func (m RuntimeMode) String() string { return runtimeModeNames[m] }

func (m RuntimeMode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

func (m *RuntimeMode) UnmarshalText(text []byte) error {
	for mode, name := range runtimeModeNames {
		if name == string(text) {
			*m = RuntimeMode(mode)
			return nil
		}
	}
	return fmt.Errorf("unknown runtime mode %q: want auto, on or off", text)
}
