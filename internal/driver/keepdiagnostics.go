package driver

import (
	"encoding/json"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

// keepDiagnostics has the findings of a package of the main module printed also where the go command asks for its
// facts only, as an import of another package. The go command (1.26.8) caches the answer to that question under the
// same key as the answer to the other, and so would print nothing when the package's own turn comes.
//
// It does not where the go command uses another key when the turn comes, as findings would be printed twice: for a
// package with test files, which is vetted together with them, and for the variant of a package that is compiled
// for the external test of another. Nor does it with -fix: fixes are not cached that way.
func (u *unit) keepDiagnostics() {
	if !u.VetxOnly || u.ModulePath == "" || u.ModuleVersion != "" || u.has("fix") || u.hasTests() || u.isTestVariant() {
		return
	}
	data, err := os.ReadFile(u.file)
	if err != nil {
		return
	}
	config := make(map[string]json.RawMessage) // fields that we do not know stay
	if json.Unmarshal(data, &config) != nil {
		return
	}
	config["VetxOnly"] = json.RawMessage("false")
	if data, err = json.Marshal(config); err == nil {
		_ = os.WriteFile(u.file, data, 0o666) // it belongs to this unit alone
	}
}

// hasTests reports whether the directory has test files of the package itself that this build includes.
func (u *unit) hasTests() bool {
	tests, err := filepath.Glob(filepath.Join(u.Dir, "*_test.go"))
	if err != nil {
		return true
	}
	context := build.Default
	context.BuildTags = u.tags()
	for _, name := range tests {
		if included, err := context.MatchFile(u.Dir, filepath.Base(name)); err == nil && !included {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly)
		if err != nil || !strings.HasSuffix(file.Name.Name, "_test") {
			return true
		}
	}
	return false
}

// tags returns the build tags: the go command passes -tags on.
func (u *unit) tags() []string {
	for i, arg := range u.args {
		name, value, isSet := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if name != "tags" {
			continue
		}
		if !isSet && i+1 < len(u.args) {
			value = u.args[i+1]
		}
		return strings.Split(value, ",")
	}
	return nil
}

// isTestVariant reports whether a package that this one imports was compiled with its test files: then this is the
// variant of it that an external test needs.
func (u *unit) isTestVariant() bool {
	fset := token.NewFileSet()
	imports := make(map[string]*types.Package)
	for path, vetx := range u.PackageVetx {
		if path != u.ModulePath && !strings.HasPrefix(path, u.ModulePath+"/") {
			continue
		}
		pkg, err := readTypes(fset, imports, path, vetx)
		if err != nil {
			return false
		}
		for _, name := range pkg.Scope().Names() {
			if strings.HasSuffix(fset.Position(pkg.Scope().Lookup(name).Pos()).Filename, "_test.go") {
				return true
			}
		}
	}
	return false
}
