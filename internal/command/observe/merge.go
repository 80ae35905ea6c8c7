package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// merge returns the methods of the newest version and those that only the
// oldest has. Where both have one, the newest counts, and a difference in
// operands must have been decided.
func merge(newest, oldest []method) ([]method, error) {
	byName := make(map[string]method)
	var errs []error
	for _, m := range newest {
		byName[m.Name] = m
	}
	for _, old := range oldest {
		m, ok := byName[old.Name]
		if !ok {
			byName[old.Name] = old
			continue
		}
		m.Wire = agreed(m.Wire, old.Wire)
		byName[m.Name] = m
		same := m.Command == old.Command && slices.Equal(m.Keys, old.Keys) &&
			m.Expiration == old.Expiration && m.Timeout == old.Timeout && m.Unit == old.Unit &&
			slices.Equal(m.Lifetime, old.Lifetime) && slices.Equal(m.Words, old.Words) && m.Raw == old.Raw
		if decided := changed[m.Name] != ""; same == decided {
			errs = append(errs, fmt.Errorf("%s: changed says %v; oldest %+v, newest %+v", m.Name, decided, old, m))
		}
	}
	merged := slices.SortedFunc(maps.Values(byName), func(a, b method) int { return strings.Compare(a.Name, b.Name) })
	return merged, errors.Join(errs...)
}

// agreed returns what two versions send alike, which is all that can be relied
// on: with Rev and ByScore, the oldest ZRangeArgs swaps Start and Stop and the
// newest does not.
func agreed(a, b []operand) []operand {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return withoutTail(a[:n])
}
