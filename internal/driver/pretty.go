package driver

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/fatih/color"

	"github.com/redislint/redislint/internal/report"
)

// style says whether to print for people, and in colours.
func (c *command) style() (pretty, colour bool) {
	switch c.colour {
	case "always":
		return true, true
	case "never":
		return false, false
	}
	return isTerminal(c.stdout), isTerminal(c.stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// printPretty groups findings by file, and shows the source.
func printPretty(w io.Writer, r *outcome, colour bool) {
	paint := func(attributes ...color.Attribute) func(...any) string {
		c := color.New(attributes...)
		if colour {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
		return c.SprintFunc()
	}
	levels := map[report.Level]func(...any) string{
		report.Info:    paint(color.FgCyan),
		report.Warning: paint(color.FgYellow),
		report.Error:   paint(color.FgRed),
	}
	bold, faint := paint(color.Bold), paint(color.Faint)
	var file string
	var lines []string
	for _, f := range r.findings {
		if f.start.Filename != file {
			if file != "" {
				fmt.Fprintln(w)
			}
			file = f.start.Filename
			lines = readLines(file)
			fmt.Fprintln(w, bold(shortPath(file)))
		}
		painted := levels[f.level]
		fmt.Fprintf(w, "  %s  %s  %s  %s\n", lineAndColumn(f.start), painted(f.level), bold(f.rule), f.message)
		if f.start.Line <= len(lines) && f.start.Column > 0 {
			source := lines[f.start.Line-1]
			number := fmt.Sprintf("%5d", f.start.Line)
			fmt.Fprintf(w, "%s %s\n", faint(number+" |"), source)
			fmt.Fprintf(w, "%s %s\n", faint("      |"), painted(underline(source, &f)))
		}
	}
	if file != "" {
		fmt.Fprintln(w)
	}
}

func readLines(file string) []string {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
}

// underline returns what marks the range of a finding in its first line. Tabs stay tabs, so that it lines up.
func underline(source string, f *finding) string {
	start := min(f.start.Column-1, len(source))
	end := len(source)
	if f.end.Line == f.start.Line {
		end = min(f.end.Column-1, end)
	}
	indent := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, source[:start])
	width := 1
	if end > start {
		width = len([]rune(source[start:end]))
	}
	return indent + "^" + strings.Repeat("~", width-1)
}
