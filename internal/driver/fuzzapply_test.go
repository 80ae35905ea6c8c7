package driver

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// applyFixes makes fixes, and looks at what need not compile to be looked at.
func applyFixes(files sources, fixes combined, from *outcome) (sources, error) {
	after := make(sources)
	for file, content := range files {
		after[file] = content
		if edits := fixes.edits[file]; len(edits) > 0 {
			changed, err := applyEdits(content, edits)
			if err != nil {
				return nil, err
			}
			after[file] = finish(content, changed, from.packageNames)
			if bytes.Equal(after[file], content) {
				return nil, fmt.Errorf("it changes nothing in %s", filepath.Base(file))
			}
			if lost := lostNotes(content, after[file]); len(lost) > 0 {
				return nil, fmt.Errorf("notes lost: %s\n%s", lost, differences(files, after))
			}
		}
	}
	return after, nil
}

var (
	note   = regexp.MustCompile(`\bn[0-9]+\b`) // what comments and logs of randprog have, each with another number
	expiry = regexp.MustCompile(`(?i)ttl|expires`)
)

// lostNotes returns the notes that are gone, but for comments beside what speaks of expiry: such go with an EXPIRE.
func lostNotes(before, after []byte) []string {
	kept := make(map[string]bool)
	for _, word := range note.FindAllString(string(after), -1) {
		kept[word] = true
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", before, parser.ParseComments)
	if err != nil {
		return nil
	}
	var lost []string
	for _, group := range file.Comments {
		if text := group.Text(); !expiry.MatchString(text) {
			lost = append(lost, slices.DeleteFunc(note.FindAllString(text, -1), func(word string) bool { return kept[word] })...)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
			lost = append(lost, slices.DeleteFunc(note.FindAllString(text.Value, -1), func(word string) bool { return kept[word] })...)
		}
		return true
	})
	return lost
}

func describeFix(f *finding) string {
	return fmt.Sprintf("finding: %s:%d: %s\nfix: %s", filepath.Base(f.start.Filename), f.start.Line, f.message, f.fix.message)
}

// fail fails, or records the failure unless there is one of its kind.
func fail(t *testing.T, failure string) {
	if *record == "" || strings.HasPrefix(failure, "generator") {
		t.Fatal(failure)
	}
	kind := fnv.New64a()
	kind.Write([]byte(kindOf(failure)))
	name := filepath.Join(*record, fmt.Sprintf("%016x.txt", kind.Sum64()))
	if old, err := os.ReadFile(name); err == nil && len(old) <= len(failure) {
		return
	}
	if err := os.WriteFile(name, []byte(failure), 0o666); err != nil {
		t.Fatal(err)
	}
}

var (
	varying    = regexp.MustCompile(`\S*\.go\b|redislint\.test/\w+|[a-zA-Z]*[0-9]+|\[[^]]*\]`)
	fixMessage = regexp.MustCompile(`\((Replace|Give) .*?\): `)
)

// kindOf is the first line of a failure without what is of one program only.
func kindOf(failure string) string {
	first, _, _ := strings.Cut(failure, "\n")
	return varying.ReplaceAllString(fixMessage.ReplaceAllString(first, "(_)"), "_")
}

// differences are the lines that differ, as a diff has them.
func differences(before, after sources) string {
	var text strings.Builder
	var names []string
	for name := range before {
		if !bytes.Equal(before[name], after[name]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		text.WriteString(unified(filepath.Base(name), before[name], after[name]))
	}
	return text.String()
}
