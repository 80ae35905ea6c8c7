package matrix

import (
	"encoding/json"
	"encoding/xml"
	"path/filepath"
	"testing"
)

func TestGolangciSARIF(t *testing.T) {
	dir := scratch(t, wrappers)
	file := filepath.Join(t.TempDir(), "sarif")
	want := issuesOf(t, lint(t, dir, sharedCache(), "--output.sarif.path="+file))
	var document struct {
		Runs []struct {
			Results []struct {
				RuleID    string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(read(t, file)), &document); err != nil {
		t.Fatal(err)
	}
	var got []report
	for _, run := range document.Runs {
		for _, result := range run.Results {
			at := result.Locations[0].PhysicalLocation
			got = append(got, report{result.RuleID, at.ArtifactLocation.URI, at.Region.StartLine, at.Region.StartColumn, result.Message.Text})
		}
	}
	sameReports(t, got, want)
}

func TestGolangciCheckstyle(t *testing.T) {
	dir := scratch(t, wrappers)
	file := filepath.Join(t.TempDir(), "checkstyle")
	want := issuesOf(t, lint(t, dir, sharedCache(), "--output.checkstyle.path="+file))
	var document struct {
		Files []struct {
			Name   string `xml:"name,attr"`
			Errors []struct {
				Line    int    `xml:"line,attr"`
				Column  int    `xml:"column,attr"`
				Message string `xml:"message,attr"`
				Source  string `xml:"source,attr"`
			} `xml:"error"`
		} `xml:"file"`
	}
	if err := xml.Unmarshal([]byte(read(t, file)), &document); err != nil {
		t.Fatal(err)
	}
	var got []report
	for _, file := range document.Files {
		for _, e := range file.Errors {
			got = append(got, report{e.Source, file.Name, e.Line, e.Column, e.Message})
		}
	}
	sameReports(t, got, want)
}

// report is a finding in a format that knows of linters alone: the rule is in the text.
type report struct {
	linter, file string
	line, column int
	text         string
}

func sameReports(t *testing.T, got []report, want []finding) {
	t.Helper()
	seen := make(map[report]bool)
	for _, r := range got {
		seen[r] = true
	}
	if len(want) == 0 || len(got) != len(want) {
		t.Errorf("%d reports of %d findings", len(got), len(want))
	}
	for _, f := range want {
		if r := (report{"redislint", f.file, f.line, f.column, f.rule + ": " + f.message}); !seen[r] {
			t.Errorf("%+v is missing in %+v", r, got)
		}
	}
}
