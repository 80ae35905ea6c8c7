// Command measure compares what redislint costs with what other tools cost, on one module:
//
//	go run ./internal/driver/measure [-n 3] [-cold] [-staticcheck path] dir    CPU, beside go vet and staticcheck
//	go run ./internal/driver/measure -memory [-n 3] dir                        memory, beside go list -export -deps
//	go run ./internal/driver/measure -facts dir                                what go vet stores of each package
//
// It is run from redislint's own module, whose command it builds.
//
// CPU is user and system time of a process and its children, the least of n runs. "first" starts from a build cache
// that holds everything compiled, tests too, and no result of vet: a cache of its own is filled by go list -export, and
// copied for each run. "again" is the run after that, in the same cache. "cold" starts from an empty build cache.
//
// memory.go and facts.go say what the others are.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	runs := flag.Int("n", 3, "`runs` of each tool")
	cold := flag.Bool("cold", false, "also start from an empty build cache")
	staticcheck := flag.String("staticcheck", "", "`path` of a staticcheck command to compare with")
	memory := flag.Bool("memory", false, "measure peak memory, not CPU")
	facts := flag.Bool("facts", false, "count facts and their bytes, not CPU")
	flag.Parse()
	if flag.NArg() != 1 || *runs < 1 {
		log.Fatal("usage: measure [-n runs] [-cold] [-staticcheck path] [-memory] [-facts] dir")
	}
	dir := flag.Arg(0)
	if *memory { // before facts, which take memory that children would start with
		check(measureMemory(os.Stdout, dir, *runs))
	}
	if *facts {
		check(measureFacts(os.Stdout, dir))
	}
	if !*memory && !*facts {
		check(measureCPU(dir, *runs, *cold, *staticcheck))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// build builds redislint in a temporary directory, which the caller removes.
func build() (temporary, redislint string, err error) {
	if temporary, err = os.MkdirTemp("", "measure-"); err != nil {
		return "", "", err
	}
	redislint = filepath.Join(temporary, "redislint")
	if out, err := exec.Command("go", "build", "-o", redislint, "./cmd/redislint").CombinedOutput(); err != nil {
		return temporary, "", fmt.Errorf("%w\n%s", err, out)
	}
	return temporary, redislint, nil
}
