package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// measureMemory prints the peak resident memory of redislint and of go list -export, which is what loading a program
// costs at least, from the user's build cache: a first go list, not measured, compiles what is missing.
//
// The peak is what the kernel knows of a process that was waited for: that of the process or of the largest of its
// descendants, whichever is more, and not their sum. Where redislint's is no more than go list's, it may be that of
// a go list that it runs.
func measureMemory(w io.Writer, dir string, runs int) error {
	temporary, redislint, err := build()
	defer os.RemoveAll(temporary)
	if err != nil {
		return err
	}
	list := []string{"go", "list", "-e", "-export", "-deps", "./..."}
	if _, err := peak(dir, list); err != nil {
		return err
	}
	tools := [][]string{list, {redislint, "./..."}}
	peaks := make([][]float64, len(tools))
	for range runs { // in turns: what else the machine does is then the same for both
		for i, tool := range tools {
			mib, err := peak(dir, tool)
			if err != nil {
				return err
			}
			peaks[i] = append(peaks[i], mib)
		}
	}
	fmt.Fprintf(w, "%-26s %8s %8s %8s\n", "peak memory, MiB", "least", "most", "x go list")
	for i, name := range []string{"go list -export -deps", "redislint"} {
		most := slices.Max(peaks[i])
		fmt.Fprintf(w, "%-26s %8.0f %8.0f %8.2f\n", name, slices.Min(peaks[i]), most, most/slices.Max(peaks[0]))
	}
	return nil
}

// peak runs a command in dir and returns its peak memory in MiB. That it finds something is no error; a command that
// fails has not done all of its work, so that is said.
func peak(dir string, command []string) (float64, error) {
	var stderr bytes.Buffer
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Stderr = &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 && (code != 1 || command[0] == "go") {
		lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
		log.Printf("%s: %v: %s", command[0], err, lines[len(lines)-1])
	}
	return maxrss(cmd.ProcessState)
}
