package matrix

import "testing"

func TestCommand(t *testing.T) {
	dir := program(t)
	found := sorted(command.find(t, dir))
	if len(found) < 400 {
		t.Errorf("%d findings", len(found))
	}
	before := sources(t, dir)
	command.fix(t, dir)
	changed := 0
	for name, text := range sources(t, dir) {
		if text != before[name] {
			changed++
		}
	}
	if changed < 20 {
		t.Errorf("the fixes changed %d files", changed)
	}
}
