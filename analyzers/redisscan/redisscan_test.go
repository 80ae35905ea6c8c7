package redisscan_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redisscan"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, redisscan.Analyzer, "./redisscan/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, redisscan.Analyzer) }
