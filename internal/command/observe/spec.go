package main

import (
	"fmt"
	"strconv"
	"strings"
)

// spec says where keys are among the words of a command; see Keys in package
// command, which it becomes.
type spec struct {
	Index   int
	Keyword string
	Last    int
	Step    int
	Half    bool
	Count   bool
}

// String renders a spec as in facts/keys.tsv.
func (s spec) String() string {
	text := fmt.Sprintf("index=%d last=%d step=%d", s.Index, s.Last, s.Step)
	if s.Keyword != "" {
		text += " keyword=" + s.Keyword
	}
	if s.Half {
		text += " half"
	}
	if s.Count {
		text += " count"
	}
	return text
}

func parseSpec(text string) (spec, error) {
	var s spec
	for _, field := range strings.Fields(text) {
		name, value, _ := strings.Cut(field, "=")
		var err error
		switch name {
		case "index":
			s.Index, err = strconv.Atoi(value)
		case "last":
			s.Last, err = strconv.Atoi(value)
		case "step":
			s.Step, err = strconv.Atoi(value)
		case "keyword":
			s.Keyword = value
		case "half":
			s.Half = true
		case "count":
			s.Count = true
		default:
			err = fmt.Errorf("unknown field %q", name)
		}
		if err != nil {
			return s, fmt.Errorf("key specification %q: %w", text, err)
		}
	}
	return s, nil
}

// positions returns where the keys are among words.
func (s spec) positions(words []string) []int {
	first := s.Index
	if s.Keyword != "" {
		first = -1
		if s.Index >= 0 {
			for i := s.Index; i < len(words) && first < 0; i++ {
				if strings.EqualFold(words[i], s.Keyword) {
					first = i + 1
				}
			}
		} else {
			for i := len(words) + s.Index; i > 0 && first < 0; i-- {
				if strings.EqualFold(words[i], s.Keyword) {
					first = i + 1
				}
			}
		}
		if first < 0 {
			return nil
		}
	}
	last := first + s.Last
	if s.Last < 0 {
		last = len(words) + s.Last
	}
	if s.Half {
		last = first + (last-first+1)/2 - 1
	}
	if s.Count {
		n, err := strconv.Atoi(words[first])
		if err != nil {
			return nil
		}
		first++
		last = first + (n-1)*s.Step
	}
	var at []int
	for i := first; i <= last && i < len(words); i += s.Step {
		at = append(at, i)
	}
	return at
}

// infer makes the specs of a command from the positions of keys in one call,
// grouped by operand.
func infer(words []string, groups [][]int) []spec {
	var specs []spec
	for _, at := range groups {
		if len(at) == 1 {
			specs = append(specs, spec{Index: at[0], Step: 1})
			continue
		}
		s := spec{Index: at[0], Step: at[1] - at[0]}
		if words[at[0]-1] == strconv.Itoa(len(at)) {
			s.Index--
			s.Count = true
		} else {
			s.Last = at[len(at)-1] + s.Step - 1 - len(words)
		}
		specs = append(specs, s)
	}
	return specs
}
