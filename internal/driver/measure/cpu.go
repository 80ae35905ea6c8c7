package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// cost is what a run takes.
type cost struct{ cpu, wall time.Duration }

func (c cost) String() string { return fmt.Sprintf("%8.2f %8.2f", c.cpu.Seconds(), c.wall.Seconds()) }

func less(a, b cost) cost {
	if a.cpu == 0 || b.cpu > 0 && b.cpu < a.cpu {
		return b
	}
	return a
}

// measureCPU prints what redislint takes beside other tools.
func measureCPU(dir string, runs int, cold bool, staticcheck string) error {
	temporary, redislint, err := build()
	defer os.RemoveAll(temporary)
	if err != nil {
		return err
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
