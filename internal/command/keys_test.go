package command

import (
	"slices"
	"strings"
	"testing"
)

// A question mark is a word that is not known.
func TestKeyWords(t *testing.T) {
	for _, test := range []struct {
		words string
		want  string // the keys; "?" where they are not known
	}{
		{"GET k", "k"},
		{"GET ?", "?1"},
		{"SET k v EX 10", "k"},
		{"DEL a b c", "a b c"},
		{"MSET a 1 b 2", "a b"},
		{"OBJECT ENCODING k", "k"},
		{"EVAL s 2 a b arg", "a b"},
		{"EVAL s 0 arg", ""},
		{"EVAL s ? a b arg", "?"},
		{"EVAL s 9 a b", "?"},
		{"EVAL s x a b", "?"},
		{"ZUNIONSTORE d 2 a b WEIGHTS 1 2", "d a b"},
		{"BLPOP a b 0", "a b"},
		{"XREAD COUNT 2 STREAMS a b 0 0", "a b"},
		{"XREAD COUNT ? STREAMS a b 0 0", "?"},
		{"XREADGROUP GROUP g c STREAMS a >", "a"},
		{"SORT k BY w", "k"},
		{"SORT k BY w STORE d", "k d"},
		{"SORT k ? w STORE d", "?"},
		{"GEORADIUS k 1 2 3 m STORE d", "k d"},
		{"GEORADIUS k 1 2 3 m", "k"},
		{"BITOP AND d a b", "d a b"},
		{"JSON.MGET a b path", "a b"},
		{"JSON.MSET a p v b p v", "a b"},
		{"MSETEX 2 a 1 b 2 EX 3", "a b"},
		{"TS.MADD a 1 2 b 1 2", "a b"},
		{"PUBLISH c m", ""},
		{"KEYS *", ""},
		{"FT.SEARCH i q", ""},
		{"LCS a b LEN", "a b"},
		{"COPY a b", "a b"},
		{"PING", ""},
		{"GET", "?"},
		{"MIGRATE h p k 0 10", "k"},
	} {
		words := strings.Fields(test.words)
		c, _ := Raw(words)
		if c == nil {
			t.Errorf("%s: no command", test.words)
			continue
		}
		at, ok := c.KeyWords(len(words), func(i int) (string, bool) { return words[i], words[i] != "?" })
		var keys []string
		for _, i := range at {
			keys = append(keys, words[i])
		}
		got := strings.Join(keys, " ")
		if !ok {
			got = "?"
		} else if got == "?" {
			got = "?1" // the key itself is not known, its place is
		}
		if got != test.want {
			t.Errorf("%s: got %q (words %v), want %q", test.words, got, at, test.want)
		}
	}
	unknown := &Command{Name: "NEW.COMMAND"}
	if at, ok := unknown.KeyWords(2, nil); ok {
		t.Errorf("keys of a command of which nothing is known: %v", at)
	}
}

// TestKeyWordsNeverPanics gives every command words of every kind.
func TestKeyWordsNeverPanics(t *testing.T) {
	texts := []string{"-1", "0", "1", "99999999999999999999", "STREAMS", "STORE", "KEYS"}
	for i := range commands {
		for n := range 6 {
			for _, text := range texts {
				at, _ := commands[i].KeyWords(n, func(i int) (string, bool) {
					if i < 0 || i >= n {
						t.Fatalf("%s: asked for word %d of %d", commands[i].Name, i, n)
					}
					return text, true
				})
				if slices.ContainsFunc(at, func(i int) bool { return i < 0 || i >= n }) {
					t.Errorf("%s: keys at %v of %d words", commands[i].Name, at, n)
				}
			}
		}
	}
}
