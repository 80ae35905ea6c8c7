//go:build !linux

package main

import (
	"errors"
	"os"
)

func maxrss(*os.ProcessState) (float64, error) {
	return 0, errors.New("flag -memory is for Linux")
}
