package main

import (
	"bytes"
	"fmt"
)

const endMarker = "<!-- end -->"

// replace puts a table between the marker of its name and the next end marker.
func replace(text []byte, name, table string) ([]byte, error) {
	begin := []byte("<!-- figures:" + name + " -->\n")
	before, rest, ok := bytes.Cut(text, begin)
	if !ok || bytes.Contains(rest, begin) {
		return nil, fmt.Errorf("the line %q is not there once", bytes.TrimSpace(begin))
	}
	old, after, ok := bytes.Cut(rest, []byte(endMarker))
	if !ok || bytes.Contains(old, []byte("<!-- figures:")) {
		return nil, fmt.Errorf("%q has no %s", bytes.TrimSpace(begin), endMarker)
	}
	return bytes.Join([][]byte{before, begin, []byte(table), []byte(endMarker), after}, nil), nil
}
