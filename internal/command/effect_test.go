package command

import "testing"

// TestEffects checks that effects names commands that exist, and that write.
func TestEffects(t *testing.T) {
	for name := range effects {
		cmd, ok := Lookup(name)
		switch {
		case !ok:
			t.Errorf("there is no command %s", name)
		case !cmd.Write:
			t.Errorf("%s does not write", name)
		case !cmd.KeysKnown || len(cmd.Keys) == 0:
			t.Errorf("the keys of %s are not known", name)
		}
	}
}

func TestChangesKey(t *testing.T) {
	for _, test := range []struct {
		name string
		key  int
		want bool
	}{
		{"DEL", 1, true},
		{"SUNIONSTORE", 0, true},
		{"SUNIONSTORE", 1, false},
		{"BITOP", 1, false},
		{"COPY", 0, false},
		{"COPY", 1, true},
		{"RENAME", 0, true},
		{"RENAME", 1, true},
	} {
		cmd, ok := Lookup(test.name)
		if !ok {
			t.Fatalf("there is no command %s", test.name)
		}
		if got := cmd.ChangesKey(test.key); got != test.want {
			t.Errorf("%s changes its key %d: %v, want %v", test.name, test.key, got, test.want)
		}
	}
}

func TestKeyTypes(t *testing.T) {
	for _, test := range []struct {
		name string
		key  int
		want Type
	}{
		{"LPUSH", 0, List},
		{"PFADD", 0, String},
		{"SETBIT", 0, String},
		{"GEOADD", 0, SortedSet},
		{"ZUNIONSTORE", 0, SortedSet},
		{"ZUNIONSTORE", 1, ""},
		{"ZUNION", 0, ""},
		{"SINTERSTORE", 1, Set},
		{"SORT", 0, ""},
		{"DEL", 0, ""},
		{"XADD", 0, Stream},
	} {
		cmd, ok := Lookup(test.name)
		if !ok {
			t.Fatalf("there is no command %s", test.name)
		}
		if got := cmd.KeyType(test.key); got != test.want {
			t.Errorf("key %d of %s has type %q, want %q", test.key, test.name, got, test.want)
		}
	}
}
