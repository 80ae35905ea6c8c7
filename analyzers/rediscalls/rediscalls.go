// Package rediscalls is the model for drivers that name analyzers by their packages, such as nogo. It is no rule: it
// reports the packages that rules cannot look at.
package rediscalls

import "github.com/redislint/redislint/internal/calls"

var Analyzer = calls.Analyzer
