package main

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"
)

// observation is what one method of go-redis was seen to send.
type observation struct {
	Name   string
	Params []parameter // without the context
	Calls  []call
}

type parameter struct {
	Name     string
	Type     string
	Variadic bool
}

// call is one command on the wire.
type call struct {
	Shape string
	Words []string
	From  []source // of each word; zero where the method wrote it
}

type source struct {
	Path string        `json:",omitempty"`
	Unit time.Duration `json:",omitempty"`
}

// problem is a method that could not be observed, and why.
type problem struct{ name, reason string }

// observe calls every method that takes a context.
func observe(lib library, names map[string][]string) ([]observation, []problem) {
	var seen []observation
	var problems []problem
	done := make(map[string]bool)
	for _, client := range lib.clients {
		t := client.Type()
		for i := range t.NumMethod() {
			m := t.Method(i)
			if done[m.Name] || !isCommand(m.Name) {
				continue
			}
			f := client.Method(i)
			if f.Type().NumIn() == 0 || f.Type().In(0) != reflect.TypeFor[context.Context]() {
				continue
			}
			done[m.Name] = true
			o, reason := observeMethod(lib, m.Name, f, names[m.Name])
			if reason != "" {
				problems = append(problems, problem{m.Name, reason})
			} else {
				seen = append(seen, o)
			}
		}
	}
	for _, t := range lib.others {
		for i := range t.NumMethod() {
			m := t.Method(i)
			at := 0
			if t.Kind() != reflect.Interface {
				at = 1 // past the receiver
			}
			if done[m.Name] || !isCommand(m.Name) ||
				m.Type.NumIn() <= at || m.Type.In(at) != reflect.TypeFor[context.Context]() {
				continue
			}
			done[m.Name] = true
			problems = append(problems, problem{m.Name, "only " + t.String() + " has it"})
		}
	}
	sort.Slice(seen, func(i, j int) bool { return seen[i].Name < seen[j].Name })
	sort.Slice(problems, func(i, j int) bool { return problems[i].name < problems[j].name })
	return seen, problems
}

func observeMethod(lib library, name string, f reflect.Value, names []string) (observation, string) {
	t := f.Type()
	if len(names) != t.NumIn() {
		return observation{}, fmt.Sprintf("its source has %d parameters, it takes %d", len(names), t.NumIn())
	}
	o := observation{Name: name}
	for i := 1; i < t.NumIn(); i++ {
		o.Params = append(o.Params, parameter{names[i], t.In(i).String(), t.IsVariadic() && i == t.NumIn()-1})
	}
	reason := "it sent nothing"
	for _, shape := range shapesFor(name) {
		fill := filler{shape: shape, next: 100, origins: make(map[string]origin)}
		args := []reflect.Value{reflect.ValueOf(context.Background())}
		for i := 1; i < t.NumIn(); i++ {
			args = append(args, fill.value(t.In(i), fmt.Sprintf("p%d", i)))
		}
		panicked := invoke(f, args)
		if panicked != nil {
			reason = fmt.Sprint("panic: ", panicked)
		} else {
			lib.flush()
		}
		sent := lib.recorder.take()
		if panicked != nil || len(sent) == 0 {
			continue
		}
		if len(sent) > 1 {
			return o, fmt.Sprintf("it sent %d commands", len(sent))
		}
		c := call{Shape: shape.Name}
		for _, arg := range sent[0] {
			w := word(arg)
			from := fill.origins[w]
			c.Words = append(c.Words, w)
			c.From = append(c.From, source{from.path, from.unit})
		}
		o.Calls = append(o.Calls, c)
	}
	if len(o.Calls) == 0 {
		return o, reason
	}
	return o, ""
}

// shapesFor returns the shapes to call a method with, the one that describes
// it best first.
func shapesFor(name string) []shape {
	var before, after []shape
	for _, s := range moreShapes[name] {
		if s.last {
			after = append(after, s)
		} else {
			before = append(before, s)
		}
	}
	return slices.Concat(before, shapes, after)
}

func invoke(f reflect.Value, args []reflect.Value) (panicked any) {
	defer func() { panicked = recover() }()
	if f.Type().IsVariadic() {
		f.CallSlice(args)
	} else {
		f.Call(args)
	}
	return nil
}

func (c call) String() string { return strings.Join(c.Words, " ") }
