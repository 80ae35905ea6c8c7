package driver

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

const (
	modulePath = "github.com/redislint/redislint"
	toolsPath  = "golang.org/x/tools"
)

func printVersion(w io.Writer) error {
	_, err := fmt.Fprintf(w, "redislint %s %s %s %s\n", moduleVersion(modulePath), runtime.Version(), toolsPath, moduleVersion(toolsPath))
	return err
}

// moduleVersion returns the version of a module that this program was built from, or "(devel)".
func moduleVersion(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range append(info.Deps, &info.Main) {
			if module.Path == path && module.Version != "" {
				return module.Version
			}
		}
	}
	return "(devel)"
}
