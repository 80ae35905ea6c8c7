package driver

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
)

// Actions runs one analyzer on the packages of dir that redislint looks at and on those of their dependencies that it
// needs facts of, loaded as the command does. It returns what it did on each, and lines that say what failed.
// It is there for internal/driver/measure: facts do not show in what the command prints.
func Actions(dir string, a *analysis.Analyzer) (actions []*checker.Action, failed []string, err error) {
	guard([]*analysis.Analyzer{a})
	loader := &loader{dir: dir, patterns: []string{"./..."}}
	packages, err := loader.graph()
	if err != nil {
		return nil, nil, err
	}
	program := &program{graph: packages, skipped: packages.skipped}
	if len(packages.reaching) > 0 { // without patterns the go command means the package in dir
		if program, err = loader.load(packages, nil); err != nil {
			return nil, nil, err
		}
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, program.matched, nil)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range program.skipped {
		failed = append(failed, fmt.Sprintf("skipped %s: %s", s.Package, s.Reason))
	}
	for _, s := range program.doubtful {
		failed = append(failed, fmt.Sprintf("facts may be missing in %s, as %s", s.Package, s.Reason))
	}
	for action := range graph.All() { // dependencies first
		switch {
		case action.Analyzer != a: // one that it requires
		case action.Err != nil:
			failed = append(failed, fmt.Sprintf("%s: %v", action.Package.PkgPath, action.Err))
		default:
			actions = append(actions, action)
			for _, d := range action.Diagnostics {
				failed = append(failed, d.Message)
			}
		}
	}
	return actions, failed, nil
}
