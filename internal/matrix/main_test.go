package matrix

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// tools is where the drivers are built.
var tools string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "redislint-matrix-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	tools = dir
	// Without paths in what is compiled, copies of the program share it.
	os.Setenv("GOFLAGS", strings.TrimSpace(goEnv("GOFLAGS")+" -trimpath"))
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}
