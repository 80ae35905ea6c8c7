package matrix

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/analyzers"
)

// gopls is the server that redislint gopls builds, with an editor that opens all files.
var gopls = driver{
	name: "gopls",
	find: func(t *testing.T, dir string) []finding {
		s := startGopls(t, dir, nil)
		var found []finding
		for uri, diagnostics := range s.diagnose(s.openAll(dir)) {
			for _, d := range diagnostics {
				column := offset(s.files[uri].text, d.Range.Start) - offset(s.files[uri].text, position{Line: d.Range.Start.Line}) + 1
				found = append(found, finding{relative(t, dir, pathOf(uri)), d.Range.Start.Line + 1, column, d.Source, d.Message})
			}
		}
		return found
	},
	fix: func(t *testing.T, dir string) {
		s := startGopls(t, dir, nil)
		for _, uri := range s.openAll(dir) {
			for s.fixOne(uri) {
			}
		}
		s.save()
	},
}

func startGopls(t *testing.T, dir string, settings map[string]any) *server {
	t.Helper()
	return start(t, dir, settings, dir, goplsBinary(t))
}

// goplsBinary is what redislint gopls builds of this checkout.
func goplsBinary(t *testing.T) string {
	t.Helper()
	return once(t, "gopls", func() (string, error) {
		file := filepath.Join(tools, "redislint-gopls")
		_, err := output("../..", nil, redislint(t), "gopls", "-source=.", "-o="+file)
		return file, err
	})
}

func (s *server) openAll(dir string) []string {
	s.t.Helper()
	var uris []string
	for name := range sources(s.t, dir) {
		uris = append(uris, s.open(filepath.Join(dir, filepath.FromSlash(name))))
	}
	slices.Sort(uris)
	return uris
}

// diagnose has gopls publish what it finds in files, and returns what of it is ours.
func (s *server) diagnose(uris []string) map[string][]diagnostic {
	s.t.Helper()
	s.call("workspace/executeCommand", map[string]any{
		"command":   "gopls.diagnose_files",
		"arguments": []any{map[string]any{"Files": uris}},
	}, nil)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := make(map[string][]diagnostic)
	for _, uri := range uris {
		found[uri] = slices.DeleteFunc(slices.Clone(s.diagnostics[uri]), func(d diagnostic) bool { return !isOurs(d) })
	}
	return found
}

func isOurs(d diagnostic) bool {
	return slices.ContainsFunc(analyzers.Suite, func(a *analysis.Analyzer) bool { return d.Source == a.Name })
}

// fixOne applies the first fix of a file, and reports whether there was one.
func (s *server) fixOne(uri string) bool {
	s.t.Helper()
	for _, d := range s.diagnose([]string{uri})[uri] {
		for _, action := range s.quickFixes(uri, d) {
			if !isChoice(action) {
				s.apply(action)
				return true
			}
		}
	}
	return false
}

// isChoice tells an edit that needs a decision from a fix.
func isChoice(action codeAction) bool {
	titles := []string{"Read the first ", "Let the key live for ", "State that "}
	return slices.ContainsFunc(titles, func(title string) bool { return strings.HasPrefix(action.Title, title) })
}
