package calls_test

import (
	"go/constant"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/calls"
)

// sites reports each call site of a package, so that the testdata can say what the model has to know of it.
var sites = &analysis.Analyzer{
	Name:     "sites",
	Doc:      "report call sites",
	Requires: []*analysis.Analyzer{calls.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		for _, site := range pass.ResultOf[calls.Analyzer].(*calls.Package).Sites {
			pos, end, _ := site.Range()
			pass.Report(analysis.Diagnostic{Pos: pos, End: end, Message: describe(site)})
		}
		return nil, nil
	},
}

func describe(site *calls.Site) string {
	words := []string{site.Command.Name, site.Client.Kind.String()}
	if form := [...]string{"", "expression", "variable", "value"}[site.Form]; form != "" {
		words = append(words, form)
	}
	if site.Form == calls.MethodValue {
		return strings.Join(words, " ")
	}
	if site.IsRaw() {
		words = append(words, "raw")
	}
	words = append(words, "keys"+describeKeys(site))
	if ttl, ok := site.Expiration(); ok {
		words = append(words, "expires", describeConstant(ttl.Value))
	}
	words = append(words, describeUse(site.Use)...)
	if site.Loop != nil {
		words = append(words, "loop")
	}
	if len(site.Callbacks) > 0 {
		words = append(words, "in")
	}
	for _, callback := range site.Callbacks {
		words = append(words, callback.Kind.String())
	}
	return strings.Join(words, " ")
}

func describeKeys(site *calls.Site) string {
	keys, ok := site.Keys()
	if !ok {
		return "?"
	}
	texts := make([]string, len(keys))
	for i, key := range keys {
		if texts[i] = site.Describe(key); texts[i] == "" {
			texts[i] = "?"
		}
	}
	return "[" + strings.Join(texts, " ") + "]"
}

func describeConstant(v ssa.Value) string {
	if c, ok := v.(*ssa.Const); ok && c.Value != nil {
		return constant.ToInt(c.Value).ExactString()
	}
	return "?"
}

func describeUse(use calls.Use) []string {
	var words []string
	for _, word := range []struct {
		set  bool
		name string
	}{{use.Value, "value"}, {use.Error, "error"}, {use.Escapes, "escapes"}, {use.Blank, "blank"}} {
		if word.set {
			words = append(words, word.name)
		}
	}
	if len(words) == 0 {
		return []string{"dropped"}
	}
	return words
}

func TestSites(t *testing.T) {
	analysistest.Run(t, testdata(t), sites, "./calls/...")
}

func testdata(t *testing.T) string {
	dir, err := filepath.Abs(filepath.FromSlash("../../analyzers/testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
