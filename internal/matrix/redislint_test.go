package matrix

import (
	"encoding/json"
	"testing"
)

// command is the driver that the others are compared with: redislint itself, with flags.
func command(flags ...string) driver {
	return driver{
		name: "redislint",
		find: func(t *testing.T, dir string) []finding {
			return documentOf(t, run(t, dir, redislint(t), append(flags, "-json", "./...")...), dir)
		},
		fix: func(t *testing.T, dir string) { run(t, dir, redislint(t), append(flags, "-fix", "./...")...) },
	}
}

// redislint is the path of the command, built from this checkout.
func redislint(t *testing.T) string {
	t.Helper()
	return build(t, "redislint", "../..", "./cmd/redislint")
}

// documentOf returns the findings in what redislint -json prints of the module in dir.
func documentOf(t *testing.T, text []byte, dir string) []finding {
	t.Helper()
	var document struct {
		Findings []struct {
			Rule, File, Message string
			Start               struct{ Line, Col int }
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var findings []finding
	for _, f := range document.Findings {
		findings = append(findings, finding{relative(t, dir, f.File), f.Start.Line, f.Start.Col, f.Rule, f.Message})
	}
	return findings
}
