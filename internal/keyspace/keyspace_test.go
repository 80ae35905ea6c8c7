package keyspace

import (
	"strings"
	"testing"
)

// parse makes a shape of text in which * is a hole, $ fixed text and ~ a wild card.
func parse(text string) Shape {
	return Shape{strings.NewReplacer("*", string(segment), "$", Fixed.text, "~", string(wild)).Replace(text)}
}

func TestConcat(t *testing.T) {
	for _, test := range []struct {
		parts []Shape
		want  string
	}{
		{nil, ""},
		{[]Shape{Text("user:"), Hole}, "user:*"},
		{[]Shape{Text("a"), Text("b"), Hole, Hole, Text("c")}, "ab*c"},
		{[]Shape{Fixed, Hole}, "*"},
		{[]Shape{Fixed, Fixed, Text(":x")}, "$$:x"},
		{[]Shape{Text("a\x00b")}, "*"},
	} {
		if got := Concat(test.parts...); got != parse(test.want) {
			t.Errorf("Concat(%v) = %q, want %q", test.parts, got.text, test.want)
		}
	}
	if got := Join([]Shape{Text("a"), Hole, Text("b")}, Text(":")); got != parse("a:*:b") {
		t.Errorf("Join = %v", got)
	}
}

func TestSprintf(t *testing.T) {
	for _, test := range []struct {
		format string
		args   []string
		want   string
	}{
		{"user:%d", []string{"*"}, "user:*"},
		{"user:%s:feed", []string{"ada"}, "user:ada:feed"},
		{"%s:%v", []string{"$", "*"}, "$:*"},
		{"100%%:%d", []string{"*"}, "100%:*"},
		{"%05d", []string{"7"}, "$"},
		{"%q-%x", []string{"*", "*"}, "*-*"},
		{"%[2]s:%[1]s", []string{"a", "b"}, "*"},
		{"%*d", []string{"3", "*"}, "*"},
		{"a:%s:%s", []string{"b"}, "a:b:*"},
		{"a:%", nil, "a:*"},
		{"a:%+v", []string{"*"}, "a:*"},
		{"ключ:%s", []string{"*"}, "ключ:*"},
	} {
		args := make([]Shape, len(test.args))
		for i, arg := range test.args {
			args[i] = parse(arg)
		}
		if got := Sprintf(Text(test.format), args); got != parse(test.want) {
			t.Errorf("Sprintf(%q, %q) = %q, want %q", test.format, test.args, got.text, test.want)
		}
	}
	if got := Sprintf(parse("$:%s"), []Shape{Hole}); got != Hole {
		t.Errorf("a format that is not known gives %q", got.text)
	}
}

func TestMayEqual(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"user:1", "user:1", true},
		{"user:1", "user:2", false},
		{"user:*", "user:1", true},
		{"user:*", "user:", false},
		{"user:*", "user:1:feed", false},
		{"user:*", "user:*:feed", false},
		{"user:*:feed", "user:1:feed", true},
		{"user:*:feed", "user:*:*", true},
		{"a*c", "abbc", true},
		{"a*c", "*b*", true},
		{"user:~", "user:*:feed", true},
		{"user:~", "user:", true},
		{"$user:*", "app:user:7", true},
		{"$user:*", "user:7", true},
		{"$:users", "$:orders", false},
		{"$:users", "app:*", true},
		{"*", "*", true},
		{"*", "user:*", false},
		{"$:*", "*", true},
		{"user:*", "order:*", false},
		{"*:lock", "*:data", false},
	} {
		a, b := parse(test.a), parse(test.b)
		if MayEqual(a, b) != test.want || MayEqual(b, a) != test.want {
			t.Errorf("MayEqual(%q, %q) is not %v", test.a, test.b, test.want)
		}
	}
}

func TestShape(t *testing.T) {
	for _, test := range []struct {
		shape         string
		known, varies bool
	}{
		{"", false, false},
		{"*", false, true},
		{"$", false, false},
		{"*:*", false, true},
		{"user:*", true, true},
		{"users", true, false},
		{"$:users", true, false},
		{"user:17", true, true},
		{"v2:users", true, false},
		{"s:6ba7b810-9dad-11d1-80b4-00c04fd430c8", true, true},
		{"h:0123456789abcdef", true, true},
		{"top_100", true, false},
	} {
		shape := parse(test.shape)
		if shape.Known() != test.known || shape.Varies() != test.varies {
			t.Errorf("%q: known %v, varies %v", test.shape, shape.Known(), shape.Varies())
		}
	}
	if got := Pattern(Text("user:*:[ab]?")); got != parse("user:~:~") {
		t.Errorf("Pattern = %q", got.text)
	}
	if FixedBy("a") == FixedBy("b") || !MayEqual(Concat(FixedBy("a"), Text(":x")), Concat(FixedBy("b"), Text(":x"))) {
		t.Error("what two variables hold is the same, or cannot be")
	}
	if got := Concat(FixedBy("NAME"), Text(":X")).Map(strings.ToLower); got != Concat(FixedBy("NAME"), Text(":x")) {
		t.Errorf("Map = %q", got.text)
	}
	if got := parse("a:*:b").TrimSuffix(":b").TrimPrefix("a:"); got != parse("*") {
		t.Errorf("Trim = %q", got)
	}
	if got := parse("A:*:B").Map(strings.ToLower); got != parse("a:*:b") {
		t.Errorf("Map = %q", got.text)
	}
	if got := Concat(FixedBy("s.prefix17"), Text(":users")); got.Varies() || got.String() != "*:users" || got.Anonymous() {
		t.Errorf("FixedBy = %q", got.text)
	}
	if got := parse("a:*:$").String(); got != "a:*:*" {
		t.Errorf("String = %q", got)
	}
	for _, test := range []struct{ a, b, want string }{
		{"x", "x", "x"}, {"x", "y", "$"}, {"x:*", "y", "*"}, {"$", "x", "$"},
	} {
		if got := Either(parse(test.a), parse(test.b)); got != parse(test.want) {
			t.Errorf("Either(%q, %q) = %q", test.a, test.b, got.text)
		}
	}
}

func TestWords(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"userCache", "user cache"},
		{"SaveTempKB", "save temp kb"},
		{"im:user_clients:*", "im user clients"},
		{"ACL", "acl"},
		{"", ""},
	} {
		if got := strings.Join(Words(test.name), " "); got != test.want {
			t.Errorf("Words(%q) = %q, want %q", test.name, got, test.want)
		}
	}
}

func FuzzMayEqual(f *testing.F) {
	f.Add("user:*", "user:1")
	f.Add("$:~*", "a:b*c")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := parse(a), parse(b)
		if MayEqual(x, y) != MayEqual(y, x) {
			t.Errorf("MayEqual(%q, %q) depends on the order", a, b)
		}
		if !MayEqual(x, x) {
			t.Errorf("%q is not equal to itself", a)
		}
	})
}
