package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redislint/redislint/runtime/tests/servers"
)

func TestMain(m *testing.M) { os.Exit(servers.Main(m)) }

// TestFigures makes everything from the page as it is, though from little.
func TestFigures(t *testing.T) {
	servers.Require(t)
	docs := t.TempDir()
	page := filepath.Join(docs, "caching.md")
	text, err := os.ReadFile("../../../docs/caching.md")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, text, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), docs, []string{"stampedes"}, true); err == nil {
		t.Error("no error for a table that there is not")
	}
	if err := run(t.Context(), docs, tableNames, true); err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}

	rows := map[string][]string{"xfetch": {"1", "1.5", "2"}}
	for _, form := range stampedeForms() {
		rows["stampede"] = append(rows["stampede"], form.Name)
	}
	for _, form := range hitForms() {
		rows["hits"] = append(rows["hits"], form.Name)
	}
	images := 0
	for _, name := range tableNames {
		_, rest, _ := strings.Cut(string(made), "<!-- figures:"+name+" -->")
		table, _, _ := strings.Cut(rest, endMarker)
		if got := firstColumn(table); !slices.Equal(got, rows[name]) {
			t.Errorf("%s: rows %q, not %q", name, got, rows[name])
		}
		head, _, _ := strings.Cut(strings.TrimSpace(table), "\n")
		for line := range strings.Lines(table) {
			if strings.HasPrefix(line, "|") && strings.Count(line, "|") != strings.Count(head, "|") {
				t.Errorf("%s: a row of other columns than\n%s\n%s", name, head, line)
			}
		}
		if strings.Contains(table, "NaN") || strings.Contains(table, "Inf") {
			t.Errorf("%s: not a number:\n%s", name, table)
		}
		for _, part := range strings.Split(table, "](")[1:] {
			image, _, _ := strings.Cut(part, ")")
			checkSVG(t, filepath.Join(docs, image))
			images++
		}
	}
	files, err := os.ReadDir(filepath.Join(docs, "caching"))
	if err != nil || len(files) != images {
		t.Errorf("%d plots, and %d of them shown (%v)", len(files), images, err)
	}

	// What is outside of the markers stays.
	for _, name := range tableNames {
		if made, err = replace(made, name, ""); err != nil {
			t.Fatal(err)
		}
		if text, err = replace(text, name, ""); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(made, text) {
		t.Errorf("the page without its figures has become\n%s", made)
	}
}

// firstColumn has the cells below the rule.
func firstColumn(table string) (cells []string) {
	_, body, _ := strings.Cut(table, "\n|--")
	for line := range strings.Lines(body) {
		if cell, ok := strings.CutPrefix(line, "| "); ok {
			cell, _, _ = strings.Cut(cell, " | ")
			cells = append(cells, cell)
		}
	}
	return cells
}

func checkSVG(t *testing.T, path string) {
	t.Helper()
	svg, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	if len(svg) > 100_000 {
		t.Errorf("%s has %d bytes", filepath.Base(path), len(svg))
	}
	elements := map[string]int{}
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			return
		}
		if e, ok := token.(xml.StartElement); ok {
			elements[e.Name.Local]++
		}
	}
	if elements["svg"] != 1 || elements["path"] == 0 || elements["text"] == 0 {
		t.Errorf("%s has the elements %v", filepath.Base(path), elements)
	}
}

func TestReplace(t *testing.T) {
	const begin = "<!-- figures:a -->\n"
	got, err := replace([]byte("x\n"+begin+"old\n<!-- end -->\ny\n"), "a", "new\n")
	if want := "x\n" + begin + "new\n<!-- end -->\ny\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	for _, text := range []string{
		"",
		begin,
		begin + "<!-- end -->" + begin + "<!-- end -->",
		begin + "<!-- figures:b -->\n<!-- end -->",
	} {
		if got, err := replace([]byte(text), "a", "new"); err == nil {
			t.Errorf("%q has become %q", text, got)
		}
	}
}
