package driver

import (
	"go/token"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/packages"
)

func TestCombine(t *testing.T) {
	file, err := filepath.Abs("a.go")
	if err != nil {
		t.Fatal(err)
	}
	const content = "01234567890123456789012345678 ab"
	const size = len(content)
	imported := edit{file, size, 10, 10, "import"}
	with := func(module *packages.Module, edits ...edit) finding {
		return finding{start: token.Position{Filename: file}, module: module, fix: &fix{edits: edits}}
	}
	own := &packages.Module{Main: true}
	everything := func(string) bool { return true }
	for _, test := range []struct {
		name             string
		findings         []finding
		editable         func(string) bool
		applied, refused int
		want             string
	}{
		{"equal edits are made once", []finding{with(own, imported, edit{file, size, 20, 22, "A"}), with(own, imported, edit{file, size, 30, 32, "B"})}, everything, 2, 0,
			"0123456789import0123456789A2345678 B"},
		{"overlapping fixes wait, all of each", []finding{with(own, edit{file, size, 20, 22, "A"}), with(own, edit{file, size, 0, 1, "Z"}, edit{file, size, 21, 24, "B"})}, everything, 1, 1,
			"01234567890123456789A2345678 ab"},
		{"two insertions at one place wait for each other", []finding{with(own, imported), with(own, edit{file, size, 10, 10, "other"})}, everything, 1, 1,
			"0123456789import0123456789012345678 ab"},
		{"neighbours are no conflict", []finding{with(own, edit{file, size, 20, 22, "A"}), with(own, edit{file, size, 22, 24, "B"})}, everything, 2, 0,
			"01234567890123456789AB45678 ab"},
		{"other modules are not edited", []finding{with(new(packages.Module), imported)}, everything, 0, 0, ""},
		{"frozen files are not edited", []finding{with(own, imported)}, func(string) bool { return false }, 0, 0, ""},
	} {
		got := combine(test.findings, test.editable)
		if got.applied != test.applied || got.refused != test.refused {
			t.Errorf("%s: %d applied and %d refused, want %d and %d", test.name, got.applied, got.refused, test.applied, test.refused)
		}
		if test.want == "" {
			continue
		}
		text, err := applyEdits([]byte(content), got.edits[file])
		if err != nil || string(text) != test.want {
			t.Errorf("%s: %q, %v, want %q", test.name, text, err, test.want)
		}
	}
}

func TestApplyEditsKeepsLineEndings(t *testing.T) {
	got, err := applyEdits([]byte("a\r\nb\r\n"), []edit{{"a.go", 6, 3, 4, "x\ny"}})
	if want := "a\r\nx\r\ny\r\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	if _, err := applyEdits([]byte("short"), []edit{{"a.go", 6, 1, 2, ""}}); err == nil {
		t.Error("an edit of a file that has changed is no error")
	}
}
