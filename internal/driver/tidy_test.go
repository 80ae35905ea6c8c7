package driver

import "testing"

func TestFinish(t *testing.T) {
	names := map[string]string{"fmt": "fmt", "os": "os", "example.com/go-client/v9": "client"}
	for _, test := range []struct{ name, before, after, want string }{
		{
			"an import that the fix leaves unused goes, with its comment",
			"package a\n\nimport (\n\t\"fmt\"\n\t\"os\" // for Exit\n)\n\nfunc f() { fmt.Print(); os.Exit(1) }\n",
			"package a\n\nimport (\n\t\"fmt\"\n\t\"os\" // for Exit\n)\n\nfunc f() { fmt.Print() }\n",
			"package a\n\nimport (\n\t\"fmt\"\n)\n\nfunc f() { fmt.Print() }\n",
		},
		{
			"the whole declaration goes if nothing is left of it",
			"package a\n\nimport \"os\"\n\nfunc f() { os.Exit(1) }\n",
			"package a\n\nimport \"os\"\n\nfunc f() {}\n",
			"package a\n\nfunc f() {}\n",
		},
		{
			"a package's name need not be the end of its path",
			"package a\n\nimport \"example.com/go-client/v9\"\n\nfunc f() { client.Do() }\n",
			"package a\n\nimport \"example.com/go-client/v9\"\n\nfunc f() {}\n",
			"package a\n\nfunc f() {}\n",
		},
		{
			"a renamed import goes by its name",
			"package a\n\nimport o \"os\"\n\nfunc f() { o.Exit(1) }\n",
			"package a\n\nimport o \"os\"\n\nfunc f() {}\n",
			"package a\n\nfunc f() {}\n",
		},
		{
			"a local variable of that name is not a use",
			"package a\n\nimport \"os\"\n\nfunc f() { os.Exit(1) }\nfunc g(os T) { os.Exit(1) }\n",
			"package a\n\nimport \"os\"\n\nfunc f()       {}\nfunc g(os T) { os.Exit(1) }\n",
			"package a\n\nfunc f()       {}\nfunc g(os T) { os.Exit(1) }\n",
		},
		{
			"blank imports, and those that were unused before, stay",
			"package a\n\nimport (\n\t\"fmt\"\n\t_ \"os\"\n)\n\nfunc f() { g() }\n",
			"package a\n\nimport (\n\t\"fmt\"\n\t_ \"os\"\n)\n\nfunc f() {}\n",
			"package a\n\nimport (\n\t\"fmt\"\n\t_ \"os\"\n)\n\nfunc f() {}\n",
		},
		{
			"imports on one line",
			"package a\nimport (\"fmt\"; \"os\")\nfunc f() { fmt.Print(); os.Exit(1) }\n",
			"package a\nimport (\"fmt\"; \"os\")\nfunc f() { os.Exit(1) }\n",
			"package a\nimport ( \"os\")\nfunc f() { os.Exit(1) }\n",
		},
		{
			"a formatted file is formatted again",
			"package a\n\nvar x, yy = 1, 2\n",
			"package a\n\nvar x,   yy = 1, 2\n",
			"package a\n\nvar x, yy = 1, 2\n",
		},
		{
			"another is left alone",
			"package a\nvar  x = 1\nvar y = 1\n",
			"package a\nvar  x = 1\nvar y=2\n",
			"package a\nvar  x = 1\nvar y=2\n",
		},
		{
			"what does not parse is left to the type checker",
			"package a\n",
			"package a\n}\n",
			"package a\n}\n",
		},
	} {
		if got := finish([]byte(test.before), []byte(test.after), names); string(got) != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}
