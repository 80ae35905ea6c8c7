package servers

import (
	"fmt"
	"strings"
	"testing"
)

// Main runs the tests of a package, stops what they have shared, and names those
// that it had to do without:
//
//	func TestMain(m *testing.M) { os.Exit(servers.Main(m)) }
func Main(m *testing.M) int {
	defer func() {
		if shared.cluster != nil {
			shared.cluster.stop()
		}
		if n := len(skipped.tests); n > 0 {
			fmt.Printf("%d tests not run, as there is no %s on PATH: %s\n", n, binary, strings.Join(skipped.tests, ", "))
		}
	}()
	return m.Run()
}
