package goplsbuild

import (
	"embed"
	"fmt"
	"go/version"
	"strings"

	"github.com/redislint/redislint/internal/goversion"
)

// release is a version of gopls that redislint is tested with.
type release struct {
	version   string
	minimumGo string // what its go.mod says
}

// releases has the newest first.
var releases = []release{
	{"v0.24.0", "go1.27.0"},
	{"v0.23.0", "go1.26.0"},
}

// mains has the main package for each release.
//
//go:embed mains
var mains embed.FS

func (r release) main() ([]byte, error) { return mains.ReadFile("mains/" + r.version + ".go.txt") }

// Versions returns the versions of gopls that redislint is tested with, the newest first.
func Versions() []string {
	var versions []string
	for _, r := range releases {
		versions = append(versions, r.version)
	}
	return versions
}

// choose returns the release that is asked for, or the newest that the go command can build.
func choose(wanted string, goEnv *goEnv) (release, error) {
	for _, r := range releases {
		switch {
		case wanted == "" && goEnv.canBuild(r):
			return r, nil
		case wanted == r.version && goEnv.canBuild(r):
			return r, nil
		case wanted == r.version:
			return release{}, fmt.Errorf("gopls %s needs %s, and %s is not allowed to get that (GOTOOLCHAIN=%s): install a newer Go, or take an older gopls of %s with -version",
				wanted, r.minimumGo, goEnv.GOVERSION, goEnv.GOTOOLCHAIN, strings.Join(Versions(), ", "))
		}
	}
	if wanted == "" {
		return release{}, fmt.Errorf("%s is too old to build a gopls that redislint knows (%s): install a newer Go", goEnv.GOVERSION, strings.Join(Versions(), ", "))
	}
	return release{}, fmt.Errorf("this redislint does not know gopls %s: name one of %s with -version, or install a redislint that knows it", wanted, strings.Join(Versions(), ", "))
}

// canBuild reports whether the go command is new enough for a release, or may switch to one that is.
func (e *goEnv) canBuild(r release) bool {
	return version.Compare(goversion.Of(e.GOVERSION), r.minimumGo) >= 0 || goversion.MaySwitch(e.GOTOOLCHAIN)
}
