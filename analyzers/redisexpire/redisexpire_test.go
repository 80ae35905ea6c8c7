package redisexpire_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redisexpire"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, redisexpire.Analyzer, "./redisexpire/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, redisexpire.Analyzer) }

func TestPipeline(t *testing.T) {
	ruletest.Set(t, redisexpire.Analyzer, "pipeline", "true")
	ruletest.Run(t, redisexpire.Analyzer, "./settings/redisexpire")
}
