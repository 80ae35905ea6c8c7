// Package visits knows which pages are looked at. It does not import go-redis: redislint sees through the counters.
package visits

import (
	"context"
	"time"

	"example.com/shop/counters"
)

type Visits struct{ counters *counters.Counters }

func New(c *counters.Counters) *Visits { return &Visits{c} }

// Note notes a visit, and returns how many there were today.
func (v *Visits) Note(ctx context.Context, page string, at time.Time) (int64, error) {
	name := page + ":" + at.Format(time.DateOnly)
	n, err := v.counters.Add(ctx, name)
	if err != nil {
		return 0, err
	}
	return n, v.counters.Keep(ctx, name, 48*time.Hour)
}
