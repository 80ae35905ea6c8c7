package matrix

import (
	"testing"

	"github.com/aymanbagabas/go-udiff"
)

func TestGoplsSmoke(t *testing.T) {
	dir := program(t)
	want := sorted(command.find(t, dir))
	got := sorted(gopls.find(t, dir))
	for i, d := range diff(want, got) {
		if i < 40 {
			t.Error(d)
		}
	}
	t.Log(len(want), len(got))
}

func diff(want, got []finding) []string {
	var out []string
	w := map[finding]bool{}
	for _, f := range want {
		w[f] = true
	}
	for _, f := range got {
		if !w[f] {
			out = append(out, "+ "+f.String())
		}
		delete(w, f)
	}
	for f := range w {
		out = append(out, "- "+f.String())
	}
	return out
}

func TestGoplsFixSmoke(t *testing.T) {
	dir, other := program(t), program(t)
	command.fix(t, dir)
	gopls.fix(t, other)
	want, got := sources(t, dir), sources(t, other)
	for name := range want {
		if want[name] != got[name] {
			t.Errorf("%s: %s", name, udiff.Unified("redislint", "gopls", want[name], got[name]))
		}
	}
}
