package matrix

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"golang.org/x/mod/module"
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
	env, err := releaseEnv()
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
	_, err = output(dir, append(env,
		// golangci-lint custom clones from here.
		"GIT_CONFIG_COUNT=1",
		"GIT_CONFIG_KEY_0=url."+fileURL(repository)+".insteadOf",
		"GIT_CONFIG_VALUE_0=https://github.com/golangci/golangci-lint.git",
	), filepath.Join(tools, "golangci-lint"), "custom")
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
