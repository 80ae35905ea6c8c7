// Command measure compares what redislint costs with what go vet and staticcheck cost, on one module:
//
//	go run ./internal/driver/measure [-n 3] [-cold] [-staticcheck path] dir
//
// It is run from redislint's own module, whose command it builds. CPU is user and system time of a process and its
// children, the least of n runs. "first" starts from a build cache that holds everything compiled, tests too, and no
// result of vet: a cache of its own is filled by go list -export, and copied for each run. "again" is the run after
// that, in the same cache. "cold" starts from an empty build cache.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	log.SetFlags(0)
	runs := flag.Int("n", 3, "`runs` of each tool")
	cold := flag.Bool("cold", false, "also start from an empty build cache")
	staticcheck := flag.String("staticcheck", "", "`path` of a staticcheck command to compare with")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: measure [-n runs] [-cold] [-staticcheck path] dir")
	}
	if err := measure(flag.Arg(0), *runs, *cold, *staticcheck); err != nil {
		log.Fatal(err)
	}
}

// cost is what a run takes.
type cost struct{ cpu, wall time.Duration }

func (c cost) String() string { return fmt.Sprintf("%8.2f %8.2f", c.cpu.Seconds(), c.wall.Seconds()) }

func less(a, b cost) cost {
	if a.cpu == 0 || b.cpu > 0 && b.cpu < a.cpu {
		return b
	}
	return a
}

func measure(dir string, runs int, cold bool, staticcheck string) error {
	temporary, err := os.MkdirTemp("", "measure-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	redislint := filepath.Join(temporary, "redislint")
	if out, err := exec.Command("go", "build", "-o", redislint, "./cmd/redislint").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	tools := [][]string{
		{"go", "vet", "./..."},
		{redislint, "./..."},
		{"go", "vet", "-vettool=" + redislint, "./..."},
	}
	if staticcheck != "" {
		tools = append(tools, []string{staticcheck, "./..."})
	}
	compiled := filepath.Join(temporary, "compiled")
	if _, err := run(dir, compiled, "go", "list", "-e", "-export", "-test", "-deps", "./..."); err != nil {
		return err
	}
	fmt.Printf("%-26s %8s %8s %8s %8s %8s", "", "first", "wall", "x go vet", "again", "wall")
	if cold {
		fmt.Printf(" %8s %8s", "cold", "wall")
	}
	fmt.Println()
	var base time.Duration
	for _, tool := range tools {
		var first, again, empty cost
		for range runs {
			cache := filepath.Join(temporary, "cache")
			if err := os.CopyFS(cache, os.DirFS(compiled)); err != nil {
				return err
			}
			for _, best := range []*cost{&first, &again} {
				c, err := run(dir, cache, tool...)
				if err != nil {
					return err
				}
				*best = less(*best, c)
			}
			if err := os.RemoveAll(cache); err != nil {
				return err
			}
		}
		if base == 0 {
			base = first.cpu
		}
		fmt.Printf("%-26s %v %8.2f %v", name(tool), first, first.cpu.Seconds()/base.Seconds(), again)
		if cold {
			cache := filepath.Join(temporary, "cold")
			if empty, err = run(dir, cache, tool...); err != nil {
				return err
			}
			if err := os.RemoveAll(cache); err != nil {
				return err
			}
			fmt.Printf(" %v", empty)
		}
		fmt.Println()
	}
	return nil
}

func name(tool []string) string {
	switch {
	case len(tool) == 4:
		return "go vet -vettool=redislint"
	case tool[0] == "go":
		return "go vet"
	}
	return filepath.Base(tool[0])
}

// run runs a command in dir with a build cache. That it finds something is no error.
func run(dir, cache string, command ...string) (cost, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOCACHE="+cache, "STATICCHECK_CACHE="+filepath.Join(cache, "staticcheck"))
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return cost{}, err
	}
	return cost{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall}, nil
}
