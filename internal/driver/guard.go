package driver

import (
	"fmt"
	"sync"

	"golang.org/x/tools/go/analysis"
)

var guardOnce sync.Once

// guard makes a panic in one analyzer the error of one package, where drivers would let it take the process down.
func guard(suite []*analysis.Analyzer) {
	guardOnce.Do(func() {
		guarded := make(map[*analysis.Analyzer]bool)
		var visit func([]*analysis.Analyzer)
		visit = func(analyzers []*analysis.Analyzer) {
			for _, a := range analyzers {
				if guarded[a] {
					continue
				}
				guarded[a] = true
				visit(a.Requires)
				run := a.Run
				a.Run = func(pass *analysis.Pass) (result any, err error) {
					defer func() {
						if r := recover(); r != nil {
							err = fmt.Errorf("internal error: %s panics on %s: %v: please report it", a.Name, pass.Pkg.Path(), r)
						}
					}()
					return run(pass)
				}
			}
		}
		visit(suite)
	})
}
