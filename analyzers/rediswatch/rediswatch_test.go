package rediswatch_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/rediswatch"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, rediswatch.Analyzer, "./rediswatch/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, rediswatch.Analyzer) }
