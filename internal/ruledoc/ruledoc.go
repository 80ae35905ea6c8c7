// Package ruledoc renders the documentation of rules: the pages in docs/rules, the tables of all rules, and what the
// command says of them. Its one source is the Doc of each rule's analyzer.
package ruledoc

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Rule is the documentation of a rule.
type Rule struct {
	Name  string
	Finds string // "KEYS, which blocks the server"
	Level string // of most findings
	Fix   string // in a few words, "none" for none
	Text  string // all the rest
}

// A Doc begins with what the rule finds, and ends with its level and its fix.
var layout = regexp.MustCompile(`(?s)\Areport ([^\n]+)\n\n(.*)\nLevel: (error|warning|info)\nFix: ([^\n]+)\n\z`)

// Of takes a rule's documentation apart.
func Of(rule *analysis.Analyzer) (Rule, error) {
	parts := layout.FindStringSubmatch(rule.Doc)
	if parts == nil {
		return Rule{}, fmt.Errorf("the documentation of %s does not begin with what it reports, and end with its level and its fix", rule.Name)
	}
	return Rule{Name: rule.Name, Finds: parts[1], Text: parts[2], Level: parts[3], Fix: parts[4]}, nil
}

// Plain is the documentation for a terminal.
func (r Rule) Plain() string {
	return fmt.Sprintf("%s (%s): %s\n\n%s\nFix: %s\n\n%s", r.Name, r.Level, r.Finds, r.Text, r.Fix, r.silence())
}

// Page is the documentation as Markdown.
func (r Rule) Page() string {
	return fmt.Sprintf("<!-- From analyzers/%s/doc.go, by go test ./analyzers -update. -->\n\n# %[1]s\n\n%[2]s: %[3]s\n\n%[4]s\nFix: %[5]s\n\n## To silence it\n\n%[6]s",
		r.Name, r.Level, r.Finds, r.Text, r.Fix, r.silence())
}

func (r Rule) silence() string {
	return fmt.Sprintf(`A comment on the line, or on the line above it, silences one finding, and has to say why:

	//redislint:ignore %s the reason

For a whole file it is //redislint:file-ignore %[1]s the reason. -rules=... with the
other rules leaves it out.
`, r.Name)
}

// Table lists rules as Markdown, with links to the folder of their pages.
func Table(rules []Rule, folder string) string {
	var table strings.Builder
	table.WriteString("| rule | level | finds | fix |\n|---|---|---|---|\n")
	for _, r := range rules {
		fmt.Fprintf(&table, "| [%s](%s%[1]s.md) | %[3]s | %[4]s | %[5]s |\n", r.Name, folder, r.Level, cell(r.Finds), cell(r.Fix))
	}
	return table.String()
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
