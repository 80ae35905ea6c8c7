package matrix

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
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

var releaseProxy = sync.OnceValues(func() (string, error) { return proxyOf(release, "../..") })

// proxyOf makes a module proxy that has the module in a directory as its only version.
func proxyOf(m module.Version, dir string) (string, error) {
	root := filepath.Join(tools, "proxy")
	versions := filepath.Join(root, filepath.FromSlash(m.Path), "@v")
	if err := os.MkdirAll(versions, 0o777); err != nil {
		return "", err
	}
	gomod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return "", err
	}
	for name, content := range map[string]string{
		"list":              m.Version + "\n",
		m.Version + ".info": fmt.Sprintf(`{"Version":%q,"Time":"2026-01-01T00:00:00Z"}`, m.Version),
		m.Version + ".mod":  string(gomod),
	} {
		if err := os.WriteFile(filepath.Join(versions, name), []byte(content), 0o666); err != nil {
			return "", err
		}
	}
	archive, err := os.Create(filepath.Join(versions, m.Version+".zip"))
	if err != nil {
		return "", err
	}
	return root, errors.Join(zip.CreateFromDir(archive, m, dir), archive.Close())
}

func fileURL(path string) string { return "file://" + filepath.ToSlash(path) }
