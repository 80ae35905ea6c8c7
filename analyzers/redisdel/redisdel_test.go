package redisdel_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redisdel"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, redisdel.Analyzer, "./redisdel/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, redisdel.Analyzer) }

func TestAll(t *testing.T) {
	ruletest.Set(t, redisdel.Analyzer, "all", "true")
	ruletest.Run(t, redisdel.Analyzer, "./settings/redisdel")
}

func TestLazyFree(t *testing.T) {
	ruletest.Set(t, redisdel.Analyzer, "lazyfree", "true")
	ruletest.Run(t, redisdel.Analyzer, "./settings/redislazy")
}
