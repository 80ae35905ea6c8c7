package driver

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/redislint/redislint/internal/report"
)

// vettool is the program as go vet -vettool and go fix -fixtool run it: once to describe itself, once for its flags,
// and once for each package, of the program and of all that it depends on. It does not return.
func vettool(args []string, suite []*analysis.Analyzer) int {
	if args[0] == "-V=full" {
		if err := introduce(os.Stdout); err != nil {
			fmt.Fprintf(os.Stderr, "redislint: %v\n", err)
			return exitFailure
		}
		return exitClean
	}
	// The process lives for one package: what it leaves is cheaper than to collect it.
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(1 << 30)
	if args[0] != "-flags" {
		if u, err := readUnit(args); err == nil {
			if u.leavesEarly() {
				return exitClean
			}
			u.keepDiagnostics()
		}
	}
	report.Process.RegisterFlags(flag.CommandLine)
	// The go command prints messages alone. It asks for JSON also where it prints text (Go 1.26), so the rule's name
	// is in the messages of both.
	report.Process.RuleInMessage = true
	unitchecker.Main(suite...)
	return exitClean
}

// introduce answers -V=full, the one question whose error the go command prints, and prints once. So it fails here where
// every package would fail: the standard library of a newer Go does not type-check.
func introduce(w io.Writer) error {
	if goVersion := os.Getenv("GOVERSION"); newerThanThis(goVersion) { // the go command sets it to its own
		return builtWithOlder("go vet", goVersion)
	}
	return printBuildID(w)
}

// printBuildID prints an ID. The go command caches what the tool says under it and the packages' contents.
// What fixes are offered depends on go.mod too, so that is part of the ID.
func printBuildID(w io.Writer) error {
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	file, err := os.Open(executable)
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return err
	}
	for _, dir := range moduleDirs() {
		fmt.Fprintf(hash, "%s %t\n", dir, report.RuntimeAvailable(report.RuntimeAuto, dir))
	}
	_, err = fmt.Fprintf(w, "redislint version devel comments-go-here buildID=%x\n", hash.Sum(nil))
	return err
}

// moduleDirs returns the current directory, and the modules of the workspace that it is in.
func moduleDirs() []string {
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	dirs := []string{dir}
	file := workFile(dir)
	if file == "" {
		return dirs
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return dirs
	}
	work, err := modfile.ParseWork(file, data, nil)
	if err != nil {
		return dirs
	}
	for _, use := range work.Use {
		path := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(file), path)
		}
		dirs = append(dirs, path)
	}
	return dirs
}

func workFile(dir string) string {
	switch file := os.Getenv("GOWORK"); file {
	case "":
	case "off":
		return ""
	default:
		return file
	}
	for {
		file := filepath.Join(dir, "go.work")
		if _, err := os.Stat(file); err == nil {
			return file
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// unit is a package that the go command wants analysed.
type unit struct {
	unitchecker.Config
	file string
	args []string // the flags before the file
}

func readUnit(args []string) (*unit, error) {
	u := &unit{file: args[len(args)-1], args: args[:len(args)-1]}
	data, err := os.ReadFile(u.file)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &u.Config); err != nil {
		return nil, err
	}
	if u.Module != nil { // since Go 1.27
		u.ModulePath, u.ModuleVersion = u.Module.Path, u.Module.Version
	}
	return u, nil
}

// has reports whether the go command passed a boolean flag.
func (u *unit) has(name string) bool {
	return slices.ContainsFunc(u.args, func(arg string) bool {
		arg, value, isSet := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		return arg == name && (!isSet || value == "true")
	})
}
