package driver

import (
	"fmt"
	"go/token"
	"io"
	"strconv"
	"strings"

	"github.com/redislint/redislint/internal/report"
)

// printPlain prints a line a finding, in the form that editors and CI systems know.
func printPlain(w io.Writer, r *outcome) {
	for _, f := range r.findings {
		fmt.Fprintf(w, "%s:%s: %s: %s\n", shortPath(f.start.Filename), lineAndColumn(f.start), f.rule, f.message)
	}
}

// lineAndColumn leaves the column out where a //line directive does not give one.
func lineAndColumn(p token.Position) string {
	if p.Column == 0 {
		return strconv.Itoa(p.Line)
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}

// printSummary says how it went, and what was not looked at.
func printSummary(w io.Writer, r *outcome) {
	for _, s := range r.skipped {
		fmt.Fprintf(w, "redislint: skipped %s: %s\n", s.Package, s.Reason)
	}
	if len(r.doubtful) > 0 {
		fmt.Fprintf(w, "redislint: findings may be missing in %s, as %s\n", listedPackages(r.doubtful), r.doubtful[0].Reason)
	}
	if len(r.excluded) > 0 {
		fmt.Fprintf(w, "redislint: build constraints leave out %s: %s (-tags=… may include more)\n", count(len(r.excluded), "file with go-redis"), listed(r.excluded))
	}
	if r.using == 0 && len(r.skipped) == 0 {
		fmt.Fprintf(w, "redislint: no package uses go-redis (%s looked at)\n", count(r.looked, "package"))
		return
	}
	var fixable, withRuntime int
	for _, f := range r.findings {
		switch {
		case f.fix != nil:
			fixable++
		case f.runtimeFix && report.Process.Runtime == report.RuntimeAuto:
			withRuntime++
		}
	}
	var line strings.Builder
	line.WriteString(count(len(r.findings), "finding"))
	if fixable > 0 {
		fmt.Fprintf(&line, ", %d fixable with -fix", fixable)
	}
	if withRuntime > 0 {
		fmt.Fprintf(&line, ", %d with -fix -add-runtime", withRuntime)
	}
	line.WriteString(r.heldBackNote())
	fmt.Fprintf(&line, "; %s looked at, %d with go-redis", count(r.looked, "package"), r.using)
	if len(r.skipped) > 0 {
		fmt.Fprintf(&line, ", %d skipped", len(r.skipped))
	}
	fmt.Fprintf(w, "redislint: %s\n", &line)
}

// listedPackages names one package and counts the others: one broken import is behind most of them.
func listedPackages(packages []skip) string {
	if len(packages) == 1 {
		return packages[0].Package
	}
	return fmt.Sprintf("%s and %s", packages[0].Package, count(len(packages)-1, "more package"))
}

// listed names the first few files.
func listed(files []string) string {
	const most = 3
	var names []string
	for _, file := range files[:min(most, len(files))] {
		names = append(names, shortPath(file))
	}
	if more := len(files) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
