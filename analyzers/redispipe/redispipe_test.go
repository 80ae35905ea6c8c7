package redispipe_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redispipe"
	"github.com/redislint/redislint/internal/report"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) {
	ruletest.Run(t, redispipe.Analyzer, "./redispipe/queued", "./redispipe/loaded", "./redispipe/v8")
}

// TestInfo is about what is only sometimes worth it.
func TestInfo(t *testing.T) {
	before := report.Process.Level
	report.Process.Level = report.Info
	t.Cleanup(func() { report.Process.Level = before })
	ruletest.Run(t, redispipe.Analyzer, "./redispipe/info")
}

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, redispipe.Analyzer) }
