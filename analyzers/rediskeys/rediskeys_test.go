package rediskeys_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/redislint/redislint/analyzers/rediskeys"
)

func Test(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, testdata(t, "../testdata"), rediskeys.Analyzer, "./rediskeys/...")
}

func TestOldestGoRedis(t *testing.T) {
	analysistest.Run(t, testdata(t, "../testdata/oldest"), rediskeys.Analyzer, "./rediskeys")
}

func testdata(t *testing.T, dir string) string {
	abs, err := filepath.Abs(filepath.FromSlash(dir))
	if err != nil {
		t.Fatal(err)
	}
	return abs
}
