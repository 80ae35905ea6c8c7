package report_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/report"
)

// levels is a rule that reports each GET at the level that its key names.
var levels = &analysis.Analyzer{
	Name:       "rediskeys", // a name that directives may use
	Doc:        "report GET",
	URL:        report.URL("rediskeys"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, report.Directives},
	ResultType: report.ResultType,
	Run: func(pass *analysis.Pass) (any, error) {
		reporter := report.New(pass)
		for _, site := range pass.ResultOf[calls.Analyzer].(*calls.Package).Sites {
			key, _ := site.Argument(1)
			level := map[string]report.Level{`"info"`: report.Info, `"warning"`: report.Warning, `"error"`: report.Error}[site.Describe(key)]
			finding := report.Finding{Level: level, Message: "GET " + level.String()}
			finding.Pos, finding.End, finding.From = site.Range()
			reporter.Report(finding)
		}
		return reporter.Result(), nil
	},
}

func TestReport(t *testing.T) {
	for _, test := range []struct {
		pkg      string
		settings report.Settings
		heldBack int
	}{
		{"./report/warning", report.Settings{Level: report.Warning}, 1},
		{"./report/info", report.Settings{Level: report.Info}, 0},
		{"./report/tests", report.Settings{Level: report.Warning, Tests: true}, 0},
		{"./report/named", report.Settings{Level: report.Error, RuleInMessage: true}, 1},
	} {
		t.Run(test.pkg, func(t *testing.T) {
			defer func(settings report.Settings) { report.Process = settings }(report.Process)
			report.Process = test.settings
			testdata, err := filepath.Abs(filepath.FromSlash("../../analyzers/testdata"))
			if err != nil {
				t.Fatal(err)
			}
			for _, result := range analysistest.Run(t, testdata, levels, test.pkg) {
				got := result.Action.Result.(*report.Result)
				if got.HeldBack != test.heldBack || len(got.Reported) != len(result.Action.Diagnostics) {
					t.Errorf("%d held back and %d reported, want %d and %d", got.HeldBack, len(got.Reported), test.heldBack, len(result.Action.Diagnostics))
				}
			}
		})
	}
}

func TestTextForms(t *testing.T) {
	var level report.Level
	for _, text := range []string{"info", "warning", "error"} {
		if err := level.UnmarshalText([]byte(text)); err != nil || level.String() != text {
			t.Errorf("%q became %v, %v", text, level, err)
		}
	}
	if err := level.UnmarshalText([]byte("warn")); err == nil {
		t.Error("warn is no level")
	}
	var mode report.RuntimeMode
	for _, text := range []string{"auto", "on", "off"} {
		if err := mode.UnmarshalText([]byte(text)); err != nil || mode.String() != text {
			t.Errorf("%q became %v, %v", text, mode, err)
		}
	}
	if err := mode.UnmarshalText([]byte("yes")); err == nil {
		t.Error("yes is no runtime mode")
	}
}
