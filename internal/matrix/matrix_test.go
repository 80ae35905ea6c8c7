package matrix

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
)

// table has every driver, and where it differs from the command. Apart from that, findings and fixes are the same.
var table = []struct {
	driver
	flags       []string // of the command that it is compared with
	differences string
}{
	{analysisTest, nil, "applies no fixes: the tests of the rules compare them with golden files"},
	{goVet, nil, ""},
	{goFix, nil, ""},
	{golangci, nil, ""},
	{gopls, nil, "applies one fix at a time, and does not format; offers choices beside the fixes"},
	{nogo, []string{"-runtime=off"}, "does not see go.mod, so no fix calls the runtime package by itself"},
	{nogoRuntime, []string{"-runtime=on"}, "is nogo with runtime: on in nogo.json"},
}

// TestMatrix compares what every driver finds, and what its fixes make of the files, with the command.
func TestMatrix(t *testing.T) {
	original := sources(t, program(t))
	want := make(map[string]outcome) // by flags
	for _, row := range table {
		flags := strings.Join(row.flags, " ")
		if _, known := want[flags]; known {
			continue
		}
		var made outcome
		t.Run(strings.TrimSpace("redislint "+flags), func(t *testing.T) { made = look(t, command(row.flags...), program(t)) })
		changed := 0
		for name, text := range made.fixed {
			if text != original[name] {
				changed++
			}
		}
		through := 0 // wrappers of other packages: those need facts
		for _, f := range made.findings {
			if strings.Contains(f.message, "hrough ") {
				through++
			}
		}
		if len(made.findings) < 400 || through < 20 || changed < 10 {
			t.Errorf("redislint %s has %d findings, %d through wrappers, and changes %d files: that is too little to compare with", flags, len(made.findings), through, changed)
		}
		want[flags] = made
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			got := look(t, row.driver, program(t))
			for _, difference := range compare(want[strings.Join(row.flags, " ")], got) {
				t.Error(difference)
			}
			t.Logf("%d findings", len(got.findings))
		})
	}
}

// outcome is what a driver makes of the program.
type outcome struct {
	findings []finding
	fixed    map[string]string // the sources after the fixes; nil if the driver applies none
}

// look runs a driver over the program in dir.
func look(t *testing.T, d driver, dir string) outcome {
	t.Helper()
	var o outcome
	measure(t, "find", func(t *testing.T) { o.findings = d.find(t, dir) })
	if d.fix != nil {
		measure(t, "fix", func(t *testing.T) { d.fix(t, dir) })
		o.fixed = sources(t, dir)
	}
	return o
}

// measure logs the CPU time of the commands that do something.
func measure(t *testing.T, what string, do func(*testing.T)) {
	t.Helper()
	before := spent
	t.Run(what, do)     // so that language servers have ended
	if spent > before { // analysistest runs in this process
		t.Logf("%s: %.1f CPU seconds", what, (spent - before).Seconds())
	}
}

// compare names the differences.
func compare(want, got outcome) []string {
	var differences []string
	for _, f := range without(want.findings, got.findings) {
		differences = append(differences, "missing: "+f.String())
	}
	for _, f := range without(got.findings, want.findings) {
		differences = append(differences, "redislint does not find, or not as often: "+f.String())
	}
	if got.fixed == nil {
		return differences
	}
	names := slices.Collect(maps.Keys(want.fixed))
	for name := range got.fixed {
		if _, known := want.fixed[name]; !known {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if want.fixed[name] != got.fixed[name] {
			differences = append(differences, "the fixes differ: "+name+"\n"+udiff.Unified("redislint", "driver", want.fixed[name], got.fixed[name]))
		}
	}
	return differences
}

// without returns findings less others, each as often as it is there.
func without(findings, others []finding) []finding {
	count := make(map[finding]int)
	for _, f := range others {
		count[f]++
	}
	var rest []finding
	for _, f := range findings {
		if count[f]--; count[f] < 0 {
			rest = append(rest, f)
		}
	}
	return rest
}

func sameFindings(t *testing.T, got, want []finding) {
	t.Helper()
	for _, difference := range compare(outcome{findings: want}, outcome{findings: got}) {
		t.Error(difference)
	}
}

// sameSources compares two copies of a module after fixes.
func sameSources(t *testing.T, dir, other string) {
	t.Helper()
	for _, difference := range compare(outcome{fixed: sources(t, other)}, outcome{fixed: sources(t, dir)}) {
		t.Error(difference)
	}
}
