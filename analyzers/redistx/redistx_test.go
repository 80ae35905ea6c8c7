package redistx_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redistx"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, redistx.Analyzer, "./redistx/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, redistx.Analyzer) }
