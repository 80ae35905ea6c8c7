package matrix

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
)

// open opens a file in the editor, and returns its URI.
func (s *server) open(path string) string {
	s.t.Helper()
	text := read(s.t, path)
	uri := uriOf(path)
	s.files[uri] = &openFile{text, 1}
	s.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": "go", "version": 1, "text": text}})
	return uri
}

// apply makes the edits of an action, as an editor does.
func (s *server) apply(action codeAction) {
	s.t.Helper()
	for _, change := range action.Edit.DocumentChanges {
		uri := change.TextDocument.URI
		file := s.files[uri]
		edits := slices.Clone(change.Edits)
		slices.SortStableFunc(edits, func(a, b textEdit) int { // from the last to the first; of equal ones the first stays first
			return cmp.Compare(offset(file.text, b.Range.Start), offset(file.text, a.Range.Start))
		})
		text := file.text
		for _, edit := range edits {
			text = text[:offset(file.text, edit.Range.Start)] + edit.NewText + text[offset(file.text, edit.Range.End):]
		}
		s.change(uri, text)
	}
}

// change gives an open file another text.
func (s *server) change(uri, text string) {
	s.t.Helper()
	file := s.files[uri]
	file.text = text
	file.version++
	s.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": file.version},
		"contentChanges": []any{map[string]any{"text": text}},
	})
}

// save writes the files as the editor has them.
func (s *server) save() {
	s.t.Helper()
	for uri, file := range s.files {
		write(s.t, pathOf(uri), file.text)
	}
}

// offset returns the byte of a position.
func offset(text string, at position) int {
	start := 0
	for range at.Line {
		start += strings.Index(text[start:], "\n") + 1
	}
	units := 0
	for i, r := range text[start:] {
		if units >= at.Character {
			return start + i
		}
		units += utf16.RuneLen(r)
	}
	return len(text)
}
