package goplsbuild

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

const (
	goplsPath     = "golang.org/x/tools/gopls"
	redislintPath = "github.com/redislint/redislint"
	// mainPath is below gopls' path, as its internal packages may be imported from there alone.
	mainPath = goplsPath + "/redislint"
)

// writeModule writes the module to build: a main package, and a go.mod that requires gopls and redislint. All that
// gopls requires is replaced by the version that its own go.mod names: redislint's may be newer, and gopls compiles
// with its own only.
func writeModule(ctx context.Context, goEnv *goEnv, dir string, r release, o Options) error {
	gopls, err := goplsModFile(ctx, goEnv, r)
	if err != nil {
		return err
	}
	mod := new(modfile.File)
	if err := mod.AddModuleStmt(mainPath); err != nil {
		return err
	}
	if err := mod.AddGoStmt(gopls.Go.Version); err != nil {
		return err
	}
	redislint := o.Redislint
	if o.Source != "" {
		redislint = "v0.0.0"
		if err := addSource(mod, o.Source); err != nil {
			return err
		}
	}
	mod.AddNewRequire(goplsPath, r.version, false)
	mod.AddNewRequire(redislintPath, redislint, false)
	for _, require := range gopls.Require {
		if err := mod.AddReplace(require.Mod.Path, "", require.Mod.Path, require.Mod.Version); err != nil {
			return err
		}
	}
	text, err := mod.Format()
	if err != nil {
		return err
	}
	source, err := r.main()
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{"go.mod": text, "main.go": source} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			return explain("write the module to build", err)
		}
	}
	return nil
}

func addSource(mod *modfile.File, source string) error {
	dir, err := filepath.Abs(source)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil || modfile.ModulePath(data) != redislintPath {
		return fmt.Errorf("%s is no checkout of %s: name one with -source", source, redislintPath)
	}
	return mod.AddReplace(redislintPath, "", dir, "")
}

// goplsModFile downloads the go.mod of a release.
func goplsModFile(ctx context.Context, goEnv *goEnv, r release) (*modfile.File, error) {
	query := goplsPath + "@" + r.version
	out, err := goEnv.run(ctx, outside, "list", "-m", "-json", query)
	if err != nil {
		return nil, explain("download gopls "+r.version, err)
	}
	var module struct {
		GoMod string
		Error *struct{ Err string }
	}
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, fmt.Errorf("go list -m -json %s: %w", query, err)
	}
	if module.Error != nil {
		return nil, explain("download gopls "+r.version, errors.New(module.Error.Err))
	}
	data, err := os.ReadFile(module.GoMod)
	if err != nil {
		return nil, explain("read the go.mod of gopls "+r.version, err)
	}
	return modfile.ParseLax(module.GoMod, data, nil)
}
