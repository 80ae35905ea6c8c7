// The nogo binary of Bazel, built without Bazel: nogo_test.go adds the sources, which are rules_go's. They import an
// internal package of x/tools, hence the module's name.
module golang.org/x/tools/nogo

go 1.26.0

require (
	github.com/aymanbagabas/go-udiff v0.4.1
	github.com/bazelbuild/rules_go v0.65.0
	github.com/redislint/redislint v0.0.0
	golang.org/x/tools v0.52.0
)

require golang.org/x/mod v0.42.0 // indirect

replace github.com/redislint/redislint => ../../../..
