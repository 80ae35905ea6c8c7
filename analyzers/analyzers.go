// Package analyzers lists the suite.
package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/analyzers/redisdel"
	"github.com/redislint/redislint/analyzers/redisdirective"
	"github.com/redislint/redislint/analyzers/redisduration"
	"github.com/redislint/redislint/analyzers/rediserr"
	"github.com/redislint/redislint/analyzers/redisexpire"
	"github.com/redislint/redislint/analyzers/rediskeys"
	"github.com/redislint/redislint/analyzers/redispipe"
	"github.com/redislint/redislint/analyzers/redisrange"
	"github.com/redislint/redislint/analyzers/redisscan"
	"github.com/redislint/redislint/analyzers/redisttl"
	"github.com/redislint/redislint/analyzers/redistx"
	"github.com/redislint/redislint/analyzers/rediswatch"
	"github.com/redislint/redislint/internal/calls"
)

// Rules are the rules that are on by default.
var Rules = []*analysis.Analyzer{
	redisdel.Analyzer,
	redisdirective.Analyzer,
	redisduration.Analyzer,
	rediserr.Analyzer,
	redisexpire.Analyzer,
	rediskeys.Analyzer,
	redispipe.Analyzer,
	redisrange.Analyzer,
	redisscan.Analyzer,
	redisttl.Analyzer,
	redistx.Analyzer,
	rediswatch.Analyzer,
}

// Suite is what drivers run: the rules, and the model, which names the packages that it had to skip.
var Suite = append([]*analysis.Analyzer{calls.Analyzer}, Rules...)
