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
