package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// facts are what is known without go-redis.
type facts struct {
	commands []map[string]string // rows of commands.tsv
	known    map[string]bool     // their names
	keys     map[string][]spec   // by command that the server knows; keys.tsv
}

const factsDir = "../facts"

func readFacts() (*facts, error) {
	f := &facts{known: make(map[string]bool), keys: make(map[string][]spec)}
	rows, err := readTable("commands.tsv")
	if err != nil {
		return nil, err
	}
	f.commands = rows
	for _, row := range rows {
		f.known[row["command"]] = true
	}
	rows, err = readTable("keys.tsv")
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		specs := []spec{}
		for text := range strings.SplitSeq(row["keys"], "; ") {
			if text == "" {
				continue
			}
			s, err := parseSpec(text)
			if err != nil {
				return nil, err
			}
			specs = append(specs, s)
		}
		f.keys[row["command"]] = specs
	}
	return f, nil
}

func readTable(name string) ([]map[string]string, error) {
	data, err := os.ReadFile(filepath.Join(factsDir, name))
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(bytes.TrimSpace(data)), "\n"), "\n")
	header := strings.Split(lines[0], "\t")
	var rows []map[string]string
	for i, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) > len(header) {
			return nil, fmt.Errorf("%s:%d: %d cells for %d columns", name, i+2, len(cells), len(header))
		}
		row := make(map[string]string)
		for at, cell := range cells {
			row[header[at]] = cell
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// name returns the command that a call sends, and how many of its words are
// the name.
func (f *facts) name(c call) (string, int) {
	if len(c.Words) == 0 {
		return "", 0
	}
	first := strings.ToUpper(c.Words[0])
	if len(c.Words) > 1 && c.From[1].Path == "" {
		if both := first + " " + strings.ToUpper(c.Words[1]); f.known[both] {
			return both, 2
		}
	}
	if f.known[first] {
		return first, 1
	}
	return "", 0
}
