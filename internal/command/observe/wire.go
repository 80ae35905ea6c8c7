package main

import (
	"slices"
	"strconv"
	"strings"
)

// wire returns where the words after the command's name come from, as far as
// every call sends them alike. It ends with the first list.
func wire(o observation, facts *facts, name string) []operand {
	first := o.Calls[0]
	_, n := facts.name(first)
	var ops []operand
	for i := n; i < len(first.Words); i++ {
		op, list := operand{}, false
		if text := first.From[i].Path; text != "" {
			p, err := parsePath(text)
			if err != nil || p.value {
				break
			}
			op = operand{Param: p.param, Field: p.field, Elem: p.elem}
			if list = p.index >= 0; list {
				op.Rest = p.field == "" && o.Params[p.param-1].Variadic
				op.Each = !op.Rest
			}
		}
		unlike := func(c call) bool {
			other, _ := facts.name(c)
			return other == name && !alike(first, c, i) && !(list && empty(c, op))
		}
		if slices.ContainsFunc(o.Calls, unlike) {
			break
		}
		ops = append(ops, op)
		if list {
			break
		}
	}
	return withoutTail(ops)
}

// withoutTail drops words of the method's own after which nothing follows.
func withoutTail(ops []operand) []operand {
	for len(ops) > 0 && ops[len(ops)-1] == (operand{}) {
		ops = ops[:len(ops)-1]
	}
	return ops
}

// empty reports whether a call has no element of a list that can be traced.
func empty(c call, list operand) bool {
	return elements(c, list) == 0
}

// alike reports whether two calls send the same argument in word i. Empty
// strings and numbers that are zero or negative cannot be traced.
func alike(a, b call, i int) bool {
	if i >= len(b.Words) {
		return false
	}
	from, other := a.From[i].Path, b.From[i].Path
	if other != "" {
		return from == other
	}
	_, err := strconv.ParseFloat(b.Words[i], 64)
	if from != "" {
		return b.Words[i] == "" || err == nil
	}
	_, errA := strconv.ParseFloat(a.Words[i], 64)
	return strings.EqualFold(a.Words[i], b.Words[i]) || err == nil && errA == nil
}
