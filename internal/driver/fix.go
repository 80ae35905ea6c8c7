package driver

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/aymanbagabas/go-udiff"

	"github.com/redislint/redislint/internal/calls"
)

// maxRounds bounds how often fixes are applied and the result analysed again. Fixes that conflict, and findings that
// a fix uncovers, need a second round; a fix that begets findings for ever would need more.
const maxRounds = 10

// fixer applies fixes in memory, and loads the result as if it were on disk, until nothing is left to apply. So what
// is written has been type-checked, and the findings that it prints are those that are left.
type fixer struct {
	*command
	loader   *loader
	graph    *graph
	original map[string][]byte // what was on disk
	overlay  map[string][]byte // what is to be written
	frozen   map[string]bool   // files whose fixes are not applied, as they would not compile
	said     []string          // why something was not fixed
	fixed    int
}

func (c *command) runFix(l *loader, g *graph) (int, error) {
	f := &fixer{
		command:  c,
		loader:   l,
		graph:    g,
		original: make(map[string][]byte),
		overlay:  make(map[string][]byte),
		frozen:   make(map[string]bool),
	}
	outcome, err := c.check(l, g, nil)
	if err != nil {
		return exitFailure, err
	}
	var added *requirement
	if c.addRuntime {
		if added, err = f.addRuntime(outcome); err != nil {
			return exitFailure, err
		}
		if added != nil {
			defer added.cleanUp()
			if outcome, err = c.check(l, g, nil); err != nil {
				return exitFailure, err
			}
		}
	}
	if outcome, err = f.settle(outcome); err != nil {
		return exitFailure, err
	}
	if !f.callsRuntime() {
		added = nil
	}
	if c.diff {
		return f.printDiff(outcome, added)
	}
	if added != nil {
		if err := added.write(); err != nil {
			return exitFailure, err
		}
	}
	f.write()
	if err := c.print(outcome); err != nil {
		return exitFailure, err
	}
	f.sayWhatWasDone("applied")
	if len(f.said) > 0 {
		return exitFailure, nil
	}
	return outcome.exitCode(), nil
}

// callsRuntime reports whether a file to write imports the runtime package.
func (f *fixer) callsRuntime() bool {
	return slices.ContainsFunc(f.changed(), func(file string) bool {
		return bytes.Contains(f.overlay[file], []byte(strconv.Quote(calls.RuntimePath)))
	})
}

// settle applies fixes until there are none, and returns the outcome of the result.
func (f *fixer) settle(current *outcome) (*outcome, error) {
	sound := current
	for round := 0; ; round++ {
		fixes := combine(current.findings, f.editable)
		if fixes.applied == 0 {
			return current, nil
		}
		if round == maxRounds {
			f.say("fixes are left after %d rounds: run redislint -fix again", maxRounds)
			return current, nil
		}
		previous := maps.Clone(f.overlay)
		if err := f.apply(current, fixes); err != nil {
			return nil, err
		}
		next, err := f.check(f.loader, f.graph, f.overlay)
		if err != nil {
			return nil, err
		}
		if broken := newlySkipped(sound, next); len(broken) > 0 {
			f.revert(broken, slices.Collect(maps.Keys(fixes.edits)), current, previous)
			continue
		}
		f.fixed += fixes.applied
		current, sound = next, next
	}
}

func (f *fixer) editable(file string) bool {
	return !f.frozen[file]
}

func (f *fixer) apply(current *outcome, fixes combined) error {
	for file, edits := range fixes.edits {
		before, ok := f.overlay[file]
		if !ok {
			content, err := os.ReadFile(file)
			if err != nil {
				return writeError(file, err)
			}
			f.original[file], before = content, content
		}
		after, err := applyEdits(before, edits)
		if err != nil {
			return err
		}
		f.overlay[file] = finish(before, after, current.packageNames)
	}
	return nil
}

// newlySkipped returns what could be analysed before the last round of fixes and cannot any more.
func newlySkipped(before, after *outcome) []skip {
	known := make(map[string]bool)
	for _, s := range before.skipped {
		known[s.Package] = true
	}
	return slices.DeleteFunc(slices.Clone(after.skipped), func(s skip) bool { return known[s.Package] })
}

// revert takes the last round back, and freezes the files of the packages that it broke. If it did nothing to them,
// something that they import is to blame, and all files of the round are frozen.
func (f *fixer) revert(broken []skip, edited []string, current *outcome, previous map[string][]byte) {
	culprits := slices.DeleteFunc(slices.Clone(edited), func(file string) bool {
		return !slices.ContainsFunc(broken, func(s skip) bool { return slices.Contains(current.packagesOf[file], s.Package) })
	})
	if len(culprits) == 0 {
		culprits = edited
	}
	for _, file := range culprits {
		f.frozen[file] = true
	}
	for _, s := range broken {
		f.say("%s is not fixed, as after the fixes %s", s.Package, s.Reason)
	}
	f.overlay = previous
}

func (f *fixer) say(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
}

// changed returns the files to write.
func (f *fixer) changed() []string {
	var files []string
	for file, content := range f.overlay {
		if !bytes.Equal(content, f.original[file]) {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	return files
}

func (f *fixer) write() {
	for _, file := range f.changed() {
		f.progress.say("writing %s", shortPath(file))
		if err := replace(file, f.original[file], f.overlay[file]); err != nil {
			f.say("%v", err)
			delete(f.overlay, file)
		}
	}
}

func (f *fixer) sayWhatWasDone(verb string) {
	for _, line := range f.said {
		fmt.Fprintf(f.stderr, "redislint: %s\n", line)
	}
	if files := f.changed(); len(files) > 0 {
		fmt.Fprintf(f.stderr, "redislint: %s %s in %s\n", verb, count(f.fixed, "fix"), count(len(files), "file"))
	}
}

// printDiff prints what -fix would change.
func (f *fixer) printDiff(r *outcome, added *requirement) (int, error) {
	f.progress.clear()
	var diff bytes.Buffer
	if added != nil {
		added.printDiff(&diff)
	}
	for _, file := range f.changed() {
		diff.WriteString(unified(file, f.original[file], f.overlay[file]))
	}
	code := exitClean
	if diff.Len() > 0 {
		code = exitFindings
	}
	if _, err := diff.WriteTo(f.stdout); err != nil {
		return exitFailure, err
	}
	printSummary(f.stderr, r)
	f.sayWhatWasDone("would apply")
	if len(f.said) > 0 || len(r.skipped) > 0 {
		code = exitFailure
	}
	return code, nil
}

func unified(file string, before, after []byte) string {
	name := filepath.ToSlash(shortPath(file))
	return udiff.Unified("a/"+name, "b/"+name, string(before), string(after))
}
