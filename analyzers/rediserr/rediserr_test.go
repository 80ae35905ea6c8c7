package rediserr_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/rediserr"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, rediserr.Analyzer, "./rediserr/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, rediserr.Analyzer) }
