package driver

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"

	"golang.org/x/tools/go/gcexportdata"

	"github.com/redislint/redislint/internal/calls"
)

// leavesEarly does the work of a unit from which go-redis cannot be reached, and reports whether it did: there is
// nothing to find, and what importers need is its types alone. Most units of a run are such: the standard library,
// go-redis itself, and most of a program's dependencies. On any difficulty the unit is analysed like others.
func (u *unit) leavesEarly() bool {
	if u.FixArchive != "" || u.reachesRedis() {
		return false
	}
	if err := u.writeTypes(); err != nil {
		return false
	}
	if u.Stdout == "" || u.VetxOnly || !u.has("json") {
		return true
	}
	return os.WriteFile(u.Stdout, []byte("{}\n"), 0o666) == nil
}

// reachesRedis is true unless it is certain that the analyzers have nothing to say. The configuration names direct
// imports only; whether go-redis can be reached through those shows from their facts, as calls.ReachesRedis is one.
func (u *unit) reachesRedis() bool {
	if calls.IsGoRedis(u.ImportPath) {
		return false
	}
	for path, file := range u.PackageVetx {
		if calls.IsGoRedis(path) {
			return true
		}
		if facts, err := hasFacts(file); err != nil || facts {
			return true
		}
	}
	return false
}

// The files that units leave for their importers are, since x/tools v0.50.0: "vetx", the length of the types, the
// length of the facts (both 32 bits, little-endian), the types as indexed export data, the facts.
const (
	vetxMagic  = "vetx"
	vetxHeader = len(vetxMagic) + 4 + 4
)

func parseVetxHeader(header []byte) (typesLen, factsLen int, err error) {
	if len(header) < vetxHeader || string(header[:len(vetxMagic)]) != vetxMagic {
		return 0, 0, fmt.Errorf("not in the format of golang.org/x/tools %s", moduleVersion(toolsPath))
	}
	return int(binary.LittleEndian.Uint32(header[4:])), int(binary.LittleEndian.Uint32(header[8:])), nil
}

func hasFacts(vetx string) (bool, error) {
	file, err := os.Open(vetx)
	if err != nil {
		return false, err
	}
	defer file.Close()
	header := make([]byte, vetxHeader)
	if _, err := io.ReadFull(file, header); err != nil {
		return false, err
	}
	_, factsLen, err := parseVetxHeader(header)
	return factsLen > 0, err
}

// writeTypes writes what unitchecker would, without having type-checked function bodies.
func (u *unit) writeTypes() error {
	if u.VetxOutput == "" {
		return nil
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range u.GoFiles {
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	config := &types.Config{
		Importer:         &vetxImporter{u, fset, make(map[string]*types.Package)},
		Sizes:            types.SizesFor("gc", build.Default.GOARCH),
		GoVersion:        u.GoVersion,
		IgnoreFuncBodies: true,
	}
	pkg, err := config.Check(u.ImportPath, fset, files, nil)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	out.Write(make([]byte, vetxHeader-1)) // gcexportdata begins with a byte that vetx files do not have
	if err := gcexportdata.Write(&out, fset, pkg); err != nil {
		return err
	}
	data := out.Bytes()
	copy(data, vetxMagic)
	binary.LittleEndian.PutUint32(data[4:], uint32(len(data)-vetxHeader))
	binary.LittleEndian.PutUint32(data[8:], 0)
	return os.WriteFile(u.VetxOutput, data, 0o666)
}

// vetxImporter imports types from the files of a unit's dependencies.
type vetxImporter struct {
	unit    *unit
	fset    *token.FileSet
	imports map[string]*types.Package
}

func (im *vetxImporter) Import(importPath string) (*types.Package, error) {
	path, ok := im.unit.ImportMap[importPath]
	if !ok {
		return nil, fmt.Errorf("cannot resolve import %q", importPath)
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := im.imports[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	return readTypes(im.fset, im.imports, path, im.unit.PackageVetx[path])
}

func readTypes(fset *token.FileSet, imports map[string]*types.Package, path, vetx string) (*types.Package, error) {
	data, err := os.ReadFile(vetx)
	if err != nil {
		return nil, err
	}
	typesLen, _, err := parseVetxHeader(data)
	if err != nil {
		return nil, err
	}
	if len(data) < vetxHeader+typesLen {
		return nil, io.ErrUnexpectedEOF
	}
	data[vetxHeader-1] = 'i' // as gcexportdata wants it
	return gcexportdata.Read(bytes.NewReader(data[vetxHeader-1:vetxHeader+typesLen]), fset, imports, path)
}
