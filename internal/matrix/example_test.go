package matrix

import (
	"os"
	"testing"
)

// TestExample compares what every driver finds in examples/shop with the command, and logs what that costs.
func TestExample(t *testing.T) {
	const shop = "../../examples/shop"
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(shop)); err != nil {
		t.Fatal(err)
	}
	replace(t, dir+"/go.mod", shop+"/go.mod", "github.com/redislint/redislint/runtime", "../../runtime")
	act(t, dir, "go", "build", "./...") // not what is to be measured
	var want []finding
	measure(t, "redislint", func(t *testing.T) { want = command().find(t, dir) })
	for _, row := range table {
		measure(t, row.name, func(t *testing.T) { sameFindings(t, row.find(t, dir), want) })
	}
	if len(want) == 0 {
		t.Error("redislint finds nothing")
	}
}
