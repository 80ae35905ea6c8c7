package calls_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/redislint/redislint/internal/calls"
)

// shapes reports what is known of the keys of each site, but those of KEYS.
var shapes = &analysis.Analyzer{
	Name:     "shapes",
	Doc:      "report the shapes of keys",
	Requires: []*analysis.Analyzer{calls.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		pkg := pass.ResultOf[calls.Analyzer].(*calls.Package)
		for _, site := range pkg.Sites {
			keys := pkg.KeysOf(site)
			if len(keys) == 0 {
				continue
			}
			texts := make([]string, len(keys))
			for i, key := range keys {
				texts[i] = describeShape(key)
			}
			pos, end, _ := site.Range()
			pass.Report(analysis.Diagnostic{Pos: pos, End: end, Message: "^" + strings.Join(texts, ", ") + "$"})
		}
		return nil, nil
	},
}

func describeShape(key *calls.Key) string {
	text := key.Shape.String()
	if !key.Shape.Known() && key.String() != "" {
		return key.String() // the variable
	}
	if key.Shape.Varies() {
		text += " varies"
	}
	return text
}

func TestShapes(t *testing.T) {
	analysistest.Run(t, testdata(t), shapes, "./shapes")
}

func TestCollections(t *testing.T) {
	analysistest.Run(t, testdata(t), collections, "./collections")
}

// collections reports what is known of the values that EXISTS asks for.
var collections = &analysis.Analyzer{
	Name:     "collections",
	Doc:      "report what is known of values",
	Requires: []*analysis.Analyzer{calls.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		pkg := pass.ResultOf[calls.Analyzer].(*calls.Package)
		for _, site := range pkg.Sites {
			if site.Command.Name != "EXISTS" {
				continue
			}
			c := pkg.Collection(pkg.Key(site))
			words := []string{string(c.Type)}
			for _, part := range []struct {
				name string
				use  *calls.Key
			}{{"grows", c.Grows}, {"fixed", c.Fixed}, {"bound", c.Bound}, {"ages", c.Ages}, {"shifts", c.Shifts}} {
				if part.use != nil {
					words = append(words, part.name+"("+strings.Fields(part.use.Evidence())[0]+")")
				}
			}
			if c.CanGrow() {
				words = append(words, "can grow")
			}
			pos, end, _ := site.Range()
			pass.Report(analysis.Diagnostic{Pos: pos, End: end, Message: "^" + strings.Join(words, " ") + "$"})
		}
		return nil, nil
	},
}
