module github.com/redislint/redislint/internal/matrix

go 1.26.0

require (
	github.com/aymanbagabas/go-udiff v0.4.1
	github.com/redislint/redislint v0.0.0-00010101000000-000000000000
	golang.org/x/mod v0.42.0
)

require (
	go.yaml.in/yaml/v3 v3.0.6
	golang.org/x/sync v0.24.0 // indirect
)

require (
	github.com/sourcegraph/jsonrpc2 v0.2.3
	golang.org/x/tools v0.52.0
)

replace github.com/redislint/redislint => ../..
