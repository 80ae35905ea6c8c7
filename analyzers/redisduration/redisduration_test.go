package redisduration_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redisduration"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, redisduration.Analyzer, "./redisduration/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, redisduration.Analyzer) }
