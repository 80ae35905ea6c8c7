package report

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRuntimeAvailable(t *testing.T) {
	const requires = "module m\n\nrequire github.com/redislint/redislint/runtime v0.1.0\n"
	for _, test := range []struct {
		name  string
		mode  RuntimeMode
		files map[string]string
		want  bool
	}{
		{"on", RuntimeOn, nil, true},
		{"off", RuntimeOff, map[string]string{"go.mod": requires}, false},
		{"required", RuntimeAuto, map[string]string{"go.mod": requires}, true},
		{"required by the module around", RuntimeAuto, map[string]string{"go.mod": requires, "sub/go.mod": "module sub\n"}, false},
		{"not required", RuntimeAuto, map[string]string{"go.mod": "module m\n"}, false},
		{"no module", RuntimeAuto, nil, false},
		{"malformed", RuntimeAuto, map[string]string{"go.mod": "require (\n"}, false},
		{"vendored", RuntimeAuto, map[string]string{"go.mod": requires, "vendor/modules.txt": "# github.com/redislint/redislint/runtime v0.1.0\n## explicit\ngithub.com/redislint/redislint/runtime\n"}, true},
		{"required, but not vendored", RuntimeAuto, map[string]string{"go.mod": requires, "vendor/modules.txt": "# github.com/redislint/redislint/runtime v0.1.0\n## explicit\n"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range test.files {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			below := filepath.Join(dir, "sub", "pkg")
			if err := os.MkdirAll(below, 0o755); err != nil {
				t.Fatal(err)
			}
			if got := RuntimeAvailable(test.mode, below); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
