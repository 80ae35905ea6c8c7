package goplsbuild

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"go/version"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"

	"github.com/redislint/redislint/internal/goversion"
)

// executable is what an executable says that it was built from, or nil where there is none.
type executable struct{ *debug.BuildInfo }

// readExecutable refuses what is no gopls: it is not to be overwritten.
func readExecutable(file string) (*executable, error) {
	switch _, err := os.Stat(file); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, explain("write "+file, err)
	}
	info, err := buildinfo.ReadFile(file)
	if err != nil || info.Path != goplsPath && !strings.HasPrefix(info.Path, goplsPath+"/") {
		return nil, fmt.Errorf("%s is there, and is no gopls: remove it, or name another file with -o", file)
	}
	return &executable{info}, nil
}

// isFrom reports whether an executable was built from these versions of gopls and redislint, by that Go or a newer one.
func (e *executable) isFrom(gopls, redislint, goVersion string) bool {
	return e != nil && e.Path == mainPath && e.hasModule(goplsPath, gopls) && e.hasModule(redislintPath, redislint) &&
		version.Compare(goversion.Of(e.GoVersion), goversion.Of(goVersion)) >= 0
}

func (e *executable) hasModule(path, version string) bool {
	for _, module := range e.Deps {
		if module.Path == path {
			return module.Version == version && module.Replace == nil
		}
	}
	return false
}
