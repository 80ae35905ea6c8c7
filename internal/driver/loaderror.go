package driver

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/goversion"
	"github.com/redislint/redislint/internal/report"
)

var errNoModule = errors.New("there is no go.mod here or above: run redislint in a Go module, or name its directory with -C")

// loadError puts what the go command says into one sentence.
func loadError(err error) error {
	text := goMessage(err.Error())
	switch {
	case strings.Contains(text, "go.mod file not found"), strings.Contains(text, "cannot find main module"),
		strings.Contains(text, "does not contain main module"), strings.Contains(text, "outside main module or its selected dependencies"):
		return errNoModule
	case strings.Contains(text, "requires go >="), strings.Contains(text, "toolchain not available"):
		return fmt.Errorf("the module needs a newer Go: install it, and build redislint with it (%s)", text)
	}
	return fmt.Errorf("the go command cannot load the packages: %s", text)
}

// goMessage returns the essence of what the go command printed: one line, without its prefixes.
func goMessage(text string) string {
	if _, after, ok := strings.Cut(text, "stderr: "); ok {
		text = after
	}
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "-: "), "go: "))
		if line != "" && !strings.HasPrefix(line, "downloading ") && !strings.HasPrefix(line, "# ") {
			lines = append(lines, line)
		}
	}
	return strings.ReplaceAll(strings.Join(lines, "; "), ":; ", ": ")
}

// describe says what is wrong with a package: its first error, and how many more there are.
func describe(errs []packages.Error) string {
	first := errs[0]
	for _, err := range errs { // the go command repeats what parser and type checker say, less clearly
		if err.Kind == packages.ParseError || err.Kind == packages.TypeError {
			first = err
			break
		}
	}
	text := goMessage(first.Msg)
	if first.Pos != "" && first.Pos != "-" {
		text = shortPosition(first.Pos) + ": " + text
	}
	more := 0
	for _, err := range errs {
		if err.Kind == first.Kind {
			more++
		}
	}
	if more > 1 {
		text += fmt.Sprintf(" (and %s)", count(more-1, "more error"))
	}
	return text
}

// shortPosition makes the file of a position relative.
func shortPosition(pos string) string {
	file, rest, _ := strings.Cut(pos, ":")
	if rest == "" {
		return shortPath(file)
	}
	return shortPath(file) + ":" + rest
}

// shortPath returns path relative to the current directory where that is shorter.
func shortPath(path string) string {
	if cwd, err := os.Getwd(); err == nil && filepath.IsAbs(path) {
		if relative, err := filepath.Rel(cwd, path); err == nil && len(relative) < len(path) {
			return relative
		}
	}
	return path
}

func (l *loader) workdir() string {
	if l.dir == "" {
		return "."
	}
	return l.dir
}

// unmatched names a pattern that no package matches. The go command only warns of those, and go/packages does not
// pass the warning on.
func (l *loader) unmatched(roots []*packages.Package) error {
	if len(roots) == 0 && len(l.patterns) == 1 {
		return l.noPackage(l.patterns[0])
	}
	for _, pattern := range l.patterns {
		if !strings.Contains(pattern, "...") {
			continue // the go command makes an error of it
		}
		matches, err := l.matcher(pattern)
		if err != nil {
			return err
		}
		found := false
		for _, pkg := range roots {
			found = found || matches(pkg)
		}
		if !found {
			return l.noPackage(pattern)
		}
	}
	return nil
}

func (l *loader) noPackage(pattern string) error {
	if dir, err := filepath.Abs(l.workdir()); err == nil {
		if _, found := report.NearestModFile(dir); !found {
			if workFile(dir) != "" {
				return fmt.Errorf("%s matches no package: this is a workspace, so name its modules (./a/... ./b/...), or all of them by the word work", pattern)
			}
			return errNoModule
		}
	}
	if complaint := l.complaint(pattern); complaint != "" {
		return fmt.Errorf("%s matches no package: %s", pattern, strings.TrimPrefix(goMessage(complaint), "pattern "+pattern+": "))
	}
	return fmt.Errorf("%s matches no package: there is no Go file that this build includes (build constraints leave files out; -tags=… includes more)", pattern)
}

// complaint is what the go command says of a pattern if it is asked directly: go/packages does not pass everything on.
func (l *loader) complaint(pattern string) string {
	args := append([]string{"list", "-compiled", "-f={{.ImportPath}}"}, l.buildFlags...)
	cmd := exec.Command("go", append(args, "--", pattern)...)
	cmd.Dir = l.dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if cmd.Run() == nil {
		return ""
	}
	return stderr.String()
}

func (l *loader) matcher(pattern string) (func(*packages.Package) bool, error) {
	local := build.IsLocalImport(pattern) || filepath.IsAbs(pattern)
	if local && !filepath.IsAbs(pattern) {
		base, err := filepath.Abs(l.workdir())
		if err != nil {
			return nil, err
		}
		pattern = filepath.Join(base, pattern)
	}
	expr := strings.ReplaceAll(regexp.QuoteMeta(filepath.ToSlash(pattern)), `\.\.\.`, `.*`)
	if prefix, ok := strings.CutSuffix(expr, `/.*`); ok {
		expr = prefix + `(/.*)?` // net/... matches net
	}
	re, err := regexp.Compile(`^` + expr + `$`)
	if err != nil {
		return nil, err
	}
	return func(pkg *packages.Package) bool {
		if !local {
			return re.MatchString(pkg.PkgPath)
		}
		dir := pkg.Dir
		if resolved, err := filepath.EvalSymlinks(dir); err == nil && re.MatchString(filepath.ToSlash(resolved)) {
			return true
		}
		return re.MatchString(filepath.ToSlash(dir))
	}, nil
}

// excludedFiles returns the files of a package that import go-redis and that build constraints leave out: they are
// not looked at, and that is said.
func (l *loader) excludedFiles(pkg *packages.Package) []string {
	var excluded []string
	for _, name := range pkg.IgnoredFiles {
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") && !l.tests {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err == nil && importsGoRedis(file) {
			excluded = append(excluded, name)
		}
	}
	return excluded
}

func importsGoRedis(file *ast.File) bool {
	for _, spec := range file.Imports {
		if calls.IsGoRedis(strings.Trim(spec.Path.Value, "`\"")) {
			return true
		}
	}
	return false
}

// newerThanThis reports whether a version of Go has a newer language than the one that this program was built with.
func newerThanThis(goVersion string) bool {
	return version.Compare(version.Lang(goversion.Of(goVersion)), version.Lang(goversion.Of(runtime.Version()))) > 0
}

// newerGoCommand refuses a go command that is newer than this program: its standard library may not type-check here.
func (l *loader) newerGoCommand() error {
	cmd := exec.Command("go", "env", "GOVERSION")
	cmd.Dir = l.dir
	out, err := cmd.Output()
	if goVersion := strings.TrimSpace(string(out)); err == nil && newerThanThis(goVersion) {
		return builtWithOlder("the go command", goVersion)
	}
	return nil
}

func builtWithOlder(what, goVersion string) error {
	return fmt.Errorf("%s is of %s and this redislint was built with %s: install redislint again with the newer Go", what, goVersion, runtime.Version())
}
