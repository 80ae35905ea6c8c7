package matrix

import (
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/mod/module"

	"github.com/redislint/redislint/internal/modproxy"
)

// release is this checkout, as if it had been released.
var release = module.Version{Path: "github.com/redislint/redislint", Version: "v0.0.1"}

// releaseEnv is the environment of go commands for which the release exists.
func releaseEnv() ([]string, error) {
	proxy, err := releaseProxy()
	return []string{
		// As it is no release, no other cache may keep it.
		"GOMODCACHE=" + filepath.Join(tools, "modcache"),
		"GOFLAGS=" + goEnv("GOFLAGS") + " -modcacherw",
		"GOPROXY=" + fileURL(proxy) + "," + fileURL(filepath.Join(goEnv("GOMODCACHE"), "cache", "download")) + "," + goEnv("GOPROXY"),
		"GONOSUMDB=" + strings.TrimPrefix(goEnv("GONOSUMDB")+","+release.Path, ","),
	}, err
}

var releaseProxy = sync.OnceValues(func() (string, error) {
	root := filepath.Join(tools, "proxy")
	return root, modproxy.Write(root, release, "../..")
})

func fileURL(path string) string { return "file://" + filepath.ToSlash(path) }
