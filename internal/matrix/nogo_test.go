package matrix

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// nogo is Bazel's, with rules_go's own code: the actions that Bazel would run, in the order of dependencies.
var nogo = nogoWith("nogo", `{}`)

// nogoRuntime is nogo where nogo.json says that fixes may call the runtime package. nogo cannot see go.mod.
var nogoRuntime = nogoWith("nogo-runtime", `{"redislintdirectives": {"analyzer_flags": {"runtime": "on"}}}`)

func nogoWith(name, config string) driver {
	return driver{
		name: name,
		find: func(t *testing.T, dir string) []finding {
			w := newWorkspace(t, dir, nogoBinary(t, name, config))
			w.runNogo(t)
			var findings []finding
			for _, log := range w.outputs(t, "nogo.log") {
				findings = append(findings, logged(t, log)...)
			}
			return findings
		},
		fix: func(t *testing.T, dir string) {
			w := newWorkspace(t, dir, nogoBinary(t, name, config))
			w.runNogo(t)
			for _, patch := range w.outputs(t, "nogo.patch") {
				file := t.TempDir() + "/nogo.patch"
				write(t, file, patch)
				act(t, dir, "git", "apply", file)
			}
		},
	}
}

var logLine = regexp.MustCompile(`^(.+?):(\d+):(\d+): (.*) \((\w+)\)$`)

// logged returns the findings in a nogo.log, which may go on with the fixes that were not taken.
func logged(t *testing.T, log string) []finding {
	t.Helper()
	log, ok := strings.CutPrefix(log, "nogo: errors found by nogo during build-time code analysis:\n")
	if !ok {
		t.Fatalf("nogo.log is %s", log)
	}
	log, _, _ = strings.Cut(log, "\nsaving suggested fixes:")
	var findings []finding
	for line := range strings.Lines(log) {
		part := logLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if part == nil {
			t.Fatalf("nogo.log has %q", line)
		}
		at, _ := strconv.Atoi(part[2])
		column, _ := strconv.Atoi(part[3])
		findings = append(findings, finding{part[1], at, column, part[5], part[4]})
	}
	return findings
}
