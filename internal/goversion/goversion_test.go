package goversion_test

import (
	"go/version"
	"testing"

	"github.com/redislint/redislint/internal/goversion"
)

func TestOf(t *testing.T) {
	for reported, want := range map[string]string{
		"go1.27.0":                        "go1.27.0",
		"go1.27rc1":                       "go1.27rc1",
		"go1.26.8 X:nodwarf5":             "go1.26.8",
		"go1.26.8 (Red Hat 1.26.8-1.el9)": "go1.26.8",
		"go1.26.8-custom":                 "go1.26.8",
		"devel go1.28-3f1d9f8 Mon Nov 23": "go1.28",
	} {
		if got := goversion.Of(reported); got != want || !version.IsValid(got) {
			t.Errorf("%s: %s, want %s", reported, got, want)
		}
	}
}
