package redisttl_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redisttl"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, redisttl.Analyzer, "./redisttl/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, redisttl.Analyzer) }

func TestDefault(t *testing.T) {
	ruletest.Set(t, redisttl.Analyzer, "default", "24h")
	ruletest.RunFixes(t, redisttl.Analyzer, "./settings/redisttl")
}

func TestChoices(t *testing.T) {
	ruletest.RunChoices(t, redisttl.Analyzer, "./choices/redisttl", "./choices/unused")
}
