package redisrt

import (
	"math"
	"math/rand/v2"
	"time"
)

// Persist is the expiration that says: this key is meant to stay. It is the 0
// that Set and its like take for no expiration; with a name it is not one that
// was forgotten.
//
//	rdb.Set(ctx, "schema:version", 7, redisrt.Persist)
const Persist time.Duration = 0

// Jitter returns ttl, give or take a tenth of it at random, so that keys that are
// written together do not expire together. All durations in the range are equally
// likely, and their mean is ttl (ttl above 265 years, where the range would
// overflow, ends at the longest duration).
//
// A ttl of 0 or less is returned as it is, so that Persist and redis.KeepTTL keep
// their meaning, and one above 0 stays above 0. The result has nanoseconds: Set
// and PExpire round down to milliseconds, Expire and SetEx to seconds, of which
// less than one is one.
//
// It sends no command.
func Jitter(ttl time.Duration) time.Duration {
	if ttl <= 0 {
		return ttl
	}
	tenth := ttl / 10
	above := min(tenth, math.MaxInt64-ttl)
	return ttl - tenth + rand.N(tenth+above+1)
}

// milliseconds rounds up: 0 would delete the key.
func milliseconds(d time.Duration) int64 {
	ms := int64(d / time.Millisecond)
	if d%time.Millisecond > 0 {
		ms++
	}
	return ms
}
