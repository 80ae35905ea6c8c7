package driver

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
	"golang.org/x/tools/go/packages"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/report"
)

// requirement is what adding the runtime package does to a module.
type requirement struct {
	temporary string // directory of the go.mod and go.sum to come
	files     []moduleFile
}

// moduleFile is go.sum or go.mod.
type moduleFile struct {
	name          string
	before, after []byte
	exists        bool
}

// addRuntime makes the runtime package available to fixes that call it: it has the go command add it to a copy of
// go.mod, says what that changes, and loads with the copy from there on. It returns nil if no fix needs it.
func (f *fixer) addRuntime(r *outcome) (*requirement, error) {
	module, err := lacksRuntime(r)
	if module == nil || err != nil {
		return nil, err
	}
	if err := f.canAdd(module); err != nil {
		return nil, err
	}
	f.progress.say("adding %s", calls.RuntimePath)
	added, err := f.goGet(module)
	if err != nil {
		return nil, err
	}
	f.progress.clear()
	changes, err := added.changes()
	if err != nil {
		return nil, err
	}
	for _, change := range changes {
		fmt.Fprintf(f.stderr, "redislint: %s: %s\n", shortPath(module.GoMod), change)
	}
	f.loader.buildFlags = append(f.loader.buildFlags, "-modfile="+added.modfile())
	report.Process.Runtime = report.RuntimeOn
	return added, nil
}

// lacksRuntime returns the main module that has findings with a fix that calls the runtime package, and does not
// require it.
func lacksRuntime(r *outcome) (*packages.Module, error) {
	for i := range r.findings {
		f := &r.findings[i]
		if !f.runtimeFix || !f.inMainModule() || report.RuntimeAvailable(report.RuntimeAuto, filepath.Dir(f.start.Filename)) {
			continue
		}
		if f.module == nil || f.module.GoMod == "" {
			return nil, errors.New("-add-runtime needs a go.mod to add the runtime package to")
		}
		return f.module, nil
	}
	return nil, nil
}

// canAdd refuses where the go command cannot work on a copy of go.mod.
func (f *fixer) canAdd(module *packages.Module) error {
	const first = "run %s in %s, and then redislint -fix"
	get := "go get " + runtimeQuery(module)
	work, err := f.goCommand(module.Dir, "env", "GOWORK")
	if err != nil {
		return err
	}
	if work = strings.TrimSpace(work); work != "" && work != "off" {
		return fmt.Errorf("-add-runtime does not edit modules of a workspace (%s): "+first, shortPath(work), get, shortPath(module.Dir))
	}
	if _, err := os.Stat(filepath.Join(module.Dir, "vendor", "modules.txt")); err == nil {
		return fmt.Errorf("-add-runtime does not edit vendor directories: "+first, get+" && go mod vendor", shortPath(module.Dir))
	}
	return nil
}

// runtimeQuery is what to ask go get for: the runtime package that was released with this redislint. Of a
// replacement any version will do, and the go command is not to look for the latest elsewhere.
func runtimeQuery(module *packages.Module) string {
	version := moduleVersion(modulePath)
	if !semver.IsValid(version) || semver.Prerelease(version) != "" || semver.Build(version) != "" {
		version = "latest"
		if replaced, ok := replacedVersion(module.GoMod); ok {
			version = replaced
		}
	}
	return calls.RuntimePath + "@" + version
}

// replacedVersion returns the version of the runtime package that a go.mod replaces, if it does.
func replacedVersion(gomod string) (string, bool) {
	data, err := os.ReadFile(gomod)
	if err != nil {
		return "", false
	}
	mod, err := modfile.Parse(gomod, data, nil)
	if err != nil {
		return "", false
	}
	for _, replace := range mod.Replace {
		if replace.Old.Path == calls.RuntimePath {
			return cmp.Or(replace.Old.Version, "v0.0.0-00010101000000-000000000000"), true
		}
	}
	return "", false
}

func (f *fixer) goCommand(dir string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", errors.New(cmp.Or(goMessage(stderr.String()), err.Error()))
	}
	return stdout.String(), nil
}

func (f *fixer) goGet(module *packages.Module) (_ *requirement, err error) {
	temporary, err := os.MkdirTemp("", "redislint-")
	if err != nil {
		return nil, err
	}
	r := &requirement{temporary: temporary}
	defer func() {
		if err != nil {
			r.cleanUp()
		}
	}()
	gosum := strings.TrimSuffix(module.GoMod, ".mod") + ".sum"
	for _, name := range []string{gosum, module.GoMod} { // go.sum first: without its lines the new go.mod is of no use
		before, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		r.files = append(r.files, moduleFile{name: name, before: before, exists: err == nil})
		if err := os.WriteFile(r.copyOf(name), before, 0o666); err != nil {
			return nil, err
		}
	}
	if _, err := f.goCommand(module.Dir, "get", "-modfile="+r.modfile(), runtimeQuery(module)); err != nil {
		return nil, fmt.Errorf("nothing is edited, as the runtime package cannot be added: go get %s: %w", runtimeQuery(module), err)
	}
	if err := makeDirect(r.modfile()); err != nil {
		return nil, err
	}
	for i := range r.files {
		if r.files[i].after, err = os.ReadFile(r.copyOf(r.files[i].name)); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *requirement) copyOf(name string) string {
	return filepath.Join(r.temporary, filepath.Base(name))
}
func (r *requirement) modfile() string { return filepath.Join(r.temporary, "go.mod") }
func (r *requirement) cleanUp()        { os.RemoveAll(r.temporary) }

// makeDirect drops the mark "// indirect" of the runtime package: go get sets it, as nothing imports the package yet.
func makeDirect(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	mod, err := modfile.Parse(name, data, nil)
	if err != nil {
		return err
	}
	var requires []*modfile.Require
	for _, r := range mod.Require {
		requires = append(requires, &modfile.Require{Mod: r.Mod, Indirect: r.Indirect && r.Mod.Path != calls.RuntimePath})
	}
	mod.SetRequireSeparateIndirect(requires)
	mod.Cleanup()
	if data, err = mod.Format(); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o666)
}

// changes says what a reader of the new go.mod should know.
func (r *requirement) changes() ([]string, error) {
	file := r.files[len(r.files)-1]
	before, err := modfile.Parse(file.name, file.before, nil)
	if err != nil {
		return nil, err
	}
	after, err := modfile.Parse(file.name, file.after, nil)
	if err != nil {
		return nil, err
	}
	var changes []string
	note := func(what, old, new string) {
		switch {
		case old == new:
		case old == "":
			changes = append(changes, fmt.Sprintf("adds %s %s", what, new))
		case new == "":
			changes = append(changes, fmt.Sprintf("drops %s %s", what, old))
		default:
			changes = append(changes, fmt.Sprintf("changes %s from %s to %s", what, old, new))
		}
	}
	note("go", goDirective(before), goDirective(after))
	note("toolchain", toolchain(before), toolchain(after))
	old, now := versions(before), versions(after)
	var paths []string
	for path := range now {
		paths = append(paths, path)
	}
	for path := range old {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		note(path, old[path], now[path])
	}
	return changes, nil
}

func goDirective(f *modfile.File) string {
	if f.Go == nil {
		return ""
	}
	return f.Go.Version
}

func toolchain(f *modfile.File) string {
	if f.Toolchain == nil {
		return ""
	}
	return f.Toolchain.Name
}

func versions(f *modfile.File) map[string]string {
	versions := make(map[string]string)
	for _, r := range f.Require {
		versions[r.Mod.Path] = r.Mod.Version
	}
	return versions
}

// write puts the new go.sum and go.mod in place.
func (r *requirement) write() error {
	for _, file := range r.files {
		if bytes.Equal(file.before, file.after) {
			continue
		}
		if !file.exists {
			if err := os.WriteFile(file.name, nil, 0o666); err != nil {
				return writeError(file.name, err)
			}
		}
		if err := replace(file.name, file.before, file.after); err != nil {
			return err
		}
	}
	return nil
}

func (r *requirement) printDiff(w io.Writer) {
	for _, file := range slices.Backward(r.files) {
		io.WriteString(w, unified(file.name, file.before, file.after))
	}
}
