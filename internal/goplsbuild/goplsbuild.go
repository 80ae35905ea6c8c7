// Package goplsbuild builds a gopls that has redislint's analyzers. gopls cannot load analyzers, so what is built is
// a program of our own with gopls' packages, unchanged, and the package gopls of this module beside them.
package goplsbuild

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Options say what to build.
type Options struct {
	Gopls     string // version of gopls, or "" for the newest of Versions that the go command can build
	Redislint string // version of this module
	Source    string // a checkout of this module to take in place of that version, or ""
	Output    string // the executable to write, or "" for redislint-gopls where go install puts programs
	// Say is told what is being done, where that takes time.
	Say func(format string, args ...any)
}

// Result is what was built.
type Result struct {
	Gopls    string // version
	File     string // the executable, an absolute path
	UpToDate bool   // it was there before
}

// Build writes the executable, unless it is there. The same versions give the same bytes. Where it fails, or ctx ends,
// it leaves nothing.
func Build(ctx context.Context, o Options) (*Result, error) {
	goEnv, err := readGoEnv(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := choose(o.Gopls, goEnv)
	if err != nil {
		return nil, err
	}
	result := &Result{Gopls: chosen.version}
	if result.File, err = outputFile(o.Output, goEnv); err != nil {
		return nil, err
	}
	there, err := readExecutable(result.File)
	if err != nil {
		return nil, err
	}
	if o.Source == "" && there.isFrom(chosen.version, o.Redislint, goEnv.GOVERSION) {
		result.UpToDate = true
		return result, nil
	}
	dir, err := os.MkdirTemp("", "redislint-gopls-")
	if err != nil {
		return nil, explain("make a directory to build in", err)
	}
	defer os.RemoveAll(dir)
	o.Say("downloading gopls %s", chosen.version)
	if err := writeModule(ctx, goEnv, dir, chosen, o); err != nil {
		return nil, err
	}
	o.Say("building gopls %s: a minute or two, where nothing of it is in the build cache", chosen.version)
	return result, buildTo(ctx, goEnv, result.File, dir)
}

// outputFile is where the executable goes: an absolute path, for editors.
func outputFile(name string, goEnv *goEnv) (string, error) {
	if name == "" {
		dir := goEnv.GOBIN
		if dir == "" {
			first := filepath.SplitList(goEnv.GOPATH)
			if len(first) == 0 {
				return "", fmt.Errorf("neither GOBIN nor GOPATH is set: name the file to write with -o")
			}
			dir = filepath.Join(first[0], "bin")
		}
		name = filepath.Join(dir, "redislint-gopls")
		if runtime.GOOS == "windows" {
			name += ".exe"
		}
	}
	name, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	switch target, err := filepath.EvalSymlinks(name); {
	case errors.Is(err, fs.ErrNotExist):
		return name, nil
	case err != nil:
		return "", explain("write "+name, err)
	default:
		name = target
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return "", fmt.Errorf("%s is a directory: name the file to write with -o", name)
	}
	return name, nil
}

// buildTo builds the module in dir, starts what came of it, and only then puts it in the place of file.
func buildTo(ctx context.Context, goEnv *goEnv, file, dir string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return explain("make the directory of "+file, err)
	}
	// Beside the file, so that it can be renamed; and with its extension, so that Windows runs it.
	temporary, err := os.MkdirTemp(filepath.Dir(file), ".redislint-gopls-")
	if err != nil {
		return explain("write "+file, err)
	}
	defer os.RemoveAll(temporary)
	built := filepath.Join(temporary, filepath.Base(file))
	if _, err := goEnv.run(ctx, dir, "build", "-trimpath", "-buildvcs=false", "-o", built, "."); err != nil {
		return explain("build gopls", err)
	}
	if err := run(ctx, dir, built, "version"); err != nil {
		return explain("start the gopls that was built", err)
	}
	if err := os.Rename(built, file); err != nil {
		return explain("write "+file, err)
	}
	return nil
}
