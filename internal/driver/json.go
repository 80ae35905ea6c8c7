package driver

import (
	"encoding/json"
	"io"

	"github.com/redislint/redislint/internal/report"
)

// jsonVersion changes when a field is removed or changes its meaning; new fields may come at any time.
const jsonVersion = 1

// Document is what redislint -json prints. Files are absolute paths; lines and columns count from 1, columns and
// offsets count bytes. The exit code is that of the text output: 2 if anything was skipped.
type Document struct {
	Version  int       `json:"version"`
	Findings []Finding `json:"findings"` // by file, line and column; with -fix, those that are left
	// HeldBack counts the findings below -level.
	HeldBack int `json:"heldBack"`
	// Skipped lists the packages that were not analysed.
	Skipped []Skipped `json:"skipped"`
	// Doubtful lists the packages that were analysed although something that they import does not type-check:
	// findings may be missing there.
	Doubtful []Skipped `json:"doubtful"`
	// Excluded lists the files that import go-redis and that build constraints leave out.
	Excluded []string `json:"excluded"`
	// Packages counts the packages that were looked at, Using those of them that use go-redis, directly or not.
	Packages int `json:"packages"`
	Using    int `json:"using"`
}

// Finding is one finding.
type Finding struct {
	Rule    string       `json:"rule"`
	Level   report.Level `json:"level"` // "info", "warning" or "error"
	File    string       `json:"file"`
	Start   Position     `json:"start"`
	End     Position     `json:"end"`
	Message string       `json:"message"`
	URL     string       `json:"url"` // where the rule is documented
	Fix     *Fix         `json:"fix"` // null if there is none, or none without the runtime package
}

// Position is a place in the file of its finding.
type Position struct {
	Line   int `json:"line"`
	Col    int `json:"col"`    // 0 where a //line directive does not say
	Offset int `json:"offset"` // -1 where a //line directive or cgo says that the text was made from that file
}

// Fix is a set of edits that belong together.
type Fix struct {
	Message string `json:"message"`
	Edits   []Edit `json:"edits"`
}

// Edit replaces the bytes from Start to End by New.
type Edit struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// Skipped is a package that was not analysed, or not as well as others, and why.
type Skipped struct {
	Package string `json:"package"`
	Reason  string `json:"reason"`
}

func printJSON(w io.Writer, r *outcome) error {
	document := Document{
		Version:  jsonVersion,
		Findings: []Finding{},
		HeldBack: r.heldBack,
		Skipped:  []Skipped{},
		Doubtful: []Skipped{},
		Excluded: append([]string{}, r.excluded...),
		Packages: r.looked,
		Using:    r.using,
	}
	for _, f := range r.findings {
		document.Findings = append(document.Findings, Finding{
			Rule:    f.rule,
			Level:   f.level,
			File:    f.start.Filename,
			Start:   Position{f.start.Line, f.start.Column, f.offset},
			End:     Position{f.end.Line, f.end.Column, f.endOffset},
			Message: f.message,
			URL:     f.url,
			Fix:     jsonFix(f.fix),
		})
	}
	for _, s := range r.skipped {
		document.Skipped = append(document.Skipped, Skipped(s))
	}
	for _, d := range r.doubtful {
		document.Doubtful = append(document.Doubtful, Skipped(d))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "\t")
	return encoder.Encode(document)
}

func jsonFix(f *fix) *Fix {
	if f == nil {
		return nil
	}
	made := &Fix{Message: f.message, Edits: []Edit{}}
	for _, e := range f.edits {
		made.Edits = append(made.Edits, Edit{e.file, e.start, e.end, e.text})
	}
	return made
}
