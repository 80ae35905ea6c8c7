// Command redislint finds Redis mistakes in Go code that uses go-redis, and fixes them.
//
//	redislint [flags] [packages]
//
// See redislint -help. The same program is a tool for go vet:
//
//	go vet -vettool=$(which redislint) ./...
package main

import (
	"os"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/driver"
)

func main() { os.Exit(driver.Main(os.Args[1:], analyzers.Suite)) }
