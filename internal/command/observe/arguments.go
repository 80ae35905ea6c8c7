package main

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// shape is a way to fill arguments. Some methods refuse some shapes, and some
// send another command for some values, so each is called with several.
type shape struct {
	Name     string
	elements int               // of slices and variadic parameters
	pointers bool              // nil where false
	bare     bool              // of structs, fill only what may be a name
	zero     bool              // numbers, booleans and times are zero
	void     bool              // strings are empty as well, so that nothing optional is sent
	negative bool              // numbers and durations are -1
	last     bool              // of moreShapes: tried after the common ones
	fraction time.Duration     // added to whole seconds
	set      map[string]string // by path: what a string must be
	omit     map[string]bool   // by path: what must be left zero
}

// The first shape that a method accepts describes it. Twelve elements tell
// every second, every third and the first half apart.
var shapes = []shape{
	{Name: "full", elements: 12, pointers: true},
	{Name: "fraction", elements: 12, pointers: true, fraction: 500 * time.Millisecond},
	{Name: "zero", elements: 12, pointers: true, zero: true},
	{Name: "bare", elements: 12, pointers: true, bare: true},
	{Name: "nil", elements: 12},
	{Name: "pair", elements: 2, pointers: true},
	{Name: "pair fraction", elements: 2, pointers: true, fraction: 500 * time.Millisecond},
	{Name: "one", elements: 1, pointers: true},
	{Name: "one nil", elements: 1},
	{Name: "void", elements: 1, pointers: true, zero: true, void: true},
	{Name: "void none", pointers: true, zero: true, void: true},
	{Name: "negative", elements: 1, pointers: true, negative: true},
}

// inner is the length of a slice inside a slice: the triple of TS.MADD.
const inner = 3

// modes are the values of named string types without which go-redis leaves
// out what they govern.
var modes = map[string]string{"ExpirationMode": "EX"}

// origin is what a word on the wire came from.
type origin struct {
	path string        // "p2.Keys[1]": parameter, fields and indices
	unit time.Duration // of a duration or time: what one stands for
}

// filler makes arguments whose values can be told apart on the wire.
type filler struct {
	shape
	next    int
	origins map[string]origin // by the word that the value becomes
}

func (f *filler) number() int {
	f.next++
	return f.next
}

// value makes a value of type t for the argument at path.
func (f *filler) value(t reflect.Type, path string) reflect.Value {
	v := reflect.New(t).Elem()
	if f.omit[path] {
		return v
	}
	switch t {
	case reflect.TypeFor[time.Duration]():
		if f.zero {
			return v
		}
		if f.negative {
			v.SetInt(-1)
			return v
		}
		seconds := f.number()
		d := time.Duration(seconds)*time.Second + f.fraction
		f.time(path, int64(d), int64(seconds))
		v.SetInt(int64(d))
		return v
	case reflect.TypeFor[time.Time]():
		if f.zero {
			return v
		}
		seconds := int64(2_000_000_000 + f.number())
		at := time.Unix(seconds, int64(f.fraction))
		f.time(path, at.UnixNano(), seconds)
		v.Set(reflect.ValueOf(at))
		return v
	case reflect.TypeFor[[]byte]():
		f.origins[path] = origin{path: path}
		v.SetBytes([]byte(path))
		return v
	}
	switch t.Kind() {
	case reflect.String:
		if set, ok := f.set[path]; ok {
			v.SetString(set)
			break
		}
		if f.void {
			break
		}
		if mode, ok := modes[t.Name()]; ok {
			v.SetString(mode)
			break
		}
		f.origins[path] = origin{path: path}
		v.SetString(path)
	case reflect.Bool:
		v.SetBool(!f.zero)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if f.negative {
			v.SetInt(-1)
		} else if !f.zero {
			n := f.number()
			f.origins[strconv.Itoa(n)] = origin{path: path}
			v.SetInt(int64(n))
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if !f.zero {
			n := f.number()
			f.origins[strconv.Itoa(n)] = origin{path: path}
			v.SetUint(uint64(n))
		}
	case reflect.Float32, reflect.Float64:
		if !f.zero {
			x := float64(f.number()) + 0.25
			f.origins[word(x)] = origin{path: path}
			v.SetFloat(x)
		}
	case reflect.Slice:
		n := f.elements
		if strings.HasSuffix(path, "]") {
			n = inner
		}
		v = reflect.MakeSlice(t, n, n)
		for i := range n {
			v.Index(i).Set(f.value(t.Elem(), fmt.Sprintf("%s[%d]", path, i)))
		}
	case reflect.Map:
		v = reflect.MakeMap(t)
		for i := range f.elements {
			key := f.value(t.Key(), fmt.Sprintf("%s[%d]", path, i))
			v.SetMapIndex(key, f.value(t.Elem(), fmt.Sprintf("%s{%d}", path, i)))
		}
	case reflect.Pointer:
		if f.pointers {
			v = reflect.New(t.Elem())
			v.Elem().Set(f.value(t.Elem(), path))
		}
	case reflect.Struct:
		f.fields(v, path)
	case reflect.Interface:
		f.dynamic(v, path)
	}
	return v
}

func (f *filler) fields(v reflect.Value, path string) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		if f.bare && !named(field.Type) {
			continue
		}
		v.Field(i).Set(f.value(field.Type, path+"."+field.Name))
	}
}

// named reports whether a value of type t may be a name, such as a key.
func named(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return named(t.Elem())
	case reflect.Struct:
		return t != reflect.TypeFor[time.Time]()
	}
	return t.Kind() == reflect.String && t.PkgPath() == "" || t.Kind() == reflect.Map
}

// dynamic fills an interface: with a string where that will do.
func (f *filler) dynamic(v reflect.Value, path string) {
	if f.void {
		path = ""
	}
	f.origins[path] = origin{path: path}
	for _, candidate := range []any{path, vector{path}} {
		if reflect.TypeOf(candidate).Implements(v.Type()) {
			v.Set(reflect.ValueOf(candidate))
			return
		}
	}
}

// vector is a go-redis Vector, which the oldest version has not.
type vector struct{ name string }

func (v vector) Value() []any { return []any{v.name} }

func (f *filler) time(path string, nanoseconds, seconds int64) {
	// A fraction of a second tells truncation apart. 1500 ms in seconds is
	// 1, or 2 if rounded up.
	f.origins[strconv.FormatInt(nanoseconds, 10)] = origin{path, time.Nanosecond}
	f.origins[strconv.FormatInt(nanoseconds/int64(time.Millisecond), 10)] = origin{path, time.Millisecond}
	f.origins[strconv.FormatInt(seconds, 10)] = origin{path, time.Second}
	if f.fraction != 0 {
		f.origins[strconv.FormatFloat(float64(nanoseconds)/1e9, 'f', -1, 64)] = origin{path, time.Nanosecond}
	}
}

// word renders an argument as the protocol does.
func word(arg any) string {
	switch arg := arg.(type) {
	case nil:
		return ""
	case string:
		return arg
	case []byte:
		return string(arg)
	case float32:
		return strconv.FormatFloat(float64(arg), 'f', -1, 64)
	case float64:
		return strconv.FormatFloat(arg, 'f', -1, 64)
	case bool:
		if arg {
			return "1"
		}
		return "0"
	case time.Time:
		return arg.Format(time.RFC3339Nano)
	case time.Duration:
		return strconv.FormatInt(arg.Nanoseconds(), 10)
	}
	v := reflect.ValueOf(arg)
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return word(v.Elem().Interface())
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.Kind() == reflect.String:
		return v.String()
	}
	return fmt.Sprint(arg)
}

// literal reports whether a word on the wire is a name that a method may have
// written itself, if it is none of the arguments: neither a number nor made of
// an argument.
func literal(s string) bool { return literalSyntax.MatchString(s) }

var literalSyntax = regexp.MustCompile(`^(=|~|[A-Za-z][A-Za-z0-9_-]*)$`)
