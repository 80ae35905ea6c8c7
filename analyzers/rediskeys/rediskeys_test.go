package rediskeys_test

import (
	"testing"

	"github.com/redislint/redislint/analyzers/rediskeys"
	"github.com/redislint/redislint/internal/ruletest"
)

func Test(t *testing.T) { ruletest.RunFixes(t, rediskeys.Analyzer, "./rediskeys/...") }

func TestOldestGoRedis(t *testing.T) { ruletest.RunOldest(t, rediskeys.Analyzer) }
