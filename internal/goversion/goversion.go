// Package goversion reads versions as Go programs report them.
package goversion

import "strings"

// Of returns what go/version can compare of a version as runtime.Version and go env GOVERSION have it: "go1.27.0" of
// "go1.27.0 X:nodwarf5", and "go1.28" of "devel go1.28-3f1d9f8".
func Of(reported string) string {
	reported = strings.TrimPrefix(reported, "devel ")
	reported, _, _ = strings.Cut(reported, " ")
	reported, _, _ = strings.Cut(reported, "-")
	return reported
}

// MaySwitch reports whether a go command with this GOTOOLCHAIN gets a newer Go where one is needed.
func MaySwitch(toolchain string) bool {
	return toolchain == "auto" || strings.HasSuffix(toolchain, "+auto")
}
