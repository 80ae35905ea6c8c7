package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocumented requires that a script runs every command of docs/go-vet.md as it is printed there.
func TestDocumented(t *testing.T) {
	script := readFile(t, filepath.Join(testdata, "script", "govetdocs.txt"))
	for _, command := range shellCommands(readFile(t, filepath.FromSlash("../../docs/go-vet.md"))) {
		if !strings.Contains(script, " sh -c '"+command+"'\n") {
			t.Errorf("no script runs: %s", command)
		}
	}
}

var shellBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// shellCommands returns the lines of the shell blocks of a Markdown document.
func shellCommands(markdown string) []string {
	var commands []string
	for _, block := range shellBlock.FindAllStringSubmatch(markdown, -1) {
		commands = append(commands, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	return commands
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
