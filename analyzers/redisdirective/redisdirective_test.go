package redisdirective_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/redisdirective"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, redisdirective.Analyzer, "./redisdirective", "./noredis") }
