package matrix

import (
	"path/filepath"
	"regexp"
	"testing"
)

// nogoModule is the module that nogo is built in. It says which rules_go that is.
const nogoModule = "testdata/nogo"

// builder is the path of the tool that rules_go runs in its actions.
func builder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(tools, "builder.src")
	copyRulesGo(t, dir, "builder_srcs")
	write(t, filepath.Join(dir, "go.mod"), "module builder\n\ngo 1.26.0\n")
	return build(t, "builder", dir, "-ldflags=-X main.rulesGoStdlibPrefix=@@io_bazel_rules_go//stdlib:", ".")
}

// nogoBinary is the path of what the rule nogo builds: all our analyzers, with a configuration.
func nogoBinary(t *testing.T, name, config string) string {
	t.Helper()
	dir := filepath.Join(tools, name+".src")
	copyRulesGo(t, dir, "nogo_srcs")
	copyNogoModule(t, dir)
	write(t, filepath.Join(dir, "nogo.json"), config)
	args := []string{"gennogomain", "-output", "nogo_main_generated.go", "-config", "nogo.json"}
	analyzers, err := filepath.Glob("../../analyzers/redis*")
	if err != nil {
		t.Fatal(err)
	}
	for _, analyzer := range analyzers {
		args = append(args, "-analyzer_importpath", "github.com/redislint/redislint/analyzers/"+filepath.Base(analyzer))
	}
	act(t, dir, builder(t), args...)
	return build(t, name, dir, ".")
}

// copyRulesGo copies the sources that a target in rules_go's go/tools/builders/BUILD.bazel lists.
func copyRulesGo(t *testing.T, dir, target string) {
	t.Helper()
	from := filepath.Join(act(t, nogoModule, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/bazelbuild/rules_go"), "go", "tools", "builders")
	text := regexp.MustCompile(`(?s)name = "` + target + `",.*?visibility`).FindString(read(t, filepath.Join(from, "BUILD.bazel")))
	names := regexp.MustCompile(`"(\w+\.go)"`).FindAllStringSubmatch(text, -1)
	if len(names) < 10 {
		t.Fatalf("%s lists %d sources", target, len(names))
	}
	for _, name := range names {
		write(t, filepath.Join(dir, name[1]), read(t, filepath.Join(from, name[1])))
	}
}

func copyNogoModule(t *testing.T, dir string) {
	t.Helper()
	replace(t, filepath.Join(dir, "go.mod"), filepath.Join(nogoModule, "go.mod"), "github.com/redislint/redislint", "../..")
	write(t, filepath.Join(dir, "go.sum"), read(t, filepath.Join(nogoModule, "go.sum")))
}
