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

require (
	github.com/google/go-cmp v0.7.0 // indirect
	github.com/itchyny/gojq v0.12.17 // indirect
	github.com/itchyny/timefmt-go v0.1.6 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	github.com/mattn/go-runewidth v0.0.15 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	golang.org/x/sys v0.49.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)

replace github.com/redislint/redislint => ../..

tool github.com/itchyny/gojq/cmd/gojq
