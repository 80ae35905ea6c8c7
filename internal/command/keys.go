package command

import (
	"strconv"
	"strings"
)

// Keys says where some keys of a command are among its words. Words count from
// 0, the first word of the command's name: the key of GET is word 1, that of
// OBJECT ENCODING word 2. It follows the key specifications of COMMAND INFO.
type Keys struct {
	Index   int    // where the keys begin
	Keyword string // or: they begin after this word, searched for from Index on; backwards if Index is negative
	Last    int    // the last key, relative to the first; negative: from the end, -1 is the last word
	Step    int    // from one key to the next
	Half    bool   // keys are the first half of the words up to Last
	Count   bool   // the word at Index is the number of keys, and they follow it
}

// KeyWords returns the positions of the command's keys in a raw command of n
// words, where word returns the text of a word if it is known. It reports
// false if that takes a word which is not known, or words which are not there,
// or nothing is known about the command's keys.
func (c *Command) KeyWords(n int, word func(int) (string, bool)) ([]int, bool) {
	if !c.KeysKnown {
		return nil, false
	}
	var keys []int
	for _, k := range c.Keys {
		found, ok := k.words(n, word)
		if !ok {
			return nil, false
		}
		keys = append(keys, found...)
	}
	return keys, true
}

func (k Keys) words(n int, word func(int) (string, bool)) ([]int, bool) {
	first := k.Index
	if k.Keyword != "" {
		at, ok := k.find(n, word)
		if !ok || at < 0 {
			return nil, ok
		}
		first = at + 1
	}
	if first >= n {
		return nil, false
	}
	last := first + k.Last
	if k.Last < 0 {
		last = n + k.Last
	}
	switch {
	case k.Count:
		text, ok := word(first)
		if !ok {
			return nil, false
		}
		count, err := strconv.Atoi(text)
		if err != nil || count < 0 || count > n {
			return nil, false
		}
		first++
		last = first + (count-1)*k.Step
	case k.Half:
		last = first + (last-first+1)/2 - 1
	}
	if last >= n {
		return nil, false
	}
	var keys []int
	for i := first; i <= last; i += k.Step {
		keys = append(keys, i)
	}
	return keys, true
}

// find returns the position of the keyword, or -1 if it is not there. A word
// that is not known may be the keyword.
func (k Keys) find(n int, word func(int) (string, bool)) (int, bool) {
	at, step := k.Index, 1
	if at < 0 {
		at, step = n+at, -1
	}
	for ; 0 < at && at < n; at += step {
		text, ok := word(at)
		if !ok {
			return 0, false
		}
		if strings.EqualFold(text, k.Keyword) {
			return at, true
		}
	}
	return -1, true
}
