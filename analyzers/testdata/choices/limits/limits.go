// Package limits has what other packages do not write themselves.
package limits

import "time"

const (
	Last               = -1
	Zero time.Duration = 0
)
