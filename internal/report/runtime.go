package report

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"

	"github.com/redislint/redislint/internal/calls"
)

// RuntimeName is the name of the runtime package.
const RuntimeName = "redisrt"

// RuntimeAvailable reports whether a file in dir may import the runtime package in mode m.
func RuntimeAvailable(m RuntimeMode, dir string) bool {
	switch m {
	case RuntimeOn:
		return true
	case RuntimeOff:
		return false
	}
	gomod, ok := NearestModFile(dir)
	return ok && requiresRuntime(gomod)
}

// NearestModFile returns the go.mod of the module that dir belongs to.
func NearestModFile(dir string) (string, bool) {
	for {
		gomod := filepath.Join(dir, "go.mod")
		if info, err := os.Stat(gomod); err == nil && info.Mode().IsRegular() {
			return gomod, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

func requiresRuntime(gomod string) bool {
	data, err := os.ReadFile(gomod)
	if err != nil {
		return false
	}
	mod, err := modfile.ParseLax(gomod, data, nil)
	if err != nil {
		return false
	}
	for _, require := range mod.Require {
		if require.Mod.Path == calls.RuntimePath {
			return vendored(filepath.Dir(gomod))
		}
	}
	return false
}

// vendored reports whether the module in dir has the runtime package in its vendor directory, or has none.
func vendored(dir string) bool {
	list, err := os.ReadFile(filepath.Join(dir, "vendor", "modules.txt"))
	if err != nil {
		return true
	}
	for lines := bufio.NewScanner(bytes.NewReader(list)); lines.Scan(); {
		if lines.Text() == calls.RuntimePath {
			return true
		}
	}
	return false
}
