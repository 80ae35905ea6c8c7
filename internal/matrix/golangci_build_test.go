package matrix

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// shipped is where the configurations are that docs/golangci-lint.md shows.
const shipped = "../../docs/golangci"

// golangciLint is the path of golangci-lint with the plugin, made as users make it: with golangci-lint custom and the
// configuration that we ship.
func golangciLint(t *testing.T) string {
	t.Helper()
	return once(t, "custom-gcl", buildGolangci)
}

func buildGolangci() (string, error) {
	config, err := os.ReadFile(filepath.Join(shipped, ".custom-gcl.yml"))
	if err != nil {
		return "", err
	}
	version := regexp.MustCompile(`(?m)^version: (v\S+)`).FindSubmatch(config)
	if version == nil {
		return "", fmt.Errorf("no version of golangci-lint in %s", config)
	}
	golangci := module.Version{Path: "github.com/golangci/golangci-lint/v2", Version: string(version[1])}
	if _, err := output(tools, []string{"GOBIN=" + tools}, "go", "install", golangci.Path+"/cmd/golangci-lint@"+golangci.Version); err != nil {
		return "", err
	}
	repository, err := repositoryOf(golangci)
	if err != nil {
		return "", err
	}
	proxy, err := proxyOf(module.Version{Path: "github.com/redislint/redislint", Version: "v0.0.1"}, "../..")
	if err != nil {
		return "", err
	}
	dir := filepath.Join(tools, "custom")
	if err := os.Mkdir(dir, 0o777); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, ".custom-gcl.yml"), config, 0o666); err != nil {
		return "", err
	}
	_, err = output(dir, []string{
		"GOFLAGS=" + goEnv("GOFLAGS") + " -modcacherw",
		// golangci-lint custom clones from here.
		"GIT_CONFIG_COUNT=1",
		"GIT_CONFIG_KEY_0=url." + fileURL(repository) + ".insteadOf",
		"GIT_CONFIG_VALUE_0=https://github.com/golangci/golangci-lint.git",
		// It downloads the plugin, whose version here is no release, so no other cache may keep it.
		"GOMODCACHE=" + filepath.Join(tools, "modcache"),
		"GOPROXY=" + fileURL(proxy) + "," + fileURL(filepath.Join(goEnv("GOMODCACHE"), "cache", "download")) + "," + goEnv("GOPROXY"),
		"GONOSUMDB=" + strings.TrimPrefix(goEnv("GONOSUMDB")+",github.com/redislint/redislint", ","),
	}, filepath.Join(tools, "golangci-lint"), "custom")
	return filepath.Join(dir, "custom-gcl"), err
}

// repositoryOf makes a git repository with the source of a module, and the version as its tag.
func repositoryOf(m module.Version) (string, error) {
	text, err := output("", nil, "go", "mod", "download", "-json", m.String())
	if err != nil {
		return "", err
	}
	var downloaded struct{ Dir string }
	if err := json.Unmarshal(text, &downloaded); err != nil {
		return "", err
	}
	dir := filepath.Join(tools, "repository")
	if err := os.CopyFS(dir, os.DirFS(downloaded.Dir)); err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"init", "-q"},
		{"add", "--all", "--force"},
		{"-c", "user.name=redislint", "-c", "user.email=redislint@example.com", "commit", "-q", "-m", m.Version},
		{"tag", m.Version},
	} {
		if _, err := output(dir, nil, "git", args...); err != nil {
			return "", err
		}
	}
	return dir, nil
}

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
