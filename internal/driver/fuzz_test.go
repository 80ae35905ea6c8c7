package driver

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/randprog"
	"github.com/redislint/redislint/internal/report"
)

var (
	record = flag.String("record", "", "write one program of each kind of failure to this `directory`, and go on")
	seeds  = flag.Int("seeds", 36, "how many random programs there are to begin with")
)

// FuzzPrograms holds the suite, and what the driver makes of its fixes, to what the README promises, on programs that
// randprog makes:
//
//	go test ./internal/driver -run '^$' -fuzz FuzzPrograms -fuzztime 10m -fuzzminimizetime 1x
//
// Rules run at the same time, so that coverage differs from run to run, and minimizing by it takes for ever. It stops at
// the first failure; with -args -record=dir after that it goes on, and keeps the shortest program of each kind of failure.
// Without coverage, as many programs as one likes take a fourth of the time:
//
//	go test ./internal/driver -run FuzzPrograms -args -seeds=10000
func FuzzPrograms(f *testing.F) {
	before, collect := report.Process, debug.SetGCPercent(400)
	f.Cleanup(func() {
		report.Process = before
		configure(f, 0)
		debug.SetGCPercent(collect)
	})
	report.Process.Level, report.Process.Runtime = report.Info, report.RuntimeOn
	guard(analyzers.Suite)
	random := rand.New(rand.NewPCG(1, 2))
	for range *seeds {
		seed := make([]byte, 200+random.IntN(1800))
		for i := range seed {
			seed[i] = byte(random.Uint32())
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 {
			return
		}
		settings := configure(t, data[0])
		p := randprog.Make(data[1:])
		if err := checkProgram(p); err != nil {
			fail(t, fmt.Sprintf("%v\nsettings: %s\n%s", err, settings, p))
		}
	})
}

// configure chooses the settings of rules: with some there are more findings, and more fixes.
func configure(t testing.TB, bits byte) string {
	var chosen []string
	for i, setting := range []struct{ rule, name, on string }{
		{"redisrange", "all", "true"}, {"redisdel", "all", "true"}, {"redisttl", "default", "24h"}, {"redisexpire", "pipeline", "true"},
	} {
		for _, rule := range analyzers.Rules {
			if rule.Name != setting.rule {
				continue
			}
			value := rule.Flags.Lookup(setting.name).DefValue
			if bits>>i&1 != 0 {
				value = setting.on
				chosen = append(chosen, "-"+setting.rule+"."+setting.name+"="+value)
			}
			if err := rule.Flags.Set(setting.name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	return strings.Join(chosen, " ")
}

// checkProgram returns what is wrong with what the suite does to a program.
func checkProgram(p randprog.Program) error {
	d, err := compiled()
	if err != nil {
		return err
	}
	original := d.sourcesOf(p)
	before, err := analyseSources(d, p, original)
	if before == nil {
		return fmt.Errorf("generator: %w", err)
	}
	if err != nil {
		return err
	}
	if len(p) > 1 {
		if err := sameWithEncodedFacts(d, p, original, before); err != nil {
			return err
		}
	}
	fixed := 0
	for i := range before.findings {
		if f := &before.findings[i]; f.fix != nil {
			fixed++
			if err := checkAlone(d, p, original, before, i, fixed <= analysedAlone); err != nil {
				return fmt.Errorf("%s: fix alone: %w\n%s", f.rule, err, describeFix(f))
			}
		}
	}
	return checkTogether(d, p, original, before)
}

// analyseSources runs the suite. There is no outcome of what does not compile.
func analyseSources(d *dependencies, p randprog.Program, files sources) (*outcome, error) {
	l, err := d.check(p, files)
	defer l.close()
	if err != nil {
		return nil, err
	}
	result, err := analyse(&l.program, analyzers.Suite)
	if err == nil && len(result.skipped) > 0 {
		err = fmt.Errorf("skipped: %s: %s", result.skipped[0].Package, result.skipped[0].Reason)
	}
	return result, err
}

// analysedAlone is after how many fixes of a program the result of each alone is analysed. It is type-checked after all.
const analysedAlone = 2

// checkAlone makes one fix. The rule has to be silent there afterwards.
func checkAlone(d *dependencies, p randprog.Program, files sources, before *outcome, i int, analysed bool) error {
	fixes := combine(before.findings[i:i+1], anyFile)
	after, err := applyFixes(files, fixes, before)
	if err != nil {
		return err
	}
	if !analysed {
		l, err := d.check(p, after)
		l.close()
		if err != nil {
			return fmt.Errorf("%w\n%s", err, differences(files, after))
		}
		return nil
	}
	result, err := analyseSources(d, p, after)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, differences(files, after))
	}
	f := &before.findings[i]
	same := func(other finding) bool {
		return other.rule == f.rule && other.start.Filename == f.start.Filename // with or without a fix: another may get one
	}
	if was, is := countFindings(before, same), countFindings(result, same); is >= was {
		return fmt.Errorf("not silent afterwards: %d findings before, %d after\n%s", was, is, differences(files, after))
	}
	return nil
}

func countFindings(r *outcome, like func(finding) bool) int {
	n := 0
	for _, f := range r.findings {
		if like(f) {
			n++
		}
	}
	return n
}

// checkTogether makes all fixes as the driver does, until there are none.
func checkTogether(d *dependencies, p randprog.Program, files sources, current *outcome) error {
	for range maxRounds {
		fixes := combine(current.findings, anyFile)
		if fixes.applied == 0 {
			return nil
		}
		after, err := applyFixes(files, fixes, current)
		if err != nil {
			return fmt.Errorf("fixes together: %w", err)
		}
		next, err := analyseSources(d, p, after)
		if err != nil {
			return fmt.Errorf("fixes together: %w\n%s", err, differences(files, after))
		}
		files, current = after, next
	}
	return fmt.Errorf("fixes together: some are left after %d rounds:\n%s", maxRounds, listing(current))
}

func anyFile(string) bool { return true }
