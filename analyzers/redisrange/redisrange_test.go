package redisrange_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redisrange"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, redisrange.Analyzer, "./redisrange/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, redisrange.Analyzer) }

func TestChoices(t *testing.T) { ruletest.RunChoices(t, redisrange.Analyzer, "./choices/redisrange") }

func TestAll(t *testing.T) {
	ruletest.Set(t, redisrange.Analyzer, "all", "true")
	ruletest.Run(t, redisrange.Analyzer, "./settings/redisrange")
}
