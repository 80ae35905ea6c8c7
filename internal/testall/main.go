// Testall runs the tests of every module of the repository, each as its users get it: without a workspace.
//
//	go run ./internal/testall
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "testall:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := output("go", "env", "GOMOD")
	if err != nil {
		return err
	}
	modules, err := modulesBelow(filepath.Dir(root))
	if err != nil {
		return err
	}
	if err := os.Setenv("GOWORK", "off"); err != nil {
		return err
	}
	race := hasRaceDetector()
	if !race {
		fmt.Println("without the race detector: it needs cgo and a C compiler")
	}
	// Test data first: analysistest loads it without the network.
	slices.SortStableFunc(modules, func(a, b string) int { return order(a) - order(b) })
	var failed []string
	for _, dir := range modules {
		name, _ := filepath.Rel(filepath.Dir(root), dir)
		args := []string{"test", "-count=1", "-timeout=60m", "./..."}
		switch {
		case isTestdata(dir):
			args = []string{"mod", "download"}
		case race && strings.HasPrefix(filepath.ToSlash(name), "runtime"): // what users run concurrently
			args = []string{"test", "-count=1", "-timeout=60m", "-race", "./..."}
		}
		fmt.Printf("== %s: go %s\n", name, strings.Join(args, " "))
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			failed = append(failed, name)
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed in %s", strings.Join(failed, ", "))
	}
	return nil
}

func modulesBelow(root string) ([]string, error) {
	var dirs []string
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		if entry.Name() == "go.mod" {
			dirs = append(dirs, filepath.Dir(path))
		}
		return nil
	})
	return dirs, err
}

func isTestdata(dir string) bool {
	return slices.Contains(strings.Split(filepath.ToSlash(dir), "/"), "testdata")
}

func order(dir string) int {
	if isTestdata(dir) {
		return 0
	}
	return 1
}

func hasRaceDetector() bool {
	cgo, err := output("go", "env", "CGO_ENABLED")
	if err != nil || cgo != "1" {
		return false
	}
	cc, err := output("go", "env", "CC")
	if err != nil {
		return false
	}
	words := strings.Fields(cc) // as in "ccache gcc"
	if len(words) == 0 {
		return false
	}
	_, err = exec.LookPath(words[0])
	return err == nil
}

func output(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).Output()
	return string(bytes.TrimSpace(out)), err
}
