package matrix

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// workspace is a module as Bazel has it: packages with their dependencies, and no go.mod where actions run.
type workspace struct {
	dir      string // the execution root: all names of files are relative to it
	packages []*goPackage
	named    map[string]*goPackage
	builder  string
	nogo     string
}

// goPackage is a package as go list prints it.
type goPackage struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
	Standard                bool
	Module                  *struct{ Main bool }
}

func (p *goPackage) isMain() bool { return p.Module != nil && p.Module.Main }

// facts and out are what the action RunNogo writes: a file for the importers, and a directory with nogo.log and nogo.patch.
func (p *goPackage) facts() string { return "bazel-out/" + p.ImportPath + ".facts" }
func (p *goPackage) out() string   { return "bazel-out/" + p.ImportPath + "_nogo" }

// newWorkspace takes the sources of a module, and the export data that the compiler made of it.
func newWorkspace(t *testing.T, module, nogo string) *workspace {
	t.Helper()
	w := &workspace{dir: t.TempDir(), named: make(map[string]*goPackage), builder: builder(t), nogo: nogo}
	list := json.NewDecoder(strings.NewReader(act(t, module, "go", "list", "-e", "-deps", "-export",
		"-json=ImportPath,Dir,Export,GoFiles,Imports,Standard,Module", "./...")))
	var standard []string
	for {
		p := new(goPackage)
		if err := list.Decode(p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		w.packages = append(w.packages, p) // dependencies come first
		w.named[p.ImportPath] = p
		switch {
		case p.Standard && p.Export != "":
			standard = append(standard, p.ImportPath)
			write(t, filepath.Join(w.dir, "goroot", "pkg", "nogo", filepath.FromSlash(p.ImportPath)+".a"), read(t, p.Export))
		case p.isMain():
			dir := relative(t, module, p.Dir)
			for i, file := range p.GoFiles {
				p.GoFiles[i] = dir + "/" + file
				write(t, filepath.Join(w.dir, p.GoFiles[i]), read(t, filepath.Join(p.Dir, file)))
			}
		default:
			for i, file := range p.GoFiles {
				p.GoFiles[i] = filepath.Join(p.Dir, file)
			}
		}
	}
	write(t, filepath.Join(w.dir, "packages.txt"), strings.Join(append(standard, "unsafe"), "\n"))
	return w
}

// runNogo runs the action RunNogo of every package: of the packages of other modules it takes the facts only, and
// rules_go runs none for the standard library.
func (w *workspace) runNogo(t *testing.T) {
	t.Helper()
	for _, p := range w.packages {
		if !p.Standard {
			w.look(t, p)
		}
	}
}

func (w *workspace) look(t *testing.T, p *goPackage) {
	t.Helper()
	if err := w.act(t, p); err != nil {
		t.Fatal(err)
	}
}

// act runs what rules_go runs for one package.
func (w *workspace) act(t *testing.T, p *goPackage) error {
	t.Helper()
	args := []string{"nogo", "-sdk", "goroot", "-goroot", "goroot", "-installsuffix", "nogo", "-package_list", "packages.txt",
		"-importpath", p.ImportPath, "-p", p.ImportPath}
	for _, file := range p.GoFiles {
		args = append(args, "-src", file)
	}
	for _, path := range p.Imports {
		if dep := w.named[path]; dep != nil && !dep.Standard {
			args = append(args, "-arc", path+"="+path+"="+dep.Export, "-facts", path+"="+path+"="+dep.facts())
		}
	}
	if !p.isMain() {
		args = append(args, "-facts_only")
	}
	if err := os.MkdirAll(filepath.Join(w.dir, p.out()), 0o777); err != nil {
		t.Fatal(err)
	}
	args = append(args, "-out_facts", p.facts(), "-out", p.out(), "-go_version", strings.TrimPrefix(runtime.Version(), "go"), "-nogo", w.nogo)
	// nogo asks the environment for the target, as the compiler does.
	_, err := output(w.dir, []string{"GOOS=" + runtime.GOOS, "GOARCH=" + runtime.GOARCH}, w.builder, args...)
	return err
}

// outputs returns the files with a name that RunNogo wrote for the packages of the main module.
func (w *workspace) outputs(t *testing.T, name string) []string {
	t.Helper()
	var texts []string
	for _, p := range w.packages {
		data, err := os.ReadFile(filepath.Join(w.dir, p.out(), name))
		switch {
		case err == nil:
			texts = append(texts, string(data))
		case !errors.Is(err, os.ErrNotExist): // there is none without findings
			t.Fatal(err)
		}
	}
	return texts
}
