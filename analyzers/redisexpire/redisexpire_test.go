package redisexpire_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redisexpire"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, redisexpire.Analyzer, "./redisexpire/...") }
