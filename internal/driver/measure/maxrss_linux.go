package main

import (
	"os"
	"syscall"
)

// maxrss returns the peak memory of a process in MiB.
func maxrss(state *os.ProcessState) (float64, error) {
	return float64(state.SysUsage().(*syscall.Rusage).Maxrss) / 1024, nil // in KiB; elsewhere in bytes or pages
}
