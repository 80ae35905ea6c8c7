package main

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"io"
	"log"
	"maps"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/driver"
)

// gobFact is a fact as go vet stores it: a copy of the type in x/tools/internal/facts, names too, as gob writes them.
type gobFact struct {
	PkgPath string
	Object  objectpath.Path
	Fact    analysis.Fact
}

// stored is what go vet stores of the facts of a package, or of several.
type stored struct {
	path     string
	bytes    int
	packages int // facts of the package
	objects  int // facts of its objects
	passedOn int // facts of objects of what it imports, for what imports it
	lost     int // facts of objects that importers cannot name: redislint has them, go vet does not
}

func (s *stored) String() string {
	return fmt.Sprintf("%9d %8d %8d %9d  %s", s.bytes, s.packages, s.objects, s.passedOn, s.path)
}

// measureFacts runs the model as the redislint command does, tests left out, and prints the facts that go vet would
// store of each package. Packages without facts are left out.
func measureFacts(w io.Writer, dir string) error {
	for _, fact := range calls.Analyzer.FactTypes {
		gob.Register(fact)
	}
	actions, failed, err := driver.Actions(dir, calls.Analyzer)
	if err != nil {
		return err
	}
	for _, line := range failed {
		log.Print(line)
	}
	var all []*stored
	total, vet := new(stored), newVet()
	for _, action := range actions { // what it imports comes before a package
		s, err := vet.store(action)
		if err != nil {
			return fmt.Errorf("%s: %w", action.Package.PkgPath, err)
		}
		total.lost += s.lost
		if s.bytes == 0 {
			continue
		}
		total.bytes += s.bytes
		total.packages += s.packages
		total.objects += s.objects
		total.passedOn += s.passedOn
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *stored) int { return cmp.Or(b.bytes-a.bytes, cmp.Compare(a.path, b.path)) })
	fmt.Fprintf(w, "%9s %8s %8s %9s\n", "bytes", "package", "object", "passed on")
	for _, s := range all {
		fmt.Fprintln(w, s)
	}
	total.path = fmt.Sprintf("total of %d packages with facts, of %d analysed", len(all), len(actions))
	fmt.Fprintln(w, total)
	if len(all) > 0 {
		all[0].path = "largest: " + all[0].path
		fmt.Fprintln(w, all[0])
	}
	if total.lost > 0 {
		fmt.Fprintf(w, "not stored: %d facts of objects that importers cannot name\n", total.lost)
	}
	return nil
}

// store is what facts.Set of x/tools/internal does for a package: it takes over facts of its imports, adds its own, and
// encodes them. Taken over is what they stored, and not what the checker inherits: that is more, and in places less.
func (v *vet) store(action *checker.Action) (*stored, error) {
	pkg := action.Package.Types
	s := &stored{path: action.Package.PkgPath}
	facts, err := v.passedOn(action)
	if err != nil {
		return nil, err
	}
	s.passedOn = len(facts)
	for _, f := range action.AllPackageFacts() {
		if f.Package == pkg {
			s.packages++
			facts[gobFact{pkg.Path(), "", f.Fact}] = nil
		}
	}
	for _, f := range action.AllObjectFacts() {
		if f.Object.Pkg() != pkg {
			continue
		}
		if path, err := v.paths.For(f.Object); err != nil {
			s.lost++
		} else {
			s.objects++
			facts[gobFact{pkg.Path(), path, f.Fact}] = f.Object
		}
	}
	v.facts[pkg] = facts
	if len(facts) == 0 {
		return s, nil
	}
	sorted := slices.SortedFunc(maps.Keys(facts), func(a, b gobFact) int { // gob describes a type at its first value
		return cmp.Or(cmp.Compare(a.PkgPath, b.PkgPath), cmp.Compare(a.Object, b.Object),
			cmp.Compare(reflect.TypeOf(a.Fact).String(), reflect.TypeOf(b.Fact).String()))
	})
	var data bytes.Buffer
	err = gob.NewEncoder(&data).Encode(sorted)
	s.bytes = data.Len()
	return s, err
}
