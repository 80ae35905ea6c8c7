package edit

import (
	"go/format"
	"go/parser"
	"go/token"
	"testing"
)

func TestInsertion(t *testing.T) {
	for _, test := range []struct{ name, before, after string }{
		{
			"no imports",
			"package p\n\nvar x int\n",
			"package p\n\nimport rt \"example.com/rt\"\n\nvar x int\n",
		},
		{
			"no imports, comment on the package line",
			"package p // p\n",
			"package p // p\n\nimport rt \"example.com/rt\"\n",
		},
		{
			"no parentheses",
			"package p\n\nimport \"fmt\" // prints\n\nvar x int\n",
			"package p\n\nimport \"fmt\" // prints\nimport rt \"example.com/rt\"\n\nvar x int\n",
		},
		{
			"only the standard library",
			"package p\n\nimport (\n\t\"fmt\"\n\t\"os\" // for Args\n)\n",
			"package p\n\nimport (\n\t\"fmt\"\n\t\"os\" // for Args\n\n\trt \"example.com/rt\"\n)\n",
		},
		{
			"first of its group",
			"package p\n\nimport (\n\t\"fmt\"\n\n\t// z sorts after\n\t\"example.com/z\"\n)\n",
			"package p\n\nimport (\n\t\"fmt\"\n\n\trt \"example.com/rt\"\n\t// z sorts after\n\t\"example.com/z\"\n)\n",
		},
		{
			"amid its group",
			"package p\n\nimport (\n\t\"example.com/a\"\n\tb \"example.com/z\"\n)\n",
			"package p\n\nimport (\n\t\"example.com/a\"\n\trt \"example.com/rt\"\n\tb \"example.com/z\"\n)\n",
		},
		{
			"last of its group",
			"package p\n\nimport (\n\t\"example.com/a\" // a\n)\n",
			"package p\n\nimport (\n\t\"example.com/a\" // a\n\trt \"example.com/rt\"\n)\n",
		},
		{
			"last of several groups",
			"package p\n\nimport (\n\t\"example.com/z\"\n\n\t\"fmt\"\n\n\t\"example.com/a\"\n\n\t\"os\"\n)\n",
			"package p\n\nimport (\n\t\"example.com/z\"\n\n\t\"fmt\"\n\n\t\"example.com/a\"\n\trt \"example.com/rt\"\n\n\t\"os\"\n)\n",
		},
		{
			"mixed with the standard library",
			"package p\n\nimport (\n\t\"context\"\n\t\"example.com/a\"\n\t\"fmt\"\n)\n",
			"package p\n\nimport (\n\t\"context\"\n\t\"example.com/a\"\n\trt \"example.com/rt\"\n\t\"fmt\"\n)\n",
		},
		{
			"beside cgo",
			"package p\n\n// #include <stdio.h>\nimport \"C\"\n\nvar x int\n",
			"package p\n\nimport rt \"example.com/rt\"\n\n// #include <stdio.h>\nimport \"C\"\n\nvar x int\n",
		},
		{
			"several declarations",
			"package p\n\nimport \"fmt\"\nimport (\n\t\"example.com/a\"\n)\nimport \"os\"\n",
			"package p\n\nimport \"fmt\"\nimport (\n\t\"example.com/a\"\n\trt \"example.com/rt\"\n)\nimport \"os\"\n",
		},
		{
			"one line with parentheses",
			"package p\n\nimport (\"example.com/a\") // a\n",
			"package p\n\nimport (\n\t\"example.com/a\"\n\trt \"example.com/rt\"\n) // a\n",
		},
		{
			"code on the line of the import",
			"package p\n\nimport \"fmt\"; var x = fmt.Sprint() // x\n",
			"package p\n\nimport \"fmt\"\nimport rt \"example.com/rt\"\n\nvar x = fmt.Sprint() // x\n",
		},
		{
			"empty parentheses",
			"package p\n\nimport ()\n",
			"package p\n\nimport (\n\trt \"example.com/rt\"\n)\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, "p.go", test.before, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			edit := insertion(fset, file, "rt", "example.com/rt")
			at := fset.File(edit.Pos).Offset(edit.Pos)
			after := test.before[:at] + string(edit.NewText) + test.before[at:]
			// Drivers that format do so afterwards.
			formatted, err := format.Source([]byte(after))
			if err != nil {
				t.Fatalf("%v in:\n%s", err, after)
			}
			if string(formatted) != test.after {
				t.Errorf("got:\n%s\nwant:\n%s", formatted, test.after)
			}
		})
	}
}
