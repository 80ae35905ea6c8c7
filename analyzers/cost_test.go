//go:build unix

package analyzers_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/redislint/redislint/analyzers"
)

// BenchmarkSites measures the suite on packages of more and more call sites, each of which gets a finding with a fix.
// The time per site has to stay flat: see cpu-ns/site, which other load on the machine does not change.
func BenchmarkSites(b *testing.B) {
	for _, sites := range []int{300, 3000, 12000} {
		b.Run(fmt.Sprint(sites), func(b *testing.B) {
			pkgs := loadSites(b, sites)
			before := cpuTime(b)
			for b.Loop() {
				graph, err := checker.Analyze(analyzers.Suite, pkgs, &checker.Options{Sequential: true})
				if err != nil {
					b.Fatal(err)
				}
				found := 0
				for action := range graph.All() {
					if action.Err != nil {
						b.Fatal(action.Err)
					}
					if action.Package == pkgs[0] {
						found += len(action.Diagnostics)
					}
				}
				if found != sites {
					b.Fatalf("%d findings at %d sites", found, sites)
				}
			}
			b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N)/float64(sites), "cpu-ns/site")
		})
	}
}

// cpuTime returns the CPU time that the process has used, garbage collection included.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// loadSites loads a package with KEYS at the given number of places, ten a function and a thousand a file.
func loadSites(b *testing.B, sites int) []*packages.Package {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		b.Fatal(err)
	}
	overlay := make(map[string][]byte)
	for file := 0; file*1000 < sites; file++ {
		var source strings.Builder
		source.WriteString("package cost\n\nimport (\n\t\"context\"\n\n\t\"github.com/redis/go-redis/v9\"\n)\n")
		for site := file * 1000; site < min(sites, (file+1)*1000); site++ {
			if site%10 == 0 {
				fmt.Fprintf(&source, "\nfunc f%d(ctx context.Context, rdb *redis.Client, user string) (all []string, err error) {\n", site)
			}
			fmt.Fprintf(&source, "\tif all, err = rdb.Keys(ctx, \"site:%d:\"+user+\":*\").Result(); err != nil {\n\t\treturn nil, err\n\t}\n", site)
			if site%10 == 9 {
				source.WriteString("\treturn all, nil\n}\n")
			}
		}
		overlay[filepath.Join(testdata, "cost", fmt.Sprintf("sites%d.go", file))] = []byte(source.String())
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: testdata, Overlay: overlay}, "./cost")
	if err != nil {
		b.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 || len(pkgs) != 1 {
		b.Fatalf("%d packages, some with errors", len(pkgs))
	}
	pkgs[0].Imports = nil // as the command does it: what cannot reach go-redis is not analysed
	return pkgs
}
