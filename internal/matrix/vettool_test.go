package matrix

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
)

// goVet is go vet with redislint as its tool: a process a package, with facts in files.
var goVet = driver{
	name: "go vet",
	find: func(t *testing.T, dir string) []finding {
		return unitFindings(t, act(t, dir, "go", "vet", "-vettool="+redislint(t), "-json", "./..."), dir)
	},
	fix: func(t *testing.T, dir string) { act(t, dir, "go", "vet", "-vettool="+redislint(t), "-fix", "./...") },
}

// goFix is the same with the packages' fixes in the go command's hands.
var goFix = driver{
	name: "go fix",
	find: func(t *testing.T, dir string) []finding {
		return unitFindings(t, act(t, dir, "go", "fix", "-fixtool="+redislint(t), "-json", "./..."), dir)
	},
	fix: func(t *testing.T, dir string) { act(t, dir, "go", "fix", "-fixtool="+redislint(t), "./...") },
}

// unitFindings returns the findings in what go vet -json prints: a JSON document for each package of the module in dir.
func unitFindings(t *testing.T, text, dir string) []finding {
	t.Helper()
	var findings []finding
	for decoder := json.NewDecoder(strings.NewReader(text)); ; {
		var unit map[string]map[string][]struct{ Posn, Message string } // by package and analyzer
		switch err := decoder.Decode(&unit); {
		case errors.Is(err, io.EOF):
			return findings
		case err != nil: // where an analyzer failed, there is no list
			t.Fatalf("%v in %s", err, text)
		}
		for _, analyzers := range unit {
			for rule, diagnostics := range analyzers {
				for _, d := range diagnostics {
					// go vet prints messages alone, so redislint puts the rule before them.
					message, ok := strings.CutPrefix(d.Message, rule+": ")
					if !ok {
						t.Errorf("%s: the message does not name %s: %s", d.Posn, rule, d.Message)
					}
					file, line, column := splitPosition(t, d.Posn)
					findings = append(findings, finding{relative(t, dir, file), line, column, rule, message})
				}
			}
		}
	}
}

// splitPosition takes file:line:column apart. There may be colons in the file's name.
func splitPosition(t *testing.T, text string) (file string, line, column int) {
	t.Helper()
	rest, column := lastNumber(t, text)
	file, line = lastNumber(t, rest)
	return file, line, column
}

func lastNumber(t *testing.T, text string) (before string, n int) {
	t.Helper()
	i := strings.LastIndexByte(text, ':')
	n, err := strconv.Atoi(text[i+1:])
	if i < 0 || err != nil {
		t.Fatalf("no position: %s", text)
	}
	return text[:i], n
}
