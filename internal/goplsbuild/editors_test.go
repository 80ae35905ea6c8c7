package goplsbuild

import (
	"os"
	"strings"
	"testing"
)

// The page has what the command prints.
func TestDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/editor.md")
	if err != nil {
		t.Fatal(err)
	}
	const file = "/home/me/go/bin/redislint-gopls"
	for _, editor := range editors {
		if setting := editor.with(file); !strings.Contains(string(page), setting) {
			t.Errorf("docs/editor.md does not have this for %s:\n%s", editor.name, setting)
		}
		if !strings.Contains(Settings(file), editor.name) {
			t.Errorf("%s is not printed", editor.name)
		}
	}
	for _, version := range Versions() {
		if !strings.Contains(string(page), version) {
			t.Errorf("docs/editor.md does not name gopls %s", version)
		}
	}
}
