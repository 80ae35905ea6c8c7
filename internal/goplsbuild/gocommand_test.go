package goplsbuild

import (
	"errors"
	"testing"
)

func TestExplain(t *testing.T) {
	for _, test := range []struct{ what, said, want string }{
		{"build gopls",
			"go: downloading golang.org/x/tools/gopls v0.24.0\ngo: write /home/me/go/pkg/mod/cache/x.zip: no space left on device\n",
			"cannot build gopls, as the disk is full (write /home/me/go/pkg/mod/cache/x.zip: no space left on device): make space, and run redislint gopls again"},
		{"download gopls v0.24.0",
			"go: golang.org/x/tools/gopls@v0.24.0: Get \"https://proxy.example/\": dial tcp: lookup proxy.example: no such host\n",
			"cannot download gopls v0.24.0, as the module proxy cannot be reached (golang.org/x/tools/gopls@v0.24.0: Get \"https://proxy.example/\": dial tcp: lookup proxy.example: no such host): see go help goproxy"},
		{"build gopls",
			"go: finding module for package a\n# golang.org/x/tools/gopls/redislint\n./main.go:1:1: one\n./main.go:2:1: two\n./main.go:3:1: three\n./main.go:4:1: four\n",
			"cannot build gopls: ./main.go:1:1: one; ./main.go:2:1: two; ./main.go:3:1: three; and more"},
		{"build gopls",
			"go: golang.org/x/tools/gopls@v0.24.0 requires go >= 1.27.0; switching to go1.27.4\ngo: toolchain not available\n",
			"cannot build gopls: toolchain not available"},
	} {
		if got := explain(test.what, errors.New(test.said)).Error(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}
